"""One running Amends for all browser tests, a browser for each file, a fresh window for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.browser import CHROMIUM, chromium, sign_in
from tests.running import RunningAmends, StartError, running_amends

DESK = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def amends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAmends]:
    try:
        with running_amends(tmp_path_factory.mktemp("amends")) as running:
            yield running
    except StartError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Not for longer than a file: while it is open, an event loop runs in this thread, and other tests want their own.
    if not Path(CHROMIUM).exists():
        pytest.fail(
            f"The browser tests need Chromium at {CHROMIUM} (AMENDS_CHROMIUM). "
            "Install it with: apt-get update && apt-get install -y chromium",
            pytrace=False,
        )
    with chromium() as started:
        yield started


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens windows of their own browser profile; fails the test for what a page's scripts did wrong."""
    contexts = []
    wrong: list[str] = []

    def opened(**options: object) -> Page:
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on(
            "console",
            lambda message: wrong.append(message.text) if "Content Security Policy" in message.text else None,
        )
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert not wrong


@pytest.fixture
def amal(new_page: Callable[..., Page], amends: RunningAmends) -> Page:
    """A trainee who has signed in."""
    page = new_page()
    sign_in(page, amends.url, "amal", amends.passwords["amal"])
    return page
