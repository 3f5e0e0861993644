from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from coaching_rules.shape import MisfitError
from coaching_rules.techniques import LABELS
from policies.customer.numbers import load_numbers

FILE = Path(__file__).resolve().parents[2] / "data" / "customer" / "transitions.yml"


def written(tmp_path: Path, change) -> Path:
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    change(raw)
    path = tmp_path / "transitions.yml"
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    return path


def test_every_label_has_an_effect():
    assert set(load_numbers(FILE).effects) == set(LABELS)


@pytest.mark.parametrize(
    ("anger", "mood"), [(0, "calm"), (24, "calm"), (25, "irritated"), (50, "angry"), (75, "furious"), (100, "furious")]
)
def test_a_mood_begins_at_its_band(anger, mood):
    assert load_numbers(FILE).mood_of(anger) == mood


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw["techniques"]["empathise"].update(anger=3),
        lambda raw: raw["faults"]["argue"].update(anger=-1),
        lambda raw: raw["faults"]["argue"].update(trust=1),
        lambda raw: raw["faults"].pop("blame"),
        lambda raw: raw["techniques"]["greet"].pop("why"),
        lambda raw: raw["wear"].pop("source"),
        lambda raw: raw["wear"].update(fantasy=1),
        lambda raw: raw["techniques"]["greet"].update(group="charm"),
    ],
)
def test_numbers_that_break_a_promise_or_say_no_reason_are_refused(tmp_path, change):
    with pytest.raises(MisfitError):
        load_numbers(written(tmp_path, change))
