from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from coaching_rules.loading import RulesError, load_organisation, load_rules


@pytest.fixture
def copy(data: Path, tmp_path: Path) -> Path:
    for folder in ("rules", "standards", "organisation", "nlu"):
        shutil.copytree(data / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.jsonl", "*.npz", "*.json"))
    return tmp_path


def spoil(path: Path, old: str, new: str) -> int:
    """Replace the first occurrence; returns the line it stood on."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_version_stays_for_the_same_files_and_changes_with_one_byte(copy: Path) -> None:
    first = load_rules(copy).version
    assert load_rules(copy).version == first
    with (copy / "rules" / "gates.yml").open("a") as file:
        file.write("# one remark\n")
    assert load_rules(copy).version != first


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "lines_down"),
    [
        ("standards/U311.yml", "signs: [[own]]", "sings: [[own]]", "R0101", 0),
        ("standards/U311.yml", "signs: [[own]]", "signs: [[owned]]", "R0104", 0),
        ("standards/U311.yml", "judge: stalemate", "judge: magic", "R0104", 0),
        ("standards/U311.yml", "  - id: U311.2.3\n", "  - id: U311.2.2\n", "R0110", 0),
        ("standards/U311.yml", "  - id: U311.2.3\n", "  - id: U312.2.3\n", "R0107", 0),
        ("standards/U311.yml", "kinds: [M], text", "kinds: [X], text", "R0104", 0),
        ("standards/U311.yml", "of: [U311.1.3c,", "of: [U311.9.9c,", "R0112", 0),
        ("standards/U311.yml", "of: [U311.1.3c,", "of: [U311.1.4,", "R0111", 0),
        ("standards/U311.yml", "moment: turned_down", "moment: never", "R0104", 0),
        ("standards/U311.yml", 'asked:usage"', 'asked:weather"', "R0104", 0),
        ("standards/U311.yml", 'asked:usage"', 'asked:product"', "R0113", 0),
        ("standards/U311.yml", "against: [hostile,", "against: [hostile, thank,", "R0114", 0),
        ("standards/U311.yml", "against: [hostile,", "against: [hostile+when,", "R0114", 0),
        ("rules/labels.yml", "clauses: [108822L2.PR3.1a]", "clauses: [108822L2.PR9]", "R0112", 0),
        ("rules/labels.yml", "  greet:\n    title", "  grate:\n    title", "R0101", 1),
        ("rules/scoring.yml", "    value: 75\n", "    value: seventy\n", "R0103", 0),
        ("rules/scoring.yml", "    value: 75\n", "    value: 175\n", "R0105", 0),
        ("rules/scoring.yml", "costs:\n", "costs:\n  why: twice\n", "R0003", 2),
        ("rules/gates.yml", "id: expose", "id: exposed", "R0104", 0),
        ("rules/gates.yml", "    cap: 40\n", "", "R0102", -2),
        ("rules/feedback.yml", "repair: listen\n", "repair: scold\n", "R0104", 0),
        ("rules/feedback.yml", "severity: [hostile, expose,", "severity: [expose,", "R0102", 0),
        ("rules/record.yml", "required: true", "required: perhaps", "R0103", 0),
        ("rules/moments.yml", "anger_from: 50", "anger_from: -1", "R0105", 0),
    ],
)
def test_a_wrong_rule_is_an_error_with_code_file_and_line(
    copy: Path, file: str, old: str, new: str, code: str, lines_down: int
) -> None:
    line = spoil(copy / file, old, new) + lines_down
    with pytest.raises(RulesError) as caught:
        load_rules(copy)
    assert (caught.value.code, caught.value.path, caught.value.line) == (code, copy / file, line)
    assert str(caught.value).startswith(f"{code} {copy / file}:{line}:")


def test_text_that_is_not_yaml_is_an_error_with_its_line(copy: Path) -> None:
    (copy / "rules" / "gates.yml").write_text("gates:\n  - [unclosed\n")
    with pytest.raises(RulesError, match=r"R0002 .*gates\.yml:\d+:\d+ is not YAML"):
        load_rules(copy)


def test_a_missing_or_empty_file_is_an_error(copy: Path) -> None:
    (copy / "rules" / "gates.yml").write_text("")
    with pytest.raises(RulesError, match="R0002"):
        load_rules(copy)
    (copy / "rules" / "gates.yml").unlink()
    with pytest.raises(RulesError, match="R0001"):
        load_rules(copy)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    loan: {}\n", "    pony: {}\n", "R0104"),
        ("kinds: [voucher]", "kinds: [pony]", "R0104"),
        ("      text: A sale price", "      kinds: [pony]\n      text: A sale price", "R0104"),
        ("        text: An 18 ct ring", "        kinds: [pony]\n        text: An 18 ct ring", "R0104"),
        ("refund: {up_to: 100}", "refund: {up_to: lots}", "R0103"),
        ("  - {channel: chat,", "  - {channel: pigeon,", "R0104"),
        ("currency: GBP", "coin: GBP", "R0101"),
        ("words: ['\\b(double", "words: ['\\b((double", "R0106"),
    ],
)
def test_a_wrong_organisation_pack_is_an_error_with_its_line(copy: Path, old: str, new: str, code: str) -> None:
    path = copy / "organisation" / "harbour-and-vale.yml"
    line = spoil(path, old, new)
    with pytest.raises(RulesError) as caught:
        load_organisation(copy, "harbour-and-vale")
    assert (caught.value.code, caught.value.line) == (code, line)


def test_an_unknown_pack_is_an_error(data: Path) -> None:
    with pytest.raises(RulesError, match="R0001"):
        load_organisation(data, "nobody-and-nowhere")
