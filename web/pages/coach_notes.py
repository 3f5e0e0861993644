"""What the coach's notes beside one reply show: remarks by kind, and what was found with the words it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from coaching_rules.corrections import LabelDecision, corrected_scores
from coaching_rules.findings import Scores, Span
from coaching_rules.rubric import Rules
from coaching_rules.techniques import FAULTS, LABELS
from web.pages.highlights import Piece, pieces
from web.pages.wording import KINDS
from web.review_view import LabelCorrectionView
from web.views import TurnView

Standing = Literal["found", "added", "overruled"]


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
    """A technique or fault of a reply, with the quotations that carry it.

    ``standing``: ``found`` by the program, ``added`` by a supervisor, or found and ``overruled`` by a supervisor.
    """

    label: str
    title: str
    tone: Literal["technique", "fault"]
    quotes: tuple[str, ...]
    standing: Standing = "found"


@dataclass(frozen=True)
class CoachNotes:
    """The notes on one reply as they stand after a supervisor's corrections, and the reply in pieces to be highlighted.

    ``missing`` are the labels that don't hold, by technique and fault, for a trainee who thinks that one does.
    """

    remarks: tuple[Remark, ...]
    found: tuple[Found, ...]
    pieces: tuple[Piece, ...]
    missing: tuple[Found, ...]

    @property
    def summary(self) -> str:
        """The notes in half a line, for a folded panel and for screen readers."""
        holding = [found for found in self.found if found.standing != "overruled"]
        techniques = sum(found.tone == "technique" for found in holding)
        faults = len(holding) - techniques
        told = [_counted(techniques, "technique", "techniques")] if techniques else []
        if faults:
            told.append(_counted(faults, "fault", "faults"))
        return " and ".join(told) or "nothing"


def notes_on(
    turn: TurnView,
    rules: Rules,
    corrections: Mapping[str, LabelCorrectionView] = MappingProxyType({}),
    *,
    only: str | None = None,
) -> CoachNotes | None:
    """The notes on a turn; None where nothing may be shown yet (an assessment that is still running).

    ``corrections`` are a supervisor's, by label. With ``only`` no other label's words are marked in the reply.
    """
    if turn.scores is None or turn.feedback is None:
        return None
    found = Scores.from_dict(turn.scores)
    decisions = {label: _decision(made, turn.reply) for label, made in corrections.items()}
    scores = corrected_scores(found, turn.reply, decisions).to_dict()
    decided = set(scores["decided"])
    evidence = [item for item in scores["evidence"] if item["label"] in decided]
    overruled = [label for label in found.decided if label not in decided]
    return CoachNotes(
        remarks=tuple(_remark(item, rules) for item in turn.feedback),
        found=(
            *(
                _found(label, evidence, rules, standing="found" if label in found.decided else "added")
                for label in scores["decided"]
            ),
            *(_found(label, turn.scores["evidence"], rules, standing="overruled") for label in overruled),
        ),
        pieces=pieces(turn.reply, [item for item in evidence if only in (None, item["label"])]),
        missing=tuple(_found(label, (), rules) for label in LABELS if label not in decided),
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


def _decision(made: LabelCorrectionView, reply: str) -> LabelDecision:
    quote = Span(*made.quote, reply[slice(*made.quote)]) if made.quote else None
    return LabelDecision(turn=made.turn, label=made.label, holds=made.holds, quote=quote)


def _found(label: str, evidence: Sequence[Mapping[str, Any]], rules: Rules, *, standing: Standing = "found") -> Found:
    return Found(
        label=label,
        title=label_title(label, rules),
        tone="fault" if label in FAULTS else "technique",
        quotes=tuple(item["quote"] for item in evidence if item["label"] == label),
        standing=standing,
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
