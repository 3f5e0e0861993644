"""The audit log: who did what to whose data, append-only, each entry carrying the hash of the one before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class AuditEntry(Base):
    """One act.

    ``actor`` and ``subject`` name people by id only (``user:12``): erasing a person's name leaves the chain whole.
    ``hash`` covers ``previous_hash`` and every other column: a changed or missing entry breaks the chain.
    """

    __tablename__ = "audit_entries"

    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    act: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str]
