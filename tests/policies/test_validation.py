from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
import yaml

from policies.customer.validation import UnreadableError, parse, validate

PERSONAS = Path(__file__).resolve().parents[2] / "data" / "personas"
RING = (PERSONAS / "ring-before-the-wedding.yml").read_text(encoding="utf-8")
YAML, JSON = "application/yaml", "application/json"


def codes(text: str, organisation=None, media_type: str = YAML) -> list[str]:
    return [item.code for item in validate(text, media_type=media_type, organisation=organisation)]


def changed(old: str, new: str) -> str:
    assert old in RING
    return RING.replace(old, new, 1)


def place_of(text: str, words: str) -> tuple[int, int]:
    before = text[: text.index(words)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize("path", sorted(PERSONAS.glob("*.yml")), ids=lambda path: path.stem)
def test_the_personas_that_come_with_amends_have_nothing_wrong(path, organisation):
    assert validate(path.read_text(encoding="utf-8"), media_type=YAML, organisation=organisation) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "path", "at"),
    [
        ("difficulty: steady", "difficulty: steady\nflavour: sweet", "P0101", "/flavour", "flavour"),
        ("  mood: angry", "  mood: angrish", "P0104", "/start/mood", "angrish"),
        ("  today: 2025-06-11", "  today: 2025-06-31", "P0107", "/locale/today", "2025-06-31"),
        ("  patience: 62", "  patience: 620", "P0105", "/start/patience", "620"),
        ("  patience: 62", "  patience: lots", "P0103", "/start/patience", "lots"),
        ("  time_zone: Europe/London", "  time_zone: Europe/Atlantis", "P0108", "/locale/time_zone", "Europe/Atlantis"),
        ("  - id: has-slip", "  - id: slip", "P0201", "/facts/7/id", None),
        ("facts: [promised-friday]", "facts: [promised-monday]", "P0202", "/timeline/1/facts/0", "promised-monday"),
        ("evidence: [job-slip, photo-before]", "evidence: [video]", "P0203", "/facts/7/evidence/0", "video"),
        ("  anger: 64", "  anger: 21", "P0207", "/start/anger", "21"),
        ("{offer} on Saturday", "{offre} on Saturday", "P0209", "/lines/reject_too_little/any/0", None),
        ("  vent:", "  yodel:", "P0101", "/lines/yodel", "yodel"),
        ("  worth: 62", "  worth: 99", "P0303", "/walk_away/worth", "99"),
        ("  policies: [repairs,", "  policies: [magic,", "P0307", "/brief/policies/0", "magic"),
        ("  currency: GBP", "  currency: HKD", "P0308", "/locale/currency", "HKD"),
        ("  - id: which-ring", "  - id: Which Ring", "P0106", "/facts/0/id", "Which Ring"),
    ],
)
def test_a_mistake_is_told_with_its_code_and_its_place(organisation, old, new, code, path, at):
    text = changed(old, new)
    found = {(item.code, item.path): item for item in validate(text, media_type=YAML, organisation=organisation)}
    assert (code, path) in found
    item = found[code, path]
    assert item.severity == "error"
    if at is not None:
        assert (item.line, item.column) == place_of(text, at)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("id: x\n  bad: [", "P0001", None, None),
        ("id: 'x", "P0001", None, None),
        ("id: &a x\n", "P0004", 1, 5),
        ("a: &a [1]\nb: *a\n", "P0004", 1, 4),
        ("[" * 60 + "]" * 60, "P0003", 1, 17),
        ("id: x\n---\nid: y\n", "P0006", 2, 1),
        ("id: x\nid: y\n", "P0007", 2, 1),
        ("", "P0005", 1, 1),
        ("- a\n- b\n", "P0005", 1, 1),
        ("id: !!python/object:os.system x\n", "P0001", 1, 5),
        ("id: x\ntitle: a\x00b\n", "P0001", 2, 9),
        ('id: "a\\0b"\n', "P0009", 1, 5),
        ("# " + "x" * 300_000, "P0002", 1, 1),
    ],
)
def test_yaml_that_cannot_be_read_is_one_diagnostic(text, code, line, column):
    [found] = validate(text, media_type=YAML, organisation=None)
    assert found.code == code
    if line is not None:
        assert (found.line, found.column) == (line, column)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ('{"id": "x",\n "a": }', "P0001", 2, 7),
        ('{"id": "x"\n', "P0001", 2, 1),
        ('{"id": "x"} more', "P0001", 1, 13),
        ('{"id": "x",\n\t"id": "y"}', "P0007", 2, 2),
        ('{"id": "\\ud800"}', "P0009", 1, 8),
        ('{"id": NaN}', "P0001", 1, 8),
        ("[" * 60, "P0003", 1, 18),
        ("", "P0005", 1, 1),
        ("[]", "P0005", 1, 1),
    ],
)
def test_json_that_cannot_be_read_is_one_diagnostic(text, code, line, column):
    [found] = validate(text, media_type=JSON, organisation=None)
    assert (found.code, found.line, found.column) == (code, line, column)


