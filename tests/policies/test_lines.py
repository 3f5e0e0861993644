from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from coaching_rules.shape import MisfitError
from policies.customer.lines import load_bank

LAST = {"first": ["Right."], "second": ["That's that."]}


def bank_of(tmp_path: Path, customer, cells: object):
    (tmp_path / "some.yml").write_text(yaml.safe_dump(cells), encoding="utf-8")
    (tmp_path / "last-words.yml").write_text(yaml.safe_dump(LAST), encoding="utf-8")
    return load_bank(tmp_path, customer.vocabulary)


def test_the_shared_bank_covers_every_act_with_at_least_four_lines_a_cell(customer):
    assert set(customer.bank.cells) == set(customer.vocabulary.acts)
    sizes = [len(lines) for moods in customer.bank.cells.values() for lines in moods.values()]
    assert len(sizes) >= 40
    assert min(sizes) >= 4


def test_the_last_words_outlast_the_longest_talk(customer):
    assert len(customer.bank.first) * len(customer.bank.second) >= 3 * customer.numbers.leaving.longest


def test_a_line_may_name_channels_and_registers(tmp_path, customer):
    bank = bank_of(
        tmp_path, customer, {"thank": {"calm": [{"text": "Ta.", "channels": ["chat"], "registers": ["casual"]}]}}
    )
    assert bank.cell("thank", "calm")[0].channels == ("chat",)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"sing": {"calm": ["La la."]}}, "L0101"),
        ({"thank": {"merry": ["Ta."]}}, "L0102"),
        ({"thank": {"calm": ["Ta, {stranger}."]}}, "L0103"),
        ({"thank": {"calm": ["x" * 400]}}, "L0104"),
        ({"thank": {"calm": ["Ta.", "Ta."]}}, "L0105"),
        ({"thank": {"calm": [{"text": "Ta.", "channels": ["pigeon"]}]}}, "R0104"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place(tmp_path, customer, cells, code):
    with pytest.raises(MisfitError) as caught:
        bank_of(tmp_path, customer, cells)
    assert caught.value.code == code
    assert caught.value.pointer[0] == "some.yml"
