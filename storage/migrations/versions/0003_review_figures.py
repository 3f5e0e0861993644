"""Figures that the supervisor's queue filters by, counts of labels per session, and how a doubt was answered.

Revision: 0003, after review and accounts. Sessions that have ended get their figures from their stored reports.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('label_counts',
    sa.Column('session_id', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('replies', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['practice_sessions.id'], name=op.f('fk_label_counts_session_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('session_id', 'label', name=op.f('pk_label_counts'))
    )
    op.add_column('practice_sessions', sa.Column('gates_failed', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('practice_sessions', sa.Column('undecided', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('flags', sa.Column('accepted', sa.Boolean(), nullable=True))
    _fill(op.get_bind())


def downgrade() -> None:
    raise NotImplementedError("answers to doubts would be lost; restore a backup instead")


def _fill(connection: sa.Connection) -> None:
    sessions = sa.table("practice_sessions", sa.column("id"), sa.column("final_report"), sa.column("gates_failed"), sa.column("undecided"))
    turns = sa.table("turns", sa.column("id"), sa.column("session_id"))
    detections = sa.table("detections", sa.column("turn_id"), sa.column("standing"))
    counts = sa.table("label_counts", sa.column("session_id"), sa.column("label"), sa.column("replies"))
    for session_id in connection.scalars(sa.select(sessions.c.id)).all():
        stored = connection.scalar(sa.select(sessions.c.final_report).where(sessions.c.id == session_id))
        if stored is None:
            continue
        report = json.loads(stored) if isinstance(stored, str) else stored
        undecided = connection.scalar(
            sa.select(sa.func.count())
            .select_from(detections.join(turns, turns.c.id == detections.c.turn_id))
            .where(turns.c.session_id == session_id, detections.c.standing == "abstained")
        )
        connection.execute(
            sessions.update()
            .where(sessions.c.id == session_id)
            .values(gates_failed=sum(not gate["passed"] for gate in report["gates"]), undecided=undecided)
        )
        found = [
            {"session_id": session_id, "label": label, "replies": item["count"]}
            for label, item in report["techniques"].items()
            if item["count"]
        ]
        if found:
            connection.execute(counts.insert(), found)
