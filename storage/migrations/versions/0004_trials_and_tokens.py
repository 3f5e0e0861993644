"""Trainers' trial conversations, retired customers, notes on tokens, erased people.

Revision: 0004, after the supervisor's figures.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('practice_sessions', sa.Column('trial', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('persona_versions', sa.Column('trial', sa.Boolean(), nullable=False, server_default=sa.false()))
    # In words of its own: SQLite takes a reference only together with its column.
    op.execute(
        "ALTER TABLE persona_drafts ADD COLUMN retired_id INTEGER "
        "CONSTRAINT fk_persona_drafts_retired_id REFERENCES persona_versions (id)"
    )
    op.add_column('api_tokens', sa.Column('note', sa.Text(), nullable=False, server_default=''))
    op.add_column('users', sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("trial conversations would become practice; restore a backup instead")
