"""Model card, datasheet and picture against the figures and files they are drawn from."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from coaching_rules.techniques import LABELS
from nlu.evaluation import documents, model_card
from nlu.evaluation.generated import filled

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("path", [documents.PICTURE, documents.MODEL_CARD, documents.DATASHEET], ids=lambda p: p.name)
def test_a_document_holds_the_figures_that_are_committed(path: Path) -> None:
    drawn_up = documents.drawn_up(documents.committed())
    assert path.read_text(encoding="utf-8") == drawn_up[path], "run make cards"


def test_the_card_has_a_row_for_every_label() -> None:
    rows = documents.MODEL_CARD.read_text(encoding="utf-8").splitlines()
    assert [label for label in LABELS if sum(row.startswith(f"| `{label}` |") for row in rows) != 1] == []


def test_the_picture_tells_its_title_and_what_it_shows_in_words() -> None:
    picture = ElementTree.parse(documents.PICTURE).getroot()  # noqa: S314 — our own file
    named = picture.attrib["aria-labelledby"].split()
    told = {part.attrib["id"]: part.text or "" for part in picture if part.tag in (f"{SVG}title", f"{SVG}desc")}
    assert [bool(told[name].strip()) for name in named] == [True, True]


def test_a_label_is_recommended_only_where_both_sets_say_so() -> None:
    good = {"precision": 0.9, "recall": 0.8, "replies": 40}
    weak, few = good | {"recall": 0.4}, good | {"replies": 5}

    def use(own: dict[str, float], gold: dict[str, float]) -> str:
        figures = {"own": {"techniques": {"labels": {"own": own}}}, "gold_dev": {"labels": {"own": gold}}}
        return model_card.label_table(figures, ("own",)).splitlines()[-1]

    assert "as it is" in use(good, good)
    assert "with a look" in use(good, few)
    assert "read it yourself" in use(good, weak)


def test_a_document_without_the_part_is_refused() -> None:
    with pytest.raises(ValueError, match="no part"):
        filled("nothing here", "summary", "text")


def test_every_line_of_the_run_log_says_what_it_depends_on(root: Path) -> None:
    log = root / "data" / "metrics" / "scorer-runs.jsonl"
    lines = [json.loads(line) for line in log.read_text().splitlines()] if log.is_file() else []
    assert [line for line in lines if not {"date", "model", "encoder", "corpus"} <= set(line)] == []
