"""Fills the parts of ``docs/model-card.md`` that rest on figures, in words that a supervisor can use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from coaching_rules.label_trust import Advice, advice_on
from coaching_rules.techniques import FAULTS, LABELS, TECHNIQUES
from nlu.evaluation.generated import filled, table

_USE: Final[Mapping[Advice, str]] = {"rely": "as it is", "look": "with a look", "read": "read it yourself"}
_HEADER: Final = ("label", "right", "found", "right, gold/dev", "found, gold/dev", "use it", "often mixed up with")


def fill(document: str, figures: Mapping[str, Any]) -> str:
    """The card with both tables, the summary and the checks as the figures have them."""
    document = filled(document, "summary", summary(figures))
    document = filled(document, "techniques", label_table(figures, TECHNIQUES))
    document = filled(document, "faults", label_table(figures, FAULTS))
    document = filled(document, "content", content_table(figures))
    document = filled(document, "alternatives", alternatives_table(figures))
    return filled(document, "checks", checks(figures))


def summary(figures: Mapping[str, Any]) -> str:
    """What was measured, with what, and how it came out as a whole."""
    own, gold = figures["own"]["techniques"], figures.get("gold_dev")
    lines = []
    if measured := figures.get("measured"):
        lines.append(
            f"Scorer `{measured['model']}`, encoder `{measured['encoder']}`, learnt from corpus `{measured['corpus']}`."
        )
    lines.append(f"- Our own held-out replies ({own['replies']}): {_whole(own)}.")
    if gold:
        of_model = f", measured with scorer `{gold['model']}`" if "model" in gold else ""
        lines.append(f"- gold/dev ({gold['replies']} replies{of_model}): {_whole(gold)}.")
        gates = gold["gates"]
        lines.append(
            f"- The four gates on gold/dev: {_in_ten(gates['recall'])} found{_span(gates, 'recall')}; "
            f"of what is reported {_in_ten(gates['precision'])} right{_span(gates, 'precision')}."
        )
        lines.append(f"- Too close to call on gold/dev: {gold['abstained_share']:.0%} of all that it would have named.")
    return "\n".join(lines)


def label_table(figures: Mapping[str, Any], labels: tuple[str, ...]) -> str:
    """One row a label; "8 in 10" rather than .8, since a supervisor counts replies."""
    own, gold = figures["own"]["techniques"], figures.get("gold_dev", {})
    rows = []
    for label in labels:
        ours, outside = own["labels"].get(label, {}), gold.get("labels", {}).get(label, {})
        shown = [_cell(part, name) for part in (ours, outside) for name in ("precision", "recall")]
        rows.append((f"`{label}`", *shown, _USE[advice_on(ours, outside)], _mixed_up(label, own, gold)))
    return table(_HEADER, rows)


def content_table(figures: Mapping[str, Any]) -> str:
    """What the customer and the checks against the packs live on."""
    kinds = figures["own"]["content"]
    rows = []
    for name, what, marks in (
        ("topics", "facts asked for or told", "asked or told"),
        ("remedies", "remedies offered, refused or asked about", "which of these"),
    ):
        row = kinds[name]
        rows.append(
            (
                what,
                f"macro-F1 {row['macro_f1']:.2f} over {len(row['kinds'])} kinds, {row['lines']} unseen lines",
                f"{marks}: right in {row['mark_accuracy']:.0%}",
            )
        )
    if said := figures.get("commitments"):
        right = ", ".join(
            f"{title} in {said[f'{name}_right']:.0%}"
            for name, title in (("who", "who"), ("when", "by when"), ("channel", "how"), ("conditional", "condition"))
        )
        found = f"{said['precision']:.2f} of what is reported is right, {said['recall']:.2f} is found"
        of = f"{said['commitments']} commitments in {said['sentences']} sentences"
        rows.append(("what the firm's side commits to", f"{found} ({of})", f"right where found: {right}"))
    return table(("what", "how often", "and its details"), rows)


def alternatives_table(figures: Mapping[str, Any]) -> str:
    """Ours first, then what else was tried on the same replies."""
    ours = {"title": "**this scorer**", "own": figures["own"]["techniques"], "gold_dev": figures.get("gold_dev", {})}
    rows = [
        (row["title"], *(_macro(row.get(part, {})) for part in ("own", "gold_dev")), row.get("note", ""))
        for row in (ours, *figures.get("alternatives", {}).values())
    ]
    return table(("what", "macro-F1, own", "macro-F1, gold/dev", "note"), rows)


def checks(figures: Mapping[str, Any]) -> str:
    """What changing a reply without changing its sense does to the decisions."""
    robust = figures.get("robustness")
    if not robust:
        return "Not measured yet."
    rows = [
        (words, f"{robust[name]['moved_share']:.1%} of decisions move")
        for name, words in _DISTURBANCES.items()
        if name in robust
    ]
    for kind, row in robust["swaps"].items():
        labels = f" ({', '.join(f'`{label}`' for label in row['labels'])})" if row["labels"] else ""
        rows.append(
            (
                f"another word of its kind: {kind}",
                f"{row['replies_that_move']} of {row['replies']} replies move{labels}",
            )
        )
    negation = robust["negation"]
    unmoved = ", ".join(f"`{label}`" for label in negation["found_in_both"] + negation["turned_round"])
    both = f"; found in spite of the denial: {unmoved}" if unmoved else ""
    rows.append(("a reply and its denial", f"{len(negation['told_apart'])} of {negation['pairs']} told apart{both}"))
    rows.append(("other replies before it", f"{robust['order_and_repetition']['changed']} replies change"))
    for channel, row in figures["own"]["techniques"].get("channels", {}).items():
        rows.append((f"channel: {channel}", f"micro-F1 {row['micro_f1']:.2f}{_span(row, 'micro_f1')}, own replies"))
    return table(("what is changed", "what happens"), rows)


_DISTURBANCES: Final = {
    "typing_slips": "a typing slip every sixty letters",
    "no_capitals": "no capitals",
    "curly_apostrophes": "curly apostrophes",
    "neutral_sentence_added": 'a sentence added that says nothing ("Today is Wednesday.")',
    "another_channel": "the same talk in another private channel (counter, phone, chat)",
}


def _mixed_up(label: str, *parts: Mapping[str, Any]) -> str:
    """Labels that stood in its place, or in whose place it stood, by number of replies over both sets."""
    counts: dict[str, int] = {}
    for part in parts:
        near = part.get("neighbours", {}).get(label, {})
        listed = near.get("missed", {}).get("decided", []) + near.get("false_alarms", {}).get("true", [])
        for other, _, confused in listed:
            counts[other] = counts.get(other, 0) + confused
    often = sorted(
        (other for other in counts if counts[other]), key=lambda other: (-counts[other], LABELS.index(other))
    )
    return ", ".join(f"`{other}`" for other in often[:3])


def _cell(part: Mapping[str, Any], name: str) -> str:
    if not part:
        return "–"
    return f"{part[name]:.2f} ({part['replies']})" if name == "recall" else f"{part[name]:.2f}"


def _whole(part: Mapping[str, Any]) -> str:
    text = f"macro-F1 {part['macro_f1']:.2f}{_span(part, 'macro_f1')}"
    if "micro_f1" in part:
        text += f", micro-F1 {part['micro_f1']:.2f}{_span(part, 'micro_f1')}"
    if "macro_average_precision" in part:
        text += f", macro average precision {part['macro_average_precision']:.2f}"
    return text


def _macro(part: Mapping[str, Any]) -> str:
    return f"{part['macro_f1']:.2f}{_span(part, 'macro_f1')}" if "macro_f1" in part else "–"


def _span(part: Mapping[str, Any], name: str) -> str:
    edges = part.get(f"{name}_interval_95")
    return f" ({edges[0]:.2f} to {edges[1]:.2f})" if edges else ""


def _in_ten(share: float) -> str:
    return f"{share * 10:.0f} in 10"
