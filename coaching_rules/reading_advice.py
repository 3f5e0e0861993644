"""From plain values to the coach's advice: texts for all labels, the order of praise, the plan. Raises MisfitError."""

from __future__ import annotations

from typing import Any, Final

from coaching_rules.advice import Advice, FaultTexts, FindingTexts, Step, TechniqueTexts, When
from coaching_rules.content_finding import FINDING_IDS
from coaching_rules.reading_rules import reasoned
from coaching_rules.session import CHANNELS, ENDINGS
from coaching_rules.shape import Entry
from coaching_rules.techniques import FAULTS, LABELS, TECHNIQUES

_BOUNDS: Final[tuple[str, ...]] = (
    "anger_before_from",
    "anger_before_to",
    "anger_after_from",
    "anger_after_to",
    "turn_from",
    "turn_to",
)
_LABEL_LISTS: Final[tuple[str, ...]] = ("not_yet", "seen", "in_reply", "lacks")


def read_advice(entry: Entry) -> Advice:
    fields = entry.fields(
        (
            "amounts",
            "good_order",
            "good_order_heated",
            "severity",
            "silences",
            "findings",
            "holds_back",
            "missing",
            "plan",
            "techniques",
            "faults",
        )
    )
    amounts = fields["amounts"].fields(("most_good", "most_good_beside_harm", "heated_from"))
    techniques = fields["techniques"].fields(TECHNIQUES)
    faults = fields["faults"].fields(FAULTS)
    silences = fields["silences"].fields(FAULTS)
    found = fields["findings"].fields(FINDING_IDS)
    plan = tuple(_step(item) for item in fields["plan"].items())
    if not plan or plan[-1].when != When():
        raise fields["plan"].wrong("R0109", "the last step must have no conditions, so that one always fits")
    return Advice(
        most_good=reasoned(amounts["most_good"], 1, 5),
        most_good_beside_harm=reasoned(amounts["most_good_beside_harm"], 0, 5),
        heated_from=reasoned(amounts["heated_from"], 0, 100),
        good_order=_all_of(fields["good_order"], TECHNIQUES),
        good_order_heated=_all_of(fields["good_order_heated"], TECHNIQUES),
        severity=_all_of(fields["severity"], FAULTS),
        silences={fault: silences[fault].many_of(TECHNIQUES, "technique") for fault in FAULTS},
        findings={finding: _finding_texts(found[finding]) for finding in FINDING_IDS},
        holds_back=tuple(_step(item) for item in fields["holds_back"].items()),
        missing=tuple(_step(item) for item in fields["missing"].items()),
        plan=plan,
        techniques={technique: _technique_texts(techniques[technique]) for technique in TECHNIQUES},
        faults={fault: _fault_texts(faults[fault]) for fault in FAULTS},
    )


def _all_of(entry: Entry, labels: tuple[str, ...]) -> tuple[str, ...]:
    named = entry.many_of(labels, "label")
    if sorted(named) != sorted(labels):
        raise entry.wrong("R0102", "every label must stand here exactly once; add or drop some")
    return named


def _technique_texts(entry: Entry) -> TechniqueTexts:
    fields = entry.fields(("good", "missing", "next"))
    return TechniqueTexts(
        good=_wordings(fields["good"]), missing=_wordings(fields["missing"]), next=_wordings(fields["next"])
    )


def _fault_texts(entry: Entry) -> FaultTexts:
    fields = entry.fields(("harm", "repair", "next"))
    return FaultTexts(
        harm=_wordings(fields["harm"]),
        repair=fields["repair"].one_of(TECHNIQUES, "technique"),
        next=_wordings(fields["next"]),
    )


def _finding_texts(entry: Entry) -> FindingTexts:
    fields = entry.fields(("silences", "repair", "next"))
    return FindingTexts(
        silences=fields["silences"].many_of(TECHNIQUES, "technique"),
        repair=fields["repair"].one_of(TECHNIQUES, "technique"),
        next=_wordings(fields["next"]),
    )


def _wordings(entry: Entry) -> tuple[str, ...]:
    texts = entry.texts()
    if len(texts) < 2:
        raise entry.wrong("R0102", "at least two wordings, so that the coach doesn't repeat itself; add one")
    return texts


def _step(entry: Entry) -> Step:
    fields = entry.fields(("label", "when"), ("texts",))
    return Step(
        label=fields["label"].one_of(TECHNIQUES, "technique"),
        when=_when(fields["when"]),
        texts=fields["texts"].texts() if "texts" in fields else (),
    )


def _when(entry: Entry) -> When:
    fields = entry.fields((), (*_BOUNDS, *_LABEL_LISTS, "channels", "acts", "endings", "readable"))
    bounds: dict[str, Any] = {name: fields[name].whole(0, 100) for name in _BOUNDS if name in fields}
    labels: dict[str, Any] = {name: fields[name].many_of(LABELS, "label") for name in _LABEL_LISTS if name in fields}
    return When(
        **bounds,
        **labels,
        channels=fields["channels"].many_of(CHANNELS, "channel") if "channels" in fields else (),
        acts=fields["acts"].texts() if "acts" in fields else (),
        endings=fields["endings"].many_of(ENDINGS, "ending") if "endings" in fields else (),
        readable=fields["readable"].flag() if "readable" in fields else None,
    )
