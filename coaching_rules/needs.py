"""What a conversation lacked, read off its report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coaching_rules.rubric import Rules
from coaching_rules.techniques import TECHNIQUES


def missing_techniques(report: Mapping[str, Any], rules: Rules) -> tuple[str, ...]:
    """The techniques that no reply shows although a requirement that asks for them was not or only partly met."""
    short = {item["clause"] for item in report["requirements"] if item["verdict"] in ("not_met", "partly")}
    return tuple(
        label
        for label in TECHNIQUES
        if report["techniques"][label]["count"] == 0 and not short.isdisjoint(rules.words.labels[label].clauses)
    )


def standard_tallies(report: Mapping[str, Any], rules: Rules) -> dict[str, dict[str, int]]:
    """By standard, how many of its requirements were met, partly met and not met; none for one that never showed.

    A kept report may have requirements that no standard has any more; they count nowhere.
    """
    standard_of = {clause.id: standard.id for standard in rules.standards for clause in standard.clauses}
    tallies: dict[str, dict[str, int]] = {}
    for item in report["requirements"]:
        if item["verdict"] != "not_observed" and item["clause"] in standard_of:
            tally = tallies.setdefault(standard_of[item["clause"]], {"met": 0, "partly": 0, "not_met": 0})
            tally[item["verdict"]] += 1
    return tallies
