from __future__ import annotations

import re
from pathlib import Path

import pytest

from coaching_rules.content_finding import FINDING_IDS
from coaching_rules.session import CHANNELS, ENDINGS
from coaching_rules.techniques import LABELS


@pytest.fixture(scope="module")
def reference(root: Path) -> Path:
    return root / "docs" / "reference"


def headings(path: Path) -> list[str]:
    return [line[4:] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("### ")]


def test_every_label_has_a_heading_in_the_order_of_the_scores(reference: Path) -> None:
    assert tuple(headings(reference / "techniques.md")) == LABELS


def test_all_thirty_six_rules_for_hard_cases_are_there(reference: Path) -> None:
    rules = (reference / "techniques.md").read_text(encoding="utf-8").split("## Rules for hard cases")[1]
    assert [int(number) for number in re.findall(r"^(\d+)\. ", rules, re.MULTILINE)] == list(range(1, 37))


def test_every_way_of_judging_and_every_content_finding_has_a_heading(reference: Path, rules) -> None:
    ways = {type(clause.observe).__name__.lower() for clause in rules.observed_clauses()}
    assert set(headings(reference / "standards.md")) == ways | set(FINDING_IDS)


def test_the_table_of_standards_counts_right(reference: Path, rules) -> None:
    text = (reference / "standards.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \|.*\| (\d+ \| \d+) \|$", text, re.MULTILINE))
    assert rows == {
        standard.id: f"{len(standard.clauses)} | {len(standard.observed_clauses())}" for standard in rules.standards
    }


def test_every_error_code_of_the_rules_is_listed(reference: Path, root: Path) -> None:
    listed = set(
        re.findall(r"^\| `(R\d{4})` \|", (reference / "standards.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    sources = "".join(path.read_text(encoding="utf-8") for path in (root / "coaching_rules").glob("*.py"))
    assert listed == set(re.findall(r'"(R\d{4})"', sources))


def test_the_glossary_holds_every_ending_and_channel(root: Path) -> None:
    glossary = (root / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert all(word in glossary for word in (*ENDINGS, *CHANNELS))
