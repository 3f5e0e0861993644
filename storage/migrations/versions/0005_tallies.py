"""Per session: how the requirements of each standard came out, and which techniques were missing.

Revision: 0005, after trials and tokens. What a team's overview adds up; sessions that have ended get theirs from their
stored verdicts, by the requirements that asked for a technique when this was written.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CLAUSES = {
    'greet': ('108822L2.PR3.1a',),
    'listen': ('111272L3.PR1.3a', 'U311.1.4a', 'U311.1.3e', '108822L2.PR3.1d'),
    'paraphrase': ('U311.2.1', 'CFACSC7.PC4', '108822L2.PR1.2'),
    'question': ('111272L3.PR1.3b', '108822L2.PR2.1', 'CFACSC7.PC4'),
    'empathise': ('U311.1.4d', '108822L2.PR3.1c', 'U311.2.3', '111272L3.PR2.4'),
    'apologise': ('108822L2.PR2.5b',),
    'own': ('U311.2.2', '111272L3.PR1.2a'),
    'investigate': ('CFACSC7.PC5', 'CFACSC7.PC8a', '108822L2.PR2.1'),
    'explain': ('U311.1.3d', '108822L2.PR1.8'),
    'solve': ('111272L3.PR1.2a', '108822L2.PR2.5', 'U311.1.4e', 'CFACSC7.PC8b'),
    'options': ('U311.2.4', 'CFACSC7.Ov5'),
    'compromise': ('111272L3.PR2.3', 'U311.1.3f', 'U311.1.4f'),
    'assert': ('U311.1.4b', 'U311.1.3c'),
    'escalate': ('U311.1.6', 'CFACSC7.PC9a', '108822L2.PR2.3', '111272L3.PR1.4b'),
    'follow_up': ('111272L3.PR1.6', 'U311.2.6', 'U311.2.2e'),
    'record': ('CFACSC7.Ov5',),
    'confirm': ('U311.1.3g', 'U311.2.7'),
    'thank': ('108822L2.PR3.1a', '111272L3.PR3.1'),
    'close': ('111272L3.PR1.3d',),
}


def upgrade() -> None:
    op.create_table('standard_tallies',
    sa.Column('session_id', sa.Text(), nullable=False),
    sa.Column('standard', sa.Text(), nullable=False),
    sa.Column('met', sa.Integer(), nullable=False),
    sa.Column('partly', sa.Integer(), nullable=False),
    sa.Column('not_met', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['practice_sessions.id'], name=op.f('fk_standard_tallies_session_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('session_id', 'standard', name=op.f('pk_standard_tallies'))
    )
    op.add_column('label_counts', sa.Column('missing', sa.Boolean(), nullable=False, server_default=sa.false()))
    _fill(op.get_bind())


def downgrade() -> None:
    raise NotImplementedError("restore a backup of the version before instead")


def _fill(connection: sa.Connection) -> None:
    verdicts = sa.table("verdicts", sa.column("session_id"), sa.column("clause"), sa.column("verdict"))
    tallies = sa.table("standard_tallies", *(sa.column(name) for name in ("session_id", "standard", "met", "partly", "not_met")))
    counts = sa.table("label_counts", *(sa.column(name) for name in ("session_id", "label", "replies", "missing")))
    for session_id in connection.scalars(sa.select(verdicts.c.session_id).distinct()).all():
        judged = connection.execute(sa.select(verdicts.c.clause, verdicts.c.verdict).where(verdicts.c.session_id == session_id)).all()
        by_standard: dict[str, dict[str, int]] = {}
        for clause, verdict in judged:
            if verdict != "not_observed":
                tally = by_standard.setdefault(clause.partition(".")[0], {"met": 0, "partly": 0, "not_met": 0})
                tally[verdict] += 1
        found = set(connection.scalars(sa.select(counts.c.label).where(counts.c.session_id == session_id)))
        short = {clause for clause, verdict in judged if verdict in ("partly", "not_met")}
        for standard, tally in by_standard.items():
            connection.execute(tallies.insert().values(session_id=session_id, standard=standard, **tally))
        for label, clauses in CLAUSES.items():
            if label not in found and short & set(clauses):
                connection.execute(counts.insert().values(session_id=session_id, label=label, replies=0, missing=True))
