"""From stored turns to a report: gathers what the coach's rules need and keeps what they said at the end."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from coaching_rules.content_finding import Finding
from coaching_rules.findings import Findings
from coaching_rules.report import report
from coaching_rules.rubric import Rules
from coaching_rules.session import Mood, ReportTurn, SessionFacts
from storage.judgement import record_of, replace_verdicts
from storage.practice import PracticeSession
from storage.turns import Turn, turns_of


class Judge:
    """Draws up reports by one version of the rules."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules

    def report_on(self, db: Session, session: PracticeSession) -> dict[str, Any]:
        """The report as things stand; a pure function of what is stored."""
        turns = turns_of(db, session.id)
        record = record_of(db, session.id)
        persona = session.persona.compiled
        facts = SessionFacts(
            channel=persona["channel"],
            verdict=persona["verdict"],
            path=persona["path"],
            tags=tuple(persona["tags"]),
            ended=session.ended,
            record=record.content if record else None,
            scorer_version=turns[-1].scorer_version if turns else None,
            persona_version=session.persona.version,
        )
        return report(report_turns(session, turns), facts, self.rules)

    def conclude(self, db: Session, session: PracticeSession) -> None:
        """Keep the report of an ended session, so that later rules don't change what the trainee was told."""
        final = self.report_on(db, session)
        session.final_report = final
        replace_verdicts(db, session.id, final["requirements"], rules_version=self.rules.version)


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
