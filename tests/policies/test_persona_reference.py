"""The trainers' reference of a persona's keys against the schema and the words that it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from policies.customer.persona import START_ANGER
from policies.customer.schema import BANDS, REMEDIES, SCHEMA, TOPICS, VOCABULARY

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "docs" / "reference" / "personas.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, str]:
    """The rows of the table under a heading, by what stands in their first cell."""
    part = REFERENCE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([^`]+)`( \*)? \|", part, re.MULTILINE))


def keys(schema: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Every key of a mapping, those of a mapping in it with a point, and whether it must be there."""
    for name, value in schema["properties"].items():
        needed = name in schema["required"]
        if value["type"] == "object":
            yield from ((f"{name}.{inner}", needed) for inner in value["properties"])
        else:
            yield name, needed


def parts() -> dict[str, dict[str, Any]]:
    """The keys that hold mappings, or lists of them."""
    inner = {name: value.get("items", value) for name, value in SCHEMA["properties"].items()}
    return {name: value for name, value in inner.items() if "required" in value}


def test_every_key_has_a_row_that_says_whether_it_must_be_there():
    whole = {name: name in SCHEMA["required"] for name in SCHEMA["properties"]}
    assert {key: bool(star) for key, star in rows("The whole").items()} == whole


@pytest.mark.parametrize("part", parts())
def test_every_key_of_a_part_has_a_row_under_its_own_heading(part):
    assert {key: bool(star) for key, star in rows(part).items()} == dict(keys(parts()[part]))


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("Topics", TOPICS),
        ("Remedies", REMEDIES),
        ("Acts", VOCABULARY.acts),
        ("Slots", {f"{{{slot}}}" for slot in VOCABULARY.slots}),
    ],
)
def test_every_word_that_a_key_takes_has_a_row(heading, words):
    assert set(rows(heading)) == set(words)


def test_the_cards_are_those_of_the_organisation():
    pack = yaml.safe_load((ROOT / "data" / "organisation" / "harbour-and-vale.yml").read_text(encoding="utf-8"))
    assert set(rows("Products and policies")) == {
        card["id"] for kind in ("products", "policies") for card in pack[kind]
    }


def test_the_last_topics_are_the_questions_as_the_reference_says():
    assert "last seven" in REFERENCE
    assert set(TOPICS[-7:]) == set(VOCABULARY.questions)


@pytest.mark.parametrize("mood", BANDS)
def test_the_bands_of_the_moods_are_told(mood):
    low = BANDS[mood]
    high = min((band - 1 for band in BANDS.values() if band > low), default=100)
    assert re.search(rf"{mood} (is )?{low}–{high}", REFERENCE)
    assert f"{mood} {START_ANGER[mood]}" in REFERENCE


def test_every_fixed_value_is_named():
    def fixed(schema: Any) -> Iterator[str]:
        if isinstance(schema, dict):
            yield from (value for value in schema.get("enum", ()) if isinstance(value, str))
            for inner in schema.values():
                yield from fixed(inner)

    assert [value for value in set(fixed(SCHEMA)) if f"`{value}`" not in REFERENCE] == []
