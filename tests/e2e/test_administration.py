"""An administrator's whole job in the browser, with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.browser import press_at, sign_in, tab_to
from tests.running import RunningAmends

NEW = "four plain words here"


def test_from_a_new_account_to_its_erasure_with_the_keyboard_alone(
    new_page: Callable[..., Page], amends: RunningAmends
) -> None:
    page = new_page()
    sign_in(page, amends.url, "ada", amends.passwords["ada"])
    press_at(page, page.get_by_role("link", name="Teams"))
    tab_to(page, page.get_by_label("Name"))
    page.keyboard.type("Night shift")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Night shift")).to_be_visible()

    press_at(page, page.get_by_role("link", name="Accounts"))
    press_at(page, page.get_by_role("link", name="New account"))
    tab_to(page, page.get_by_label("Name"))
    page.keyboard.type("zoe")
    tab_to(page, page.get_by_label("Team"))
    page.keyboard.type("Night")
    press_at(page, page.get_by_role("button", name="Make the account"))
    secret = page.get_by_label("One-time password")
    expect(secret).to_be_focused()
    password = secret.input_value()

    zoe = new_page()
    zoe.goto(f"{amends.url}/sign-in")
    expect(zoe.get_by_label("Name")).to_be_focused()
    zoe.keyboard.type("zoe")
    zoe.keyboard.press("Tab")
    zoe.keyboard.type(password)
    zoe.keyboard.press("Enter")
    tab_to(zoe, zoe.get_by_label("One-time password"))
    zoe.keyboard.type(password)
    tab_to(zoe, zoe.get_by_label("New password", exact=True))
    zoe.keyboard.type(NEW)
    zoe.keyboard.press("Tab")
    zoe.keyboard.type(NEW)
    zoe.keyboard.press("Enter")
    expect(zoe).to_have_url(f"{amends.url}/practise")

    press_at(page, page.get_by_role("link", name="Tokens"))
    tab_to(page, page.get_by_label("Whose"))
    page.keyboard.type("zoe")
    tab_to(page, page.get_by_label("What for"))
    page.keyboard.type("nightly run")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Token", exact=True)).to_be_focused()
    press_at(page, page.get_by_role("link", name="All tokens"))
    press_at(page, page.get_by_role("button", name="Revoke nightly run of zoe"))
    expect(page.get_by_text("nightly run")).to_have_count(0)

    press_at(page, page.get_by_role("link", name="Accounts"))
    press_at(page, page.get_by_role("link", name="zoe"))
    press_at(page, page.get_by_role("button", name="Deactivate"))
    expect(page.get_by_role("status")).to_contain_text("was deactivated")
    zoe.reload()
    expect(zoe.get_by_role("heading", name="Sign in")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Export"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert '"name": "zoe"' in download.value.path().read_text()
    press_at(page, page.get_by_role("link", name="Erase …"))
    tab_to(page, page.get_by_label("Type the name to confirm"))
    page.keyboard.type("zo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was erased")
    expect(page.get_by_label("Type the name to confirm")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type("e")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Erased")).to_be_visible()

    press_at(page, page.get_by_role("link", name="Audit log"))
    expect(page.get_by_role("rowheader").first).to_have_text("Data erased")
    expect(page.locator("main")).not_to_contain_text("zoe")
    press_at(page, page.get_by_role("link", name="Check the chain"))
    expect(page.get_by_role("status")).to_contain_text("The chain is whole")
