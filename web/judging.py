"""From stored turns to a report: gathers what the coach's rules need and keeps what they said at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from coaching_rules.content_finding import Finding
from coaching_rules.corrections import LabelDecision, VerdictDecision, corrected_turns
from coaching_rules.findings import Findings, Span
from coaching_rules.needs import missing_techniques, standard_tallies
from coaching_rules.report import report
from coaching_rules.rubric import Rules
from coaching_rules.session import Mood, ReportTurn, SessionFacts
from storage.judgement import record_of, replace_tallies, replace_verdicts
from storage.practice import PracticeSession
from storage.review import LabelCorrection, label_corrections_of, verdict_corrections_of
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
        """Keep the report of an ended session, so that later rules don't change what the trainee was told."""
        session.final_report = self.report_on(db, session)
        self.correct(db, session)

    def correct(self, db: Session, session: PracticeSession) -> None:
        """Draw up the corrected report of an ended session from all corrections made so far, and what is counted.

        The report as it was judged stays in ``final_report``.
        """
        labels, verdicts = label_corrections_of(db, session.id), verdict_corrections_of(db, session.id)
        turns = turns_of(db, session.id)
        session.corrected_report = None
        if labels or verdicts:
            session.corrected_report = report(
                corrected_turns(report_turns(session, turns), label_decisions(labels, turns)),
                _facts(db, session, turns),
                self.rules,
                decisions=[VerdictDecision(row.clause, row.verdict, row.reason) for row in verdicts],
            )
        shown = session.corrected_report or session.final_report
        assert shown is not None, "the session has ended"  # noqa: S101
        settled = {(row.turn, row.label) for row in labels}
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


def label_decisions(corrections: Sequence[LabelCorrection], turns: Sequence[Turn]) -> tuple[LabelDecision, ...]:
    """Stored corrections as the rules read them, the oldest first."""
    replies = {turn.number: turn.reply for turn in turns}
    return tuple(
        LabelDecision(row.turn, row.label, row.holds, _quote(row, replies[row.turn]))
        for row in corrections
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
