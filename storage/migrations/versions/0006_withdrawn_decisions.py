"""Decisions of supervisors that are taken back, so that what was found or computed counts again.

Revision: 0006, after tallies.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("label_corrections", "verdict_corrections"):
        op.add_column(table, sa.Column('withdrawn', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    raise NotImplementedError("decisions that were taken back would count again; restore a backup instead")
