"""Runs migrations on the connection of storage/schema.py, or on AMENDS_DATABASE_URL when Alembic is called by hand."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection

from storage.store import Store
from storage.tables import Base


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    store = Store(os.environ.get("AMENDS_DATABASE_URL", "sqlite:///var/amends.db"))
    with store.engine.connect() as own:
        run(own)
        own.commit()
