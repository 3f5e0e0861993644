"""From stored turns to a report: gathers what the coach's rules need and keeps what they said at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from coaching_rules.amending import amended
from coaching_rules.content_finding import Finding
from coaching_rules.conversation import Conversation
from coaching_rules.corrections import Corrections, LabelDecision, VerdictDecision
from coaching_rules.findings import Findings, Span
from coaching_rules.needs import missing_techniques, standard_tallies
from coaching_rules.record import marked
from coaching_rules.report import report
from coaching_rules.rubric import Rules
from coaching_rules.session import Mood, ReportTurn, SessionFacts
from storage.judgement import record_of, replace_tallies, replace_verdicts
from storage.practice import PracticeSession
from storage.review import (
    LabelCorrection,
    VerdictCorrection,
    label_corrections_of,
    labels_in_force,
    verdict_corrections_of,
    verdicts_in_force,
)
from storage.turns import Turn, turns_of


class Judge:
    """Draws up reports by one version of the rules."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def report_on(self, db: Session, session: PracticeSession) -> dict[str, Any]:
        """The report as things stand; a pure function of what is stored."""
        turns = turns_of(db, session.id)
        return report(report_turns(session, turns), _facts(db, session, turns), self.rules)

    def conclude(self, db: Session, session: PracticeSession) -> None:
        """Keep the report of a session as it ends, so that later rules don't change what the trainee was told."""
        session.final_report = self.report_on(db, session)
        self._count(db, session, session.final_report)

    def correct(self, db: Session, session: PracticeSession, made: LabelCorrection | VerdictCorrection) -> None:
        """Work a stored correction into the corrected report of an ended session, and into what is counted.

        The report as it was judged stays in ``final_report``; what ``made`` does not change stays as it stood. Where
        ``made`` takes back the last correction that counted, the report is again the one that was judged.
        """
        judged = session.final_report
        assert judged is not None, "the session has ended"  # noqa: S101
        labels, verdicts = label_corrections_of(db, session.id), verdict_corrections_of(db, session.id)
        turns = turns_of(db, session.id)
        after = _corrections(labels, verdicts, turns)
        if after == Corrections():
            session.corrected_report = None
        else:
            session.corrected_report = amended(
                judged,
                session.corrected_report or judged,
                Conversation(tuple(report_turns(session, turns)), _facts(db, session, turns), self.rules),
                before=_corrections(
                    [row for row in labels if row is not made], [row for row in verdicts if row is not made], turns
                ),
                after=after,
            )
        self._count(db, session, session.corrected_report or judged)

    def mark_record(self, db: Session, session: PracticeSession) -> None:
        """Put into the reports of an ended session what the rules say of its complaint record, and nothing else."""
        record = marked(_facts(db, session, turns_of(db, session.id)), self.rules)
        assert session.final_report is not None, "the session has ended"  # noqa: S101
        session.final_report = {**session.final_report, "record": record}
        if session.corrected_report is not None:
            session.corrected_report = {**session.corrected_report, "record": record}

    def _count(self, db: Session, session: PracticeSession, shown: Mapping[str, Any]) -> None:
        """Keep what queues, figures and tables count of a session by the report that counts."""
        turns = turns_of(db, session.id)
        settled = {(row.turn, row.label) for row in labels_in_force(label_corrections_of(db, session.id))}
        session.gates_failed = sum(not gate["passed"] for gate in shown["gates"])
        session.undecided = sum(
            (turn.number, label) not in settled for turn in turns for label in turn.scores["abstained"]
        )
        replace_verdicts(db, session.id, shown["requirements"], rules_version=shown["model"]["rules"])
        replace_tallies(
            db,
            session.id,
            found={label: item["count"] for label, item in shown["techniques"].items()},
            missing=missing_techniques(shown, self.rules),
            standards=standard_tallies(shown, self.rules),
        )


def _corrections(
    labels: Sequence[LabelCorrection], verdicts: Sequence[VerdictCorrection], turns: Sequence[Turn]
) -> Corrections:
    return Corrections(
        labels=label_decisions(labels, turns),
        verdicts=tuple(VerdictDecision(row.clause, row.verdict, row.reason) for row in verdicts_in_force(verdicts)),
    )


def label_decisions(corrections: Sequence[LabelCorrection], turns: Sequence[Turn]) -> tuple[LabelDecision, ...]:
    """Stored corrections that count, as the rules read them."""
    replies = {turn.number: turn.reply for turn in turns}
    return tuple(
        LabelDecision(row.turn, row.label, row.holds, _quote(row, replies[row.turn]))
        for row in labels_in_force(corrections)
        if row.turn in replies
    )


def _quote(correction: LabelCorrection, reply: str) -> Span | None:
    start, end = correction.quote_start, correction.quote_end
    return None if start is None or end is None else Span(start, end, reply[start:end])


def _facts(db: Session, session: PracticeSession, turns: Sequence[Turn]) -> SessionFacts:
    record = record_of(db, session.id)
    persona = session.persona.compiled
    return SessionFacts(
        channel=persona["channel"],
        verdict=persona["verdict"],
        path=persona["path"],
        tags=tuple(persona["tags"]),
        ended=session.ended,
        record=record.content if record else None,
        scorer_version=turns[-1].scorer_version if turns else None,
        persona_version=session.persona.version,
    )


def report_turns(session: PracticeSession, turns: list[Turn]) -> list[ReportTurn]:
    """Stored turns as the report reads them; the mood before a reply is the one that the turn before left."""
    before = Mood.from_dict(session.state["mood"])
    told: list[ReportTurn] = []
    for turn in turns:
        after = Mood.from_dict(turn.mood)
        told.append(
            ReportTurn(
                turn=turn.number,
                reply=turn.reply,
                findings=Findings.from_dict({"scores": turn.scores, "content": turn.content}),
                mood_before=before,
                mood_after=after,
                acts=tuple(act["act"] for act in turn.acts),
                content_findings=tuple(Finding.from_dict(item) for item in turn.findings),
            )
        )
        before = after
    return told
