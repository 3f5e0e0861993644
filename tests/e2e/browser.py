"""The browser and what people do in it, for the tests and the screenshots."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

CHROMIUM = os.environ.get("AMENDS_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RING = "The ring before the wedding"


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def sign_in(page: Page, url: str, name: str, password: str) -> None:
    page.goto(f"{url}/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def begin(page: Page, url: str, persona: str = RING, *, mode: str = "Practice") -> str:
    """Begin a conversation; returns the session's address."""
    page.goto(f"{url}/practise")
    page.get_by_role("link", name=persona, exact=True).click()
    page.get_by_role("radio", name=re.compile(f"^{mode}")).check()
    page.get_by_role("button", name="Begin the conversation").click()
    expect(page.get_by_role("log")).to_be_visible()
    page.wait_for_load_state()  # the scripts are there too
    return page.url


def say(page: Page, text: str, *, turn: int) -> None:
    """Write a reply, send it, and wait until it stands in the log with its answer."""
    page.get_by_label("Your reply").fill(text)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(f"#reply-{turn}")).to_be_attached(timeout=30_000)
    expect(page.locator("#in-transit")).to_be_empty()


def finish(page: Page) -> None:
    """End the conversation; the report comes up."""
    page.get_by_role("button", name="End here").click()
    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_role("heading", name="Overall")).to_be_visible()


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    expect(target).to_be_visible()
    for _ in range(80):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"80 times Tab did not reach {target}")


def press_at(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")
