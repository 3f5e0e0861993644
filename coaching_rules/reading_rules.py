"""From plain values to the rubric: words, moments, numbers, gates, record fields. Raises MisfitError."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from coaching_rules.content_finding import FINDING_IDS
from coaching_rules.organisation import LEVELS
from coaching_rules.record import FIELD_IDS, RecordField
from coaching_rules.rubric import (
    AuthorityWords,
    GateRule,
    LabelWords,
    MomentCase,
    MomentRule,
    Scoring,
    Strand,
    Words,
)
from coaching_rules.session import ENDINGS
from coaching_rules.shape import Entry
from coaching_rules.signs import Atom, read_sign
from coaching_rules.techniques import GATES, LABELS

_NUMBERS: Final[dict[str, tuple[int, int]]] = {
    "met_from": (1, 100),
    "partly_from": (1, 100),
    "least_replies": (1, 20),
    "least_clean_replies": (1, 20),
    "stalemate_replies": (2, 20),
    "out_of_order": (0, 100),
    "trend_low": (-100, 0),
    "trend_high": (1, 100),
    "evidence_at_most": (1, 20),
    "quote_at_most": (20, 4000),
    "overall_replies": (1, 20),
    "overall_replies_when_ended": (1, 20),
    "overall_strands": (1, 20),
}
"""The numbers of scoring.yml and the range that each must lie in."""


def reasoned(entry: Entry, least: int, most: int) -> int:
    """A number that comes with why it is so and where it is from."""
    fields = entry.fields(("value", "why", "source"))
    fields["why"].text()
    fields["source"].text()
    return fields["value"].whole(least, most)


def read_words(entry: Entry, topics: Collection[str], remedies: Collection[str]) -> Words:
    fields = entry.fields(("labels", "topics", "remedies", "findings"))
    labels = fields["labels"].fields(LABELS)
    for known, name in ((topics, "topics"), (remedies, "remedies")):
        for key, item in fields[name].pairs():
            if key not in known:
                raise item.wrong("R0104", f'"{key}" is none of the {name} of data/nlu/content.yml')
    return Words(
        labels={label: _label_words(labels[label]) for label in LABELS},
        topics={key: item.text() for key, item in fields["topics"].pairs()},
        remedies={key: item.text() for key, item in fields["remedies"].pairs()},
        findings={key: item.text() for key, item in fields["findings"].fields(FINDING_IDS).items()},
    )


def _label_words(entry: Entry) -> LabelWords:
    fields = entry.fields(("title", "did", "doing", "clauses"))
    if not fields["clauses"].items():
        raise fields["clauses"].wrong("R0102", "a label bears on at least one clause; name it")
    return LabelWords(
        title=fields["title"].text(),
        did=fields["did"].text(),
        doing=fields["doing"].text(),
        clauses=fields["clauses"].texts(),
    )


def read_moments(entry: Entry, topics: Collection[str], remedies: Collection[str]) -> dict[str, MomentRule]:
    moments = {}
    for moment_id, item in entry.fields(("moments",))["moments"].pairs():
        fields = item.fields(("why", "source", "cases", "absent"))
        cases = []
        for case in fields["cases"].items():
            given = case.fields((), ("anger_from", "answering", "shows"))
            shows = given["shows"].items() if "shows" in given else ()
            cases.append(
                MomentCase(
                    anger_from=given["anger_from"].whole(0, 100) if "anger_from" in given else None,
                    answering=given["answering"].texts() if "answering" in given else (),
                    shows=tuple(read_sign(sign, topics, remedies) for sign in shows),
                )
            )
        moments[moment_id] = MomentRule(id=moment_id, cases=tuple(cases), absent=fields["absent"].text())
    return moments


def read_scoring(entry: Entry) -> Scoring:
    fields = entry.fields(("numbers", "costs", "endings", "strands"))
    numbers = fields["numbers"].fields(_NUMBERS)
    return Scoring(
        **{name: reasoned(numbers[name], *span) for name, span in _NUMBERS.items()},
        costs=_costs(fields["costs"]),
        endings={table: _ending_scores(item) for table, item in fields["endings"].pairs()},
        strands=tuple(_strand(item) for item in fields["strands"].items()),
    )


def _costs(entry: Entry) -> dict[Atom, int]:
    fields = entry.fields(("why", "source", "labels", "findings"))
    costs = {}
    for kind, known in (("label", LABELS), ("finding", FINDING_IDS)):
        for name, item in fields[f"{kind}s"].pairs():
            if name not in known:
                raise item.wrong("R0104", f'"{name}" is no known {kind}; one of {", ".join(known)}')
            costs[Atom(kind, name)] = item.whole(1, 100)
    return costs


def _ending_scores(entry: Entry) -> dict[str, int | None]:
    scores = entry.fields(("why", "source", "scores"))["scores"].fields(ENDINGS)
    return {ending: None if scores[ending].value is None else scores[ending].whole(0, 100) for ending in ENDINGS}


def _strand(entry: Entry) -> Strand:
    fields = entry.fields(("id", "title", "weight", "why", "source", "clauses"))
    return Strand(
        id=fields["id"].text(),
        title=fields["title"].text(),
        weight=fields["weight"].number(1, 100),
        clauses=fields["clauses"].texts(),
    )


def read_gates(entry: Entry, topics: Collection[str], remedies: Collection[str]) -> tuple[GateRule, ...]:
    gates = []
    for item in entry.fields(("gates",))["gates"].items():
        fields = item.fields(("id", "fails_on", "cap", "why", "source", "passed", "failed"))
        gates.append(
            GateRule(
                id=fields["id"].one_of(GATES, "gate"),
                fails_on=tuple(read_sign(sign, topics, remedies) for sign in fields["fails_on"].items()),
                cap=fields["cap"].whole(0, 100),
                passed=fields["passed"].text(),
                failed=fields["failed"].text(),
            )
        )
    if tuple(gate.id for gate in gates) != GATES:
        raise entry.wrong("R0102", f"the gates must be {', '.join(GATES)}, in this order, each once")
    return tuple(gates)


def read_record(entry: Entry) -> tuple[RecordField, ...]:
    record = []
    for item in entry.fields(("fields",))["fields"].items():
        fields = item.fields(("id", "title", "help", "required", "choices", "least_words", "clauses"))
        record.append(
            RecordField(
                id=fields["id"].one_of(FIELD_IDS, "field"),
                title=fields["title"].text(),
                help=fields["help"].text(),
                required=fields["required"].flag(),
                choices=fields["choices"].texts(),
                least_words=fields["least_words"].whole(1, 100),
                clauses=fields["clauses"].texts(),
            )
        )
    if tuple(field.id for field in record) != FIELD_IDS:
        raise entry.wrong("R0102", f"the fields must be {', '.join(FIELD_IDS)}, in this order, each once")
    return tuple(record)


def read_authority_words(entry: Entry) -> AuthorityWords:
    above = LEVELS[1:]
    fields = entry.fields(("authority",))["authority"].fields((*above, "nobody", "handing_over"))
    return AuthorityWords(
        by_level={level: fields[level].text() for level in above},
        nobody=fields["nobody"].text(),
        handing_over=fields["handing_over"].many_of(LABELS, "label"),
    )
