"""Pictures of every page as on a phone and on a desk: ``screenshots.py [OUT_DIR]`` (default var/screenshots)."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.e2e.browser import begin, chromium, finish, say, sign_in
from tests.running import ROOT, StartError, running_amends

WIDTHS: Mapping[int, int] = {390: 844, 1280: 800}
"""Heights of the window by its width, in CSS pixels."""

REPLIES = (
    "Good morning, I'm Sam. I'm so sorry, that must feel awful three days before your wedding. "
    "Was it too tight straight away when you picked it up?",
    "Calm down, please. It's only a scratch, and it's our policy that you try it on in the shop.",
    "That was wrong of me, I'm sorry. So you need it to fit and look right by Saturday. "
    "I'll take it to the workshop myself now and ring you by five today with the time it is ready.",
)


def take(browser: Browser, url: str, passwords: Mapping[str, str], out: Path) -> int:
    """Write every picture; returns how many."""
    out.mkdir(parents=True, exist_ok=True)
    sessions = _conversations(browser, url, passwords)
    pages: list[tuple[str, str | None, str, Callable[[Page], None]]] = [
        ("sign-in", None, "/sign-in", _as_it_is),
        ("sign-in-wrong", None, "/sign-in", _wrong_password),
        ("practise", "amal", "/practise", _as_it_is),
        ("brief", "amal", "/practise/ring-before-the-wedding", _open_folds),
        ("conversation", "amal", sessions["running"], _as_it_is),
        ("conversation-unfolded", "amal", sessions["running"], _open_folds),
        ("conversation-ended", "amal", sessions["ended"], _as_it_is),
        ("assessment", "amal", sessions["assessment"], _as_it_is),
        ("report", "amal", sessions["ended"] + "/report", _as_it_is),
        ("record", "amal", sessions["ended"] + "/record", _as_it_is),
        ("compare", "amal", sessions["second"] + "/compare", _as_it_is),
        ("history", "amal", "/history", _as_it_is),
        ("progress", "amal", "/progress", _as_it_is),
        ("trust", "amal", "/trust", _as_it_is),
        ("report-so-far", "amal", sessions["running"] + "/report", _as_it_is),
        ("not-found", "amal", "/sessions/none", _as_it_is),
        ("team", "saskia", "/team", _as_it_is),
        ("team-review", "saskia", f"/team{sessions['ended']}", _as_it_is),
        ("team-label", "saskia", f"/team{sessions['ended']}/replies/1/labels/apologise", _as_it_is),
        ("team-verdicts", "saskia", f"/team{sessions['ended']}/verdicts", _as_it_is),
        ("team-trainees", "saskia", "/team/trainees", _as_it_is),
        ("team-assignments", "saskia", "/team/assignments", _as_it_is),
        ("personas", "tomas", "/personas", _as_it_is),
        ("persona", "tomas", "/personas/ring-before-the-wedding", _as_it_is),
        ("persona-edit", "tomas", "/personas/ring-before-the-wedding/edit", _as_it_is),
        ("persona-versions", "tomas", "/personas/ring-before-the-wedding/versions", _as_it_is),
        ("accounts", "ada", "/accounts", _as_it_is),
        ("account", "ada", "/accounts/1", _as_it_is),
        ("audit-log", "ada", "/audit-log/check", _as_it_is),
        ("records", "ada", "/records", _as_it_is),
    ]
    number = 0
    for width, height in WIDTHS.items():
        for scheme in ("light", "dark"):
            for name, who, path, prepare in pages:
                if scheme == "dark" and not name.startswith("conversation"):
                    continue
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
                )
                page = context.new_page()
                if who:
                    sign_in(page, url, who, passwords[who])
                page.goto(url + path)
                prepare(page)
                tone = "" if scheme == "light" else "-dark"
                page.screenshot(path=out / f"{name}-{width}{tone}-window.png")
                # As tall as the page, so that what sticks to the window's edge stands where it ends up.
                tall = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": max(height, tall)})
                page.screenshot(path=out / f"{name}-{width}{tone}.png", full_page=True)
                context.close()
                number += 2
    return number


def _conversations(browser: Browser, url: str, passwords: Mapping[str, str]) -> dict[str, str]:
    page = browser.new_page()
    sign_in(page, url, "amal", passwords["amal"])
    paths = {}
    for name, mode in (("ended", "Practice"), ("assessment", "Assessment"), ("running", "Practice")):
        paths[name] = begin(page, url, mode=mode).removeprefix(url)
        for turn, reply in enumerate(REPLIES, start=1):
            say(page, reply, turn=turn)
        if name == "ended":
            finish(page)
    page.goto(url + paths["ended"])
    page.get_by_role("button", name="Try again from this reply 2").click()
    page.get_by_text("Second try from reply 2").wait_for()
    paths["second"] = page.url.removeprefix(url).partition("#")[0]
    say(page, REPLIES[2], turn=2)
    page.close()
    return paths


def _as_it_is(page: Page) -> None:
    """Nothing to do: the page as it loads."""


def _wrong_password(page: Page) -> None:
    page.get_by_label("Name").fill("amal")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()


def _open_folds(page: Page) -> None:
    for fold in page.locator("details:not([open]) > summary").all():
        if fold.is_visible():
            fold.click()


def main() -> int:
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var" / "screenshots"
    try:
        with tempfile.TemporaryDirectory() as data, running_amends(Path(data)) as amends, chromium() as browser:
            number = take(browser, amends.url, amends.passwords, out)
    except StartError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{number} pictures in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
