"""What the coach's notes beside one reply show: remarks by kind, and what was found with the words it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from coaching_rules.rubric import Rules
from coaching_rules.techniques import FAULTS
from web.pages.highlights import Piece, pieces
from web.pages.wording import KINDS
from web.views import TurnView


@dataclass(frozen=True)
class Remark:
    """One sentence of the coach. ``clause`` is the requirement it bears on, with our paraphrase of it."""

    kind: str
    heading: str
    text: str
    label: str | None
    clause: str | None
    clause_text: str | None


@dataclass(frozen=True)
class Found:
    """A technique or fault that holds in a reply, with the quotations that carry it."""

    label: str
    title: str
    tone: Literal["technique", "fault"]
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class CoachNotes:
    """The notes on one reply, and the reply in pieces to be highlighted."""

    remarks: tuple[Remark, ...]
    found: tuple[Found, ...]
    pieces: tuple[Piece, ...]

    @property
    def summary(self) -> str:
        """The notes in half a line, for a folded panel and for screen readers."""
        techniques = sum(found.tone == "technique" for found in self.found)
        faults = len(self.found) - techniques
        told = [_counted(techniques, "technique", "techniques")] if techniques else []
        if faults:
            told.append(_counted(faults, "fault", "faults"))
        return " and ".join(told) or "nothing"


def notes_on(turn: TurnView, rules: Rules) -> CoachNotes | None:
    """The notes on a turn; None where nothing may be shown yet (an assessment that is still running)."""
    if turn.scores is None or turn.feedback is None:
        return None
    decided = set(turn.scores["decided"])
    evidence = [item for item in turn.scores["evidence"] if item["label"] in decided]
    return CoachNotes(
        remarks=tuple(_remark(item, rules) for item in turn.feedback),
        found=tuple(_found(label, evidence, rules) for label in turn.scores["decided"]),
        pieces=pieces(turn.reply, evidence),
    )


def label_title(label: str, rules: Rules) -> str:
    return rules.words.labels[label].title


def clause_texts(rules: Rules) -> dict[str, str]:
    return {clause.id: clause.text for clause in rules.clauses()}


def _remark(item: Mapping[str, Any], rules: Rules) -> Remark:
    clause = item["clause"]
    return Remark(
        kind=item["kind"],
        heading=KINDS[item["kind"]],
        text=item["text"],
        label=item["label"],
        clause=clause,
        clause_text=clause_texts(rules).get(clause) if clause else None,
    )


def _found(label: str, evidence: Sequence[Mapping[str, Any]], rules: Rules) -> Found:
    return Found(
        label=label,
        title=label_title(label, rules),
        tone="fault" if label in FAULTS else "technique",
        quotes=tuple(item["quote"] for item in evidence if item["label"] == label),
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
