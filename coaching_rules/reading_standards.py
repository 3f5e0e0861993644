"""From plain values to standards: each clause with its paraphrase and the way it is judged. Raises MisfitError."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from coaching_rules.observation import (
    Avoided,
    Combined,
    Elsewhere,
    Needs,
    Observation,
    Ordered,
    Outcome,
    Shown,
    Stalemate,
    Trend,
)
from coaching_rules.rubric import Words
from coaching_rules.session import CHANNELS, ENDINGS
from coaching_rules.shape import Entry
from coaching_rules.signs import Atom, Sign, read_sign
from coaching_rules.standards import KINDS, Clause, Standard

PATHS: Final[tuple[str, ...]] = ("now", "report")
MOODS: Final[tuple[str, ...]] = ("trust",)


@dataclass(frozen=True)
class Vocabulary:
    """The ids that observations may name, and what a report needs to speak of them, read before the standards are."""

    topics: Collection[str]
    remedies: Collection[str]
    moments: Collection[str]
    ending_tables: Collection[str]
    words: Words
    costs: Collection[Atom]


def read_standard(entry: Entry, vocabulary: Vocabulary) -> Standard:
    fields = entry.fields(("id", "place", "title", "sector", "level", "clauses"))
    return Standard(
        id=fields["id"].text(),
        place=fields["place"].whole(1, 99),
        title=fields["title"].text(),
        sector=fields["sector"].text(),
        level=None if fields["level"].value is None else fields["level"].whole(1, 9),
        clauses=tuple(_clause(item, fields["id"].text(), vocabulary) for item in fields["clauses"].items()),
    )


def _clause(entry: Entry, standard_id: str, vocabulary: Vocabulary) -> Clause:
    fields = entry.fields(("id", "kinds", "text"), ("heading", "alias_of", "observe"))
    clause_id = fields["id"].text()
    if not clause_id.startswith(f"{standard_id}."):
        raise fields["id"].wrong("R0107", f'"{clause_id}" doesn\'t begin with "{standard_id}."; correct the id')
    kinds = fields["kinds"].many_of(KINDS, "kind")
    heading = fields["heading"].flag() if "heading" in fields else False
    judged = "D" in kinds and not heading
    if judged != ("observe" in fields):
        rule = "needs an `observe`" if judged else "has no dialogue to observe; drop `observe`"
        raise entry.wrong("R0108", f"{clause_id} {rule}")
    return Clause(
        id=clause_id,
        kinds=kinds,
        heading=heading,
        alias_of=fields["alias_of"].text() if "alias_of" in fields else None,
        text=fields["text"].text(),
        observe=_observation(fields["observe"], vocabulary) if judged else None,
    )


def _observation(entry: Entry, vocabulary: Vocabulary) -> Observation:
    judge = dict(entry.pairs()).get("judge")
    if judge is None:
        raise entry.wrong("R0102", f"missing judge; one of {', '.join(sorted(_JUDGES))}")
    return _JUDGES[judge.one_of(_JUDGES, "judge")](entry, vocabulary)


def _shown(entry: Entry, vocabulary: Vocabulary) -> Shown:
    fields = entry.fields(("judge", "why", "signs", "against"), ("moment", "enough", "due", "needs"))
    return Shown(
        why=fields["why"].text(),
        signs=tuple(_signs(group, vocabulary) for group in fields["signs"].items()),
        against=_signs_against(fields["against"], vocabulary),
        moment=fields["moment"].one_of(vocabulary.moments, "moment") if "moment" in fields else None,
        enough=fields["enough"].whole(1, 9) if "enough" in fields else 1,
        due=fields["due"].flag() if "due" in fields else True,
        needs=_needs(fields),
    )


def _avoided(entry: Entry, vocabulary: Vocabulary) -> Avoided:
    fields = entry.fields(("judge", "why", "against", "moment"), ("needs",))
    return Avoided(
        why=fields["why"].text(),
        against=_signs_against(fields["against"], vocabulary),
        moment=fields["moment"].one_of(vocabulary.moments, "moment"),
        needs=_needs(fields),
    )


def _ordered(entry: Entry, vocabulary: Vocabulary) -> Ordered:
    fields = entry.fields(("judge", "why", "first", "then"), ("moment", "alone", "needs"))
    return Ordered(
        why=fields["why"].text(),
        first=_signs(fields["first"], vocabulary),
        then=_signs(fields["then"], vocabulary),
        moment=fields["moment"].one_of(vocabulary.moments, "moment") if "moment" in fields else None,
        alone=fields["alone"].flag() if "alone" in fields else False,
        needs=_needs(fields),
    )


def _outcome(entry: Entry, vocabulary: Vocabulary) -> Outcome:
    fields = entry.fields(("judge", "why", "endings", "rests_on"), ("needs",))
    return Outcome(
        why=fields["why"].text(),
        endings=fields["endings"].one_of(vocabulary.ending_tables, "table of endings"),
        rests_on=_signs(fields["rests_on"], vocabulary),
        needs=_needs(fields),
    )


def _trend(entry: Entry, _: Vocabulary) -> Trend:
    fields = entry.fields(("judge", "why", "mood"), ("needs",))
    return Trend(why=fields["why"].text(), mood=fields["mood"].one_of(MOODS, "mood"), needs=_needs(fields))


def _stalemate(entry: Entry, vocabulary: Vocabulary) -> Stalemate:
    fields = entry.fields(("judge", "why", "signs", "moment"), ("needs",))
    return Stalemate(
        why=fields["why"].text(),
        signs=_signs(fields["signs"], vocabulary),
        moment=fields["moment"].one_of(vocabulary.moments, "moment"),
        needs=_needs(fields),
    )


def _combined(entry: Entry, _: Vocabulary) -> Combined:
    fields = entry.fields(("judge", "why", "of", "least"), ("needs",))
    return Combined(
        why=fields["why"].text(),
        of=fields["of"].texts(),
        least=fields["least"].whole(1, 99),
        needs=_needs(fields),
    )


def _elsewhere(entry: Entry, _: Vocabulary) -> Elsewhere:
    return Elsewhere(why=entry.fields(("judge", "why"))["why"].text())


_JUDGES: Final[Mapping[str, Callable[[Entry, Vocabulary], Observation]]] = {
    "shown": _shown,
    "avoided": _avoided,
    "ordered": _ordered,
    "outcome": _outcome,
    "trend": _trend,
    "stalemate": _stalemate,
    "combined": _combined,
    "elsewhere": _elsewhere,
}


def _signs(entry: Entry, vocabulary: Vocabulary) -> tuple[Sign, ...]:
    return tuple(_sign(item, vocabulary) for item in entry.items())


def _sign(entry: Entry, vocabulary: Vocabulary) -> Sign:
    """Raises MisfitError R0113 for one that a report would have no words for."""
    sign = read_sign(entry, vocabulary.topics, vocabulary.remedies)
    words = vocabulary.words
    phrases: dict[str, Collection[str]] = {"asked": words.topics, "told": words.topics, "remedy": words.remedies}
    for atom in sign.atoms:
        if atom.kind in phrases and atom.name not in phrases[atom.kind]:
            raise entry.wrong("R0113", f'"{atom.name}" has no words in rules/labels.yml; add them there')
    return sign


def _signs_against(entry: Entry, vocabulary: Vocabulary) -> tuple[Sign, ...]:
    """Raises MisfitError R0114 for a sign that a report could take nothing off for."""
    signs = _signs(entry, vocabulary)
    for item, sign in zip(entry.items(), signs, strict=True):
        for atom in sign.atoms:
            if atom not in vocabulary.costs:
                takes = "`against` takes labels and findings that have a cost in rules/scoring.yml"
                raise item.wrong("R0114", f'{takes}: give "{atom.name}" one there, or drop it')
    return signs


def _needs(fields: Mapping[str, Entry]) -> Needs:
    if "needs" not in fields:
        return Needs()
    needs = fields["needs"].fields((), ("endings", "channels", "paths", "tags"))
    return Needs(
        endings=needs["endings"].many_of(ENDINGS, "ending") if "endings" in needs else (),
        channels=needs["channels"].many_of(CHANNELS, "channel") if "channels" in needs else (),
        paths=needs["paths"].many_of(PATHS, "path") if "paths" in needs else (),
        tags=needs["tags"].texts() if "tags" in needs else (),
    )