def test_the_same_persona_in_json_is_as_good_and_its_mistakes_have_places(organisation):
    document = parse(RING, YAML)
    assert validate(json.dumps(document, indent=2), media_type=JSON, organisation=organisation) == []
    document["start"]["mood"] = "angrish"
    text = json.dumps(document, indent="\t")
    [found] = validate(text, media_type=JSON, organisation=organisation)
    assert (found.code, found.path) == ("P0104", "/start/mood")
    assert (found.line, found.column) == place_of(text, '"angrish"')


def test_words_that_old_yaml_took_for_something_else_stay_words():
    assert parse("a: no\nb: 2025-06-11\nc: 12:30\nd: 007\n", YAML) == {
        "a": "no",
        "b": "2025-06-11",
        "c": "12:30",
        "d": "007",
    }


def test_every_missing_key_is_told():
    found = validate("id: x\n", media_type=YAML, organisation=None)
    assert {item.code for item in found} == {"P0102"}
    assert len(found) > 15


def test_without_an_organisation_its_cards_are_not_checked():
    assert codes(changed("  policies: [repairs,", "  policies: [magic,")) == []


def test_parse_raises_what_validate_tells():
    with pytest.raises(UnreadableError, match="P0005"):
        parse("just text", YAML)


def test_every_message_ends_with_a_next_step(organisation):
    text = changed("  mood: angry", "  mood: angrish").replace("  patience: 62", "  patience: lots", 1)
    for item in validate(text, media_type=YAML, organisation=organisation):
        assert re.search(r";|one of", item.message)


def test_a_persona_is_checked_fast_enough_for_an_editor(organisation):
    begun = time.perf_counter()
    validate(RING, media_type=YAML, organisation=organisation)
    assert time.perf_counter() - begun < 1.0


def test_a_file_of_nothing_but_nested_keys_is_refused_quickly():
    text = "\n".join("  " * depth + f"k{depth}:" for depth in range(300))
    begun = time.perf_counter()
    assert codes(text) == ["P0003"]
    assert time.perf_counter() - begun < 1.0


def test_yaml_written_by_others_is_read_alike():
    document = parse(RING, YAML)
    assert parse(yaml.safe_dump(document, allow_unicode=True), YAML) == document


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("id: " + "9" * 5000, YAML),
        ('{"id": ' + "9" * 5000 + "}", JSON),
        ('{"id": 1e999}', JSON),
        ('"a\\0b": 1', YAML),
        ("<<: {a: 1}\n? [x]\n: y\n", YAML),
        ("\t- a", YAML),
        ("%YAML 9.9\n---\na: b\n", YAML),
        ("\ud800: 1", YAML),
        ("a: \u202e\u202d\n", YAML),
    ],
)
def test_odd_input_is_always_told_and_never_raised(text, media_type):
    assert validate(text, media_type=media_type, organisation=None)


def test_a_flood_of_mistakes_is_cut_off():
    text = "\n".join(f"key{number}: 1" for number in range(5000))
    assert len(validate(text, media_type=YAML, organisation=None)) == 100
