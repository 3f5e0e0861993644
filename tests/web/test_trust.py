"""The page that says how far to trust the program, and the figures behind it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from coaching_rules.techniques import LABELS
from tests.web.conftest import Api
from tests.web.fake_assistant import FakeAssistant
from web.services import Services
from web.trust import trust_in


def figures(own: dict[str, Any], outside: dict[str, Any]) -> dict[str, Any]:
    return {
        "measured": {"model": "abc"},
        "own": {"techniques": {"replies": 900, "labels": {"own": own}}},
        "gold_dev": {"labels": {"own": outside}},
    }


@pytest.mark.parametrize(
    ("own", "outside", "advice"),
    [
        ({"precision": 0.9, "recall": 0.8, "replies": 40}, {"precision": 0.9, "recall": 0.8, "replies": 12}, "rely"),
        ({"precision": 0.9, "recall": 0.8, "replies": 40}, {"precision": 0.9, "recall": 0.8, "replies": 5}, "look"),
        ({"precision": 0.9, "recall": 0.8, "replies": 40}, {"precision": 0.9, "recall": 0.3, "replies": 12}, "read"),
    ],
)
def test_the_weaker_set_decides(tmp_path: Path, own: dict[str, Any], outside: dict[str, Any], advice: str) -> None:
    path = tmp_path / "scorer.json"
    path.write_text(json.dumps(figures(own, outside)))
    line = trust_in(path).labels["own"]
    assert line.advice == advice
    assert (line.right_in_ten, line.found_in_ten) == (9, round(outside["recall"] * 10))


def test_without_figures_nothing_is_claimed(tmp_path: Path) -> None:
    assert trust_in(tmp_path / "none.json").labels == {}


def test_the_committed_figures_speak_of_every_label(root: Path) -> None:
    assert tuple(trust_in(root / "data" / "metrics" / "scorer.json").labels) == LABELS


def test_the_page_tells_every_label(client: Any) -> None:
    page = client.get("/trust", headers=Api(client, "sue").headers)
    assert page.status_code == 200
    assert page.text.count('<th scope="row">') == len(LABELS)


@pytest.mark.parametrize(("runs", "told"), [("other", True), (None, False), ("measured", False)])
def test_the_page_says_when_another_scorer_runs_than_the_one_measured(
    client: Any, services: Services, assistant: FakeAssistant, runs: str | None, told: bool
) -> None:
    assistant.scorer_version = services.materials.trust.scorer if runs == "measured" else runs
    page = client.get("/trust", headers=Api(client, "sue").headers).text
    assert ("is not the one these figures are of" in page) == told
