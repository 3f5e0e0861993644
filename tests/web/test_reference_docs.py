"""Every setting, route and error code has a heading in docs/reference, and no heading tells of one that is gone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI

from web.problems import KINDS
from web.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r'"([SW]\d{4})"')


def headings(name: str) -> set[str]:
    text = (ROOT / "docs" / "reference" / name).read_text()
    return {line.removeprefix("### ") for line in text.splitlines() if line.startswith("### ")}


def test_every_setting_is_explained() -> None:
    assert headings("settings.md") == {f"AMENDS_{name.upper()}" for name in Settings.model_fields}


def test_every_route_is_explained(app: FastAPI) -> None:
    described = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, operations in app.openapi()["paths"].items()
        for method in operations
    }
    assert headings("api.md") == described


def test_every_error_code_is_explained() -> None:
    sources = [path for package in ("storage", "web") for path in (ROOT / package).rglob("*.py")]
    printed = {code for path in sources for code in CODE.findall(path.read_text())}
    assert headings("errors.md") == {*KINDS, *printed, "P0010"}


@pytest.mark.parametrize("code", KINDS)
def test_the_explanation_of_a_problem_begins_with_its_status(code: str) -> None:
    text = (ROOT / "docs" / "reference" / "errors.md").read_text()
    assert text.partition(f"\n### {code}\n")[2].startswith(str(KINDS[code].status))


def test_every_problem_that_is_raised_is_in_the_catalogue_and_every_one_there_is_raised() -> None:
    raised = {
        code
        for path in (ROOT / "web").rglob("*.py")
        for code in re.findall(r'Problem\(\s*"([a-z-]+)"', path.read_text())
    }
    assert raised == set(KINDS)
