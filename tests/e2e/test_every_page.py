"""What holds for every page: no serious finding of axe, no sideways scrolling on a phone, in light and in dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.browser import begin, finish, say, sign_in
from tests.running import ROOT, RunningAmends

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 320, "height": 640}
PAGES = (
    ("nobody", "/sign-in"),
    ("amal", "/practise"),
    ("amal", "/practise/ring-before-the-wedding"),
    ("amal", "{running}"),
    ("amal", "{ended}"),
    ("amal", "{ended}/report"),
    ("amal", "{ended}/record"),
    ("amal", "/nowhere"),
    ("saskia", "/team"),
    ("saskia", "{running}"),
    ("tomas", "/personas"),
    ("tomas", "/personas/ring-before-the-wedding"),
    ("ada", "/accounts"),
)


@pytest.fixture(scope="module")
def conversations(browser: Browser, amends: RunningAmends) -> dict[str, str]:
    """The paths of a conversation that runs and of one that has ended."""
    page = browser.new_page()
    sign_in(page, amends.url, "amal", amends.passwords["amal"])
    paths = {}
    for name in ("ended", "running"):
        paths[name] = begin(page, amends.url).removeprefix(amends.url)
        say(page, "I'm so sorry, that must feel awful. When did you see the scratch?", turn=1)
        say(page, "Calm down, it's only a scratch. You must have dropped it.", turn=2)
        if name == "ended":
            finish(page)
    page.close()
    return paths


@pytest.fixture
def visit(new_page: Callable[..., Page], amends: RunningAmends, conversations: dict[str, str]) -> Callable[..., Page]:
    def visited(who: str, path: str, **options: object) -> Page:
        page = new_page(reduced_motion="reduce", **options)
        if who != "nobody":
            sign_in(page, amends.url, who, amends.passwords[who])
        page.goto(amends.url + path.format(**conversations))
        return page

    return visited


@pytest.mark.parametrize(("who", "path"), PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Callable[..., Page], who: str, path: str, scheme: str) -> None:
    page = visit(who, path, color_scheme=scheme)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")["violations"]
    serious = [
        (violation["id"], [node["html"] for node in violation["nodes"]][:3])
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]
    assert serious == []


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_phone_need_not_scroll_sideways(visit: Callable[..., Page], who: str, path: str) -> None:
    page = visit(who, path, viewport=PHONE)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_page_reads_without_javascript(visit: Callable[..., Page], who: str, path: str) -> None:
    page = visit(who, path, java_script_enabled=False)
    assert page.locator("h1").inner_text()
    assert page.locator("main").inner_text().strip()
