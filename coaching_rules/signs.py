"""Signs: the small language in which rules say what to look for in one reply.

A sign is one or more atoms joined by ``+`` that must all hold in the same reply: ``empathise``, ``follow_up+when``,
``asked:when_noticed``, ``told:rights``, ``remedy:refund``, ``finding:beyond_authority``. A sign that is found always
comes with the words it rests on; a label too close to call is neither found nor ruled out.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from coaching_rules.content_finding import FINDING_IDS
from coaching_rules.findings import Span
from coaching_rules.session import ReportTurn
from coaching_rules.shape import Entry
from coaching_rules.techniques import LABELS

OFFERING_STANCES: Final[tuple[str, ...]] = ("offered", "conditional", "asked")
"""The stances of a remedy that put it on the table."""


@dataclass(frozen=True)
class Atom:
    """``kind`` is label, asked, told, remedy, finding or when (any expression of time); ``name`` what of it."""

    kind: str
    name: str


@dataclass(frozen=True)
class Sign:
    """Atoms that must hold together in one reply."""

    atoms: tuple[Atom, ...]

    def __str__(self) -> str:
        return "+".join(
            atom.name if atom.kind in ("label", "when") else f"{atom.kind}:{atom.name}" for atom in self.atoms
        )


def read_sign(entry: Entry, topics: Collection[str], remedies: Collection[str]) -> Sign:
    """Parse a sign; raises MisfitError R0104 for a label, topic, remedy or finding that is not known."""
    known: dict[str, Collection[str]] = {
        "label": LABELS,
        "asked": topics,
        "told": topics,
        "remedy": remedies,
        "finding": FINDING_IDS,
    }
    atoms = []
    for part in entry.text().split("+"):
        kind, _, name = part.rpartition(":")
        if part == "when":
            atoms.append(Atom("when", "when"))
            continue
        kind = kind or "label"
        if kind not in known:
            raise entry.wrong("R0104", f'"{kind}:" is no kind of sign; one of {", ".join(known)}')
        atoms.append(Atom(kind, Entry(name, entry.pointer).one_of(known[kind], kind)))
    return Sign(tuple(atoms))


def spans_of(sign: Sign, turn: ReportTurn) -> tuple[Span, ...]:
    """The words the sign rests on in this reply, in reading order; empty where the sign doesn't hold."""
    spans: set[Span] = set()
    for atom in sign.atoms:
        found = _spans_of_atom(atom, turn)
        if not found:
            return ()
        spans.update(found)
    return tuple(sorted(spans, key=lambda span: (span.start, span.end)))


def too_close(sign: Sign, turn: ReportTurn) -> bool:
    """Whether the sign would hold if a label that was too close to call did."""
    open_atoms = [atom for atom in sign.atoms if not _spans_of_atom(atom, turn)]
    abstained = turn.findings.scores.abstained
    return bool(open_atoms) and all(atom.kind == "label" and atom.name in abstained for atom in open_atoms)


def _spans_of_atom(atom: Atom, turn: ReportTurn) -> tuple[Span, ...]:
    scores, content = turn.findings.scores, turn.findings.content
    if atom.kind == "label":
        return scores.evidence_of(atom.name) if atom.name in scores.decided else ()
    if atom.kind in ("asked", "told"):
        return tuple(item.span for item in content.topics if item.topic == atom.name and item.mode == atom.kind)
    if atom.kind == "remedy":
        return tuple(
            item.span for item in content.remedies if item.kind == atom.name and item.stance in OFFERING_STANCES
        )
    if atom.kind == "finding":
        return tuple(span for item in turn.content_findings if item.id == atom.name for span in item.evidence)
    return content.when
