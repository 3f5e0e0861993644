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
# A list or mapping of these may be empty.
OPEN = ("products", "evidence", "lines", "sensitivities")


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
        ("{money} on Saturday", "{mony} on Saturday", "P0209", "/lines/reject_too_little/any/1", None),
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


def test_the_keys_that_a_mapping_lacks_are_told_at_once_and_where_it_stands(organisation):
    [found] = validate("id: x\n", media_type=YAML, organisation=None)
    assert (found.code, found.line) == ("P0102", 1)
    assert "title, summary, author" in found.message and "goals and brief are missing; add them" in found.message
    text = changed("  trust: 30\n  patience: 62\n", "")
    [found] = validate(text, media_type=YAML, organisation=organisation)
    assert found.message == "start: the keys trust and patience are missing; add them"
    assert (found.line, found.column) == place_of(text, "start:")
    text = changed("    disclosed: opening\n", "")
    [found] = validate(text, media_type=YAML, organisation=organisation)
    assert (found.line, found.column) == place_of(text, "id: what-is-wrong")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('truth: "true"', "truth: true", 'facts #1 (which-ring).truth: is true, no text without quotes; write "true"'),
        ('truth: "true"', "truth: 5", "facts #1 (which-ring).truth: is 5; one of true, false, uncertain"),
        ('version: "1"', "version: 1", 'version: is 1, no text without quotes; write "1"'),
        ("title: The ring before the wedding", "title:", "title: is empty; write text"),
        ("title: The ring before the wedding", 'title: ""', "title: is empty; write text"),
        ("title: The ring before the wedding", 'title: " "', "title: is blank; write text"),
        ("  anger: 64", '  anger: "64"', 'start.anger: is "64", text because of its quotes; write 64'),
        ("  trust: 30", "  trust: 30.0", "start.trust: is 30.0; write a whole number"),
        ("    least: 45", "    least: 0", "remedies #5 (refund).least: is 0; write more than 0, or leave the key out"),
        (
            "    least: 45",
            "    least_percent: 0",
            "remedies #5 (refund).least_percent: is 0; write more than 0, or leave the key out",
        ),
        ("  today: 2025-06-11", "  today: 2025", "locale.today: is 2025; write a day, as 2025-06-30"),
        (
            "endings: [resolved, escalated, follow_up_agreed, walked_away, went_public]",
            "endings: [resolved]",
            "endings: has 1 entry; the least is 2",
        ),
        (
            "    evidence: [job-slip, photo-before]\n  - id: price",
            "    evidence: [job-slip, video]\n  - id: price",
            'facts #8 (has-slip).evidence #2: no evidence item "video" in this file; correct the name or write it',
        ),
    ],
)
def test_one_mistake_is_one_message_in_a_trainers_words(organisation, old, new, says):
    found = validate(changed(old, new), media_type=YAML, organisation=organisation)
    assert [item.message for item in found] == [says]


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("  anger: 64", "\tanger: 64", "\tanger", "YAML wants spaces"),
        ("  anger: 64", "  anger:\t64", "\t64", "YAML wants spaces"),
        ("  anger: 64", "  anger:64", "anger:64", "a key without a colon"),
        ("title: The", "title: Note: the", ": the", "put text with a colon in quotes"),
        ("anger: 64", "anger: @64", "@64", "put the value in quotes"),
    ],
)
def test_broken_yaml_is_told_with_what_to_do_about_it(old, new, at, says):
    text = changed(old, new)
    [found] = validate(text, media_type=YAML, organisation=None)
    assert says in found.message
    assert (found.line, found.column) == place_of(text, at)


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ("    remedy: repair", "    remedy: escalation", "P0312", "/complaint/ask/remedy"),
        ("title: The ring", "title: <b>The</b> ring", "P0313", "/title"),
        ('"Raman. Priya Raman."', '"Raman &amp; Priya."', "P0313", "/facts/17/says/1"),
        ('"Raman. Priya Raman."', "“Raman. Priya Raman.”", "P0314", "/facts/17/says/1"),
        ("disclosed: opening", "disclosed: asked", "P0311", "/facts"),
    ],
)
def test_what_fits_the_schema_and_can_hardly_be_meant_is_told(organisation, old, new, code, path):
    [found] = validate(changed(old, new), media_type=YAML, organisation=organisation)
    assert (found.code, found.path) == (code, path)
    assert found.severity == ("error" if code == "P0312" else "warning")


@pytest.mark.parametrize("words", ["“Come back when it's quieter”, he said.", "I <3 this ring & the 18 < 20 carats."])
def test_quotes_and_signs_that_belong_to_what_is_said_are_left_alone(organisation, words):
    assert codes(changed('"Raman. Priya Raman."', f'"{words}"'), organisation) == []


def test_fewer_than_three_openings_are_doubted_where_the_customer_opens(organisation):
    last = RING[RING.index("    - >-\n      I've been standing") : RING.index("sensitivities:")]
    [found] = validate(changed(last, "\n"), media_type=YAML, organisation=organisation)
    assert (found.code, found.severity, found.path) == ("P0310", "warning", "/start/says")
    assert codes(changed(last, "\n").replace("opens: customer", "opens: trainee", 1), organisation) == []


def test_an_id_other_than_the_one_it_is_kept_under_is_an_error():
    def found(text: str, named: str | None):
        return validate(text, media_type=YAML, organisation=None, named=named)

    [wrong] = found(RING, "another")
    assert (wrong.code, wrong.severity) == ("P0210", "error")
    assert (wrong.line, wrong.column) == place_of(RING, "ring-before-the-wedding")
    assert found(RING, "ring-before-the-wedding") == found(RING, None) == []


def test_what_can_be_judged_is_judged_beside_mistakes_of_form(organisation):
    text = changed("  patience: 62", "  patience: 620").replace("facts: [promised-friday]", "facts: [nobody]", 1)
    text = text.replace("title: The", "flavour: sweet\ntitle: The", 1)
    assert codes(text, organisation) == ["P0101", "P0105", "P0202"]
    # The band of the mood is not looked at while a key of the same part is wrong.
    assert codes(text.replace("  anger: 64", "  anger: 5", 1), organisation) == ["P0101", "P0105", "P0202"]
    assert "P0207" in codes(changed("  anger: 64", "  anger: 5\n  flavour: sweet"), organisation)


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


@pytest.mark.parametrize("value", [None, 5, "x", [], {}, [None], [{}], {"says": [None]}], ids=repr)
def test_a_part_of_any_shape_is_told_and_never_raised(value, organisation):
    document = parse(RING, YAML)
    for key in document:
        text = json.dumps(document | {key: value})
        assert validate(text, media_type=JSON, organisation=organisation) or value == "x" or key in OPEN, key


def test_a_flood_of_mistakes_is_cut_off():
    text = "\n".join(f"key{number}: 1" for number in range(5000))
    assert len(validate(text, media_type=YAML, organisation=None)) == 100
