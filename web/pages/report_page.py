"""A report arranged for reading: requirements under their standards, the judged ones first, techniques counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from coaching_rules.rubric import Rules
from coaching_rules.techniques import FAULTS
from web.pages.coach_notes import label_title
from web.pages.wording import CHANNELS_TO_CUSTOMER, COMMITTED, RECORD_MARKS, VERDICTS

_ORDER: Final = ("not_met", "partly", "met")


@dataclass(frozen=True)
class RequirementLine:
    """One requirement with its verdict; ``evidence`` are the report's quotations, each with its turn."""

    clause: str
    text: str
    verdict: str
    verdict_words: str
    score: int | None
    why: str
    evidence: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class StandardBlock:
    """The requirements of one standard. ``unseen`` are those that the conversation gave no occasion to judge."""

    id: str
    title: str
    judged: tuple[RequirementLine, ...]
    unseen: tuple[RequirementLine, ...]

    @property
    def lines(self) -> tuple[RequirementLine, ...]:
        """All of them, judged or not."""
        return (*self.judged, *self.unseen)

    @property
    def tally(self) -> str:
        counts = {
            verdict: sum(line.verdict == verdict for line in self.judged) for verdict in ("met", "partly", "not_met")
        }
        told = [f"{count} {VERDICTS[verdict].lower()}" for verdict, count in counts.items() if count]
        if self.unseen:
            told.append(f"{len(self.unseen)} not observed")
        return " · ".join(told)


@dataclass(frozen=True)
class GateLine:
    """A critical gate and whether it was passed."""

    id: str
    title: str
    passed: bool
    why: str
    evidence: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class CountedLabel:
    """How often a technique or fault was found, and in which replies."""

    title: str
    tone: Literal["technique", "fault"]
    count: int
    turns: Sequence[int]


@dataclass(frozen=True)
class RecordMark:
    """How one field of the complaint record was filled in."""

    title: str
    mark: str
    mark_words: str
    why: str


@dataclass(frozen=True)
class CommitmentLine:
    """What somebody said the firm's side would do: ``act`` in their words, the rest in ours, empty where not said."""

    turn: int
    who: str
    act: str
    when: str
    channel: str


@dataclass(frozen=True)
class ReportPage:
    """Everything the report page shows, in its order."""

    final: bool
    overall: int | None
    gates: tuple[GateLine, ...]
    standards: tuple[StandardBlock, ...]
    counted: tuple[CountedLabel, ...]
    findings: Sequence[Mapping[str, Any]]
    commitments: tuple[CommitmentLine, ...]
    record: tuple[RecordMark, ...]
    versions: Mapping[str, str | None]


def arrange(report: Mapping[str, Any], rules: Rules) -> ReportPage:
    """Put a report (the HTTP API's shape) in reading order; what to work on stands before what went well.

    A report that was kept before commitments were looked for has none.
    """
    by_clause = {item["clause"]: item for item in report["requirements"]}
    blocks = (
        _block(standard.id, standard.title, [(clause.id, clause.text) for clause in standard.clauses], by_clause)
        for standard in rules.standards
    )
    return ReportPage(
        final=report["final"],
        overall=report["overall"],
        gates=tuple(_gate(item, rules) for item in report["gates"]),
        standards=tuple(block for block in blocks if block.judged or block.unseen),
        counted=_counted(report["techniques"], rules),
        findings=report["content"],
        commitments=tuple(_commitment(item) for item in report.get("commitments", ())),
        record=_record(report["record"]["marks"], rules),
        versions=report["model"],
    )


def _commitment(item: Mapping[str, Any]) -> CommitmentLine:
    when = item["when"] or ""
    return CommitmentLine(
        turn=item["turn"],
        who=item["name"] or COMMITTED[item["who"]],
        act=item["quote"],
        when=f"{when} (on a condition)".strip() if item["conditional"] else when,
        channel=CHANNELS_TO_CUSTOMER.get(item["channel"], ""),
    )


def _record(marks: Sequence[Mapping[str, Any]], rules: Rules) -> tuple[RecordMark, ...]:
    titles = {field.id: field.title for field in rules.record}
    return tuple(
        RecordMark(
            title=titles[mark["field"]], mark=mark["mark"], mark_words=RECORD_MARKS[mark["mark"]], why=mark["why"]
        )
        for mark in marks
    )


def _block(
    standard_id: str, title: str, clauses: Sequence[tuple[str, str]], by_clause: Mapping[str, Mapping[str, Any]]
) -> StandardBlock:
    lines = [requirement_line(by_clause[clause], text) for clause, text in clauses if clause in by_clause]
    judged = sorted((line for line in lines if line.verdict in _ORDER), key=lambda line: _ORDER.index(line.verdict))
    unseen = tuple(line for line in lines if line.verdict not in _ORDER)
    return StandardBlock(id=standard_id, title=title, judged=tuple(judged), unseen=unseen)


def requirement_line(item: Mapping[str, Any], text: str) -> RequirementLine:
    """One of a report's ``requirements``; ``text`` is our paraphrase of its clause."""
    return RequirementLine(
        clause=item["clause"],
        text=text,
        verdict=item["verdict"],
        verdict_words=VERDICTS[item["verdict"]],
        score=item["score"],
        why=item["why"],
        evidence=item["evidence"],
    )


def _gate(item: Mapping[str, Any], rules: Rules) -> GateLine:
    return GateLine(
        id=item["id"],
        title=label_title(item["id"], rules),
        passed=item["passed"],
        why=item["why"],
        evidence=item["evidence"],
    )


def _counted(techniques: Mapping[str, Mapping[str, Any]], rules: Rules) -> tuple[CountedLabel, ...]:
    return tuple(
        CountedLabel(
            title=label_title(label, rules),
            tone="fault" if label in FAULTS else "technique",
            count=item["count"],
            turns=item["turns"],
        )
        for label, item in techniques.items()
        if item["count"]
    )
