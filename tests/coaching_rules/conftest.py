"""Stages conversations for the rules: replies with labels, turns with moods, sessions with their case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from coaching_rules.content_finding import Finding
from coaching_rules.conversation import Conversation
from coaching_rules.findings import Commitment, Content, Evidence, Findings, Remedy, Scores, Span, Topic
from coaching_rules.loading import load_organisation, load_rules
from coaching_rules.organisation import Organisation
from coaching_rules.rubric import Rules
from coaching_rules.session import Moment, Mood, ReportTurn, SessionFacts
from coaching_rules.techniques import LABELS
from coaching_rules.verdicts import Verdict, verdicts


@pytest.fixture(scope="session")
def rules(data: Path) -> Rules:
    return load_rules(data)


@pytest.fixture(scope="session")
def organisation(data: Path) -> Organisation:
    return load_organisation(data, "harbour-and-vale")


def span(text: str, words: str | None = None) -> Span:
    """The whole text, or the words in it."""
    start = text.index(words) if words else 0
    return Span(start, start + len(words or text), words or text)


def make_findings(
    reply: str,
    labels: Sequence[str] = (),
    *,
    abstained: Sequence[str] = (),
    topics: Sequence[tuple[str, str]] = (),
    remedies: Sequence[Remedy] = (),
    named_time: str | None = None,
    commitments: Sequence[Commitment] = (),
    language: str = "en",
    sense: str = "ok",
) -> Findings:
    whole = span(reply)
    decided = tuple(label for label in LABELS if label in labels)
    return Findings(
        Scores(
            labels={label: 0.9 if label in labels else 0.1 for label in LABELS},
            decided=decided,
            abstained=tuple(label for label in LABELS if label in abstained),
            evidence=tuple(Evidence(label, whole, 0.9) for label in decided),
        ),
        Content(
            topics=tuple(Topic(topic, mode, whole, 0.9) for topic, mode in topics),
            remedies=tuple(remedies),
            when=(span(reply, named_time),) if named_time else (),
            language=language,
            sense=sense,
            repeats_turn=None,
            commitments=tuple(commitments),
        ),
    )


def make_turn(
    number: int,
    labels: Sequence[str] = (),
    *,
    reply: str = "Some words of the trainee.",
    anger: tuple[int, int] = (60, 60),
    trust: tuple[int, int] = (40, 40),
    acts: Sequence[str] = (),
    content_findings: Sequence[str] = (),
    abstained: Sequence[str] = (),
    topics: Sequence[tuple[str, str]] = (),
    remedies: Sequence[Remedy] = (),
    named_time: str | None = None,
    commitments: Sequence[Commitment] = (),
) -> ReportTurn:
    """A turn; ``anger`` and ``trust`` are before and after it."""
    return ReportTurn(
        turn=number,
        reply=reply,
        findings=make_findings(
            reply,
            labels,
            abstained=abstained,
            topics=topics,
            remedies=remedies,
            named_time=named_time,
            commitments=commitments,
        ),
        mood_before=Mood(anger[0], trust[0], 50),
        mood_after=Mood(anger[1], trust[1], 50),
        acts=tuple(acts),
        content_findings=tuple(Finding(name, "It is not so.", (span(reply),)) for name in content_findings),
    )


def make_moment(
    turn: int = 2,
    *,
    anger: tuple[int, int] = (60, 60),
    channel: str = "counter",
    acts: Sequence[str] = (),
    counts: dict[str, int] | None = None,
    ended: str | None = None,
) -> Moment:
    return Moment(
        turn=turn,
        channel=channel,
        mood_before=Mood(anger[0], 40, 50),
        mood_after=Mood(anger[1], 40, 50),
        acts=tuple(acts),
        counts=counts or {},
        ended=ended,
    )


def make_session(
    *,
    ended: str | None = "resolved",
    channel: str = "counter",
    path: str = "now",
    tags: Sequence[str] = (),
    verdict: str = "justified",
    record: dict[str, object] | None = None,
) -> SessionFacts:
    return SessionFacts(
        channel=channel,
        verdict=verdict,
        path=path,
        tags=tuple(tags),
        ended=ended,
        record=record,
        scorer_version="scorer-1",
        persona_version="persona-1",
    )


@dataclass(frozen=True)
class Stage:
    """The builders, and a judge of one clause."""

    rules: Rules
    findings: Callable[..., Findings] = make_findings
    turn: Callable[..., ReportTurn] = make_turn
    moment: Callable[..., Moment] = make_moment
    session: Callable[..., SessionFacts] = make_session

    def conversation(self, turns: Sequence[ReportTurn], session: SessionFacts | None = None) -> Conversation:
        return Conversation(tuple(turns), session or make_session(), self.rules)

    def verdict(self, clause: str, turns: Sequence[ReportTurn], session: SessionFacts | None = None) -> Verdict:
        return next(item for item in verdicts(self.conversation(turns, session)) if item.clause == clause)


@pytest.fixture(scope="session")
def stage(rules: Rules) -> Stage:
    return Stage(rules)


@pytest.fixture
def good_talk() -> list[ReportTurn]:
    """Six replies that settle a justified complaint well."""
    return [
        make_turn(1, ["greet", "empathise", "apologise"], anger=(80, 65), trust=(30, 40), acts=["vent"]),
        make_turn(
            2,
            ["listen", "paraphrase", "question"],
            anger=(65, 55),
            trust=(40, 45),
            acts=["answer"],
            topics=[("when_noticed", "asked")],
        ),
        make_turn(3, ["own", "investigate", "explain"], anger=(55, 45), trust=(45, 55), acts=["ask_when"]),
        make_turn(4, ["explain", "solve", "options", "compromise"], anger=(45, 30), trust=(55, 60), acts=["accept_if"]),
        make_turn(
            5,
            ["own", "follow_up", "confirm"],
            reply="I'll ring you on Wednesday at noon. Is that all right?",
            named_time="on Wednesday at noon",
            anger=(30, 20),
            trust=(60, 70),
            acts=["accept"],
        ),
        make_turn(6, ["confirm", "thank", "close"], anger=(20, 10), trust=(70, 75), acts=["thank"]),
    ]


@pytest.fixture
def bad_talk() -> list[ReportTurn]:
    return [
        make_turn(1, ["dismiss"], anger=(80, 90), trust=(30, 20)),
        make_turn(2, ["stonewall"], anger=(90, 95), trust=(20, 10)),
        make_turn(3, ["blame", "hostile"], anger=(95, 100), trust=(10, 0)),
    ]
