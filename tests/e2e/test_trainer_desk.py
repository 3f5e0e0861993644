"""A trainer's whole job in the browser, with the keyboard alone; and a text that nothing makes lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.browser import press_at, sign_in, tab_to
from tests.running import RunningAmends

RING_ID = "ring-before-the-wedding"


@pytest.fixture
def tomas(new_page: Callable[..., Page], amends: RunningAmends) -> Page:
    """A trainer who has signed in."""
    page = new_page()
    sign_in(page, amends.url, "tomas", amends.passwords["tomas"])
    return page


def test_from_a_copy_to_a_published_customer_with_the_keyboard_alone(tomas: Page, amends: RunningAmends) -> None:
    page = tomas
    press_at(page, page.get_by_role("link", name="Copy The ring before the wedding"))
    tab_to(page, page.get_by_label("Id of the new customer"))
    page.keyboard.press("Control+A")
    page.keyboard.type("my-first-customer")
    page.keyboard.press("Enter")
    source = page.get_by_label("The customer, as YAML")
    tab_to(page, source)
    # A mistake in the third line, where the title is.
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("x")
    press_at(page, page.get_by_role("button", name="Check"))
    remark = page.get_by_role("link", name="Line 3, column 1")
    press_at(page, remark.first)
    expect(source).to_be_focused()
    page.keyboard.type("title: My first customer")
    press_at(page, page.get_by_role("button", name="Check"))
    expect(page.get_by_text("No errors and no warnings in the text as typed")).to_be_visible()
    press_at(page, page.get_by_role("button", name="Save the draft"))
    expect(page.get_by_text("Saved as the draft")).to_be_visible()
    press_at(page, page.get_by_role("link", name="Back to the customer"))
    expect(page.get_by_role("heading", name="My first customer", level=1)).to_be_visible()
    press_at(page, page.get_by_role("button", name="Try it out"))
    expect(page.get_by_text("Trial, seen by you alone")).to_be_visible()
    page.wait_for_load_state()
    tab_to(page, page.get_by_label("Your reply"))
    page.keyboard.type("I'm so sorry. When did you first see the scratch?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply-1")).to_be_attached(timeout=30_000)
    press_at(page, page.get_by_role("link", name="Back to the customer"))
    press_at(page, page.get_by_role("button", name="Publish"))
    expect(page.get_by_text("New conversations use this version")).to_be_visible(timeout=60_000)
    press_at(page, page.get_by_role("link", name="Versions", exact=True))
    press_at(page, page.get_by_role("link", name=re.compile("Compare or go back")))
    expect(page.get_by_text("same, line by line")).to_be_visible()
    page.goto(f"{amends.url}/personas/my-first-customer")
    press_at(page, page.get_by_role("button", name="Retire"))
    expect(page.get_by_text("can't choose this customer any more")).to_be_visible()


def test_line_numbers_keep_up_and_a_reload_loses_nothing(tomas: Page, amends: RunningAmends) -> None:
    tomas.goto(f"{amends.url}/personas/{RING_ID}/edit")
    source = tomas.get_by_label("The customer, as YAML")
    lines = source.input_value().count("\n") + 1
    source.press("Control+Home")
    tomas.keyboard.type("# one\n# two\n")
    assert tomas.locator("[data-gutter] span").count() == int(source.get_attribute("rows") or 0) == lines + 2 + 3
    level = "element => element.getBoundingClientRect()"
    last = tomas.locator("[data-gutter] span").last.evaluate(level)["bottom"]
    assert abs(last - source.evaluate(level)["bottom"]) < 16, "the last number stands beside the last line"
    typed = source.input_value()
    tomas.reload()
    expect(source).to_have_value(typed)
    tomas.get_by_role("button", name="Show the saved draft instead").click()
    expect(source).not_to_have_value(typed)
    tomas.reload()
    expect(tomas.get_by_text("Your unsaved text from before is back")).to_be_hidden()


def test_of_two_windows_the_second_to_save_sees_both_texts(tomas: Page, amends: RunningAmends) -> None:
    address = f"{amends.url}/personas/{RING_ID}/edit"
    tomas.goto(address)
    second = tomas.context.browser.new_context().new_page()  # type: ignore[union-attr]
    sign_in(second, amends.url, "tomas", amends.passwords["tomas"])
    second.goto(address)
    for page, comment in ((tomas, "# from the first"), (second, "# from the second")):
        page.get_by_label("The customer, as YAML").press("Control+Home")
        page.keyboard.type(comment + "\n")
        page.get_by_role("button", name="Save the draft").click()
    expect(second.get_by_role("heading", name="You saved this draft in another window")).to_be_visible()
    expect(second.get_by_label("The text of this window")).to_have_value(re.compile("^# from the second"))
    expect(second.locator(".diff-removed")).to_contain_text("# from the first")
    second.get_by_role("button", name="Save this text over the saved one").click()
    expect(second.get_by_text("Saved as the draft")).to_be_visible()
    second.context.close()


def write(page: Page, words: str) -> Locator:
    """Write at the beginning of the text in the editor."""
    source = page.get_by_label("The customer, as YAML")
    source.press("Control+Home")
    page.keyboard.type(words)
    return source


def test_each_of_two_tabs_keeps_its_own_text_and_nothing_comes_back_after_saving(
    tomas: Page, amends: RunningAmends
) -> None:
    address = f"{amends.url}/personas/{RING_ID}/edit"
    other = tomas.context.new_page()
    for page, words in ((tomas, "# tab one\n"), (other, "# tab two\n")):
        page.goto(address)
        write(page, words)
    for page, words in ((tomas, "# tab one"), (other, "# tab two")):
        page.reload()
        expect(page.get_by_text("Your unsaved text from before is back")).to_be_visible()
        expect(page.get_by_label("The customer, as YAML")).to_have_value(re.compile(f"^{words}"))
    for _ in range(2):
        tomas.get_by_role("button", name="Save the draft").click()
        expect(tomas.get_by_text("Saved as the draft")).to_be_visible()
        expect(tomas.get_by_label("The customer, as YAML")).to_have_value(re.compile("^# tab one"))
        expect(tomas.get_by_text("from before is back")).to_be_hidden()
        expect(tomas.get_by_text("was never saved")).to_be_hidden()
    # The other tab still has its own, and finds out that the draft has moved on.
    other.reload()
    expect(other.get_by_label("The customer, as YAML")).to_have_value(re.compile("^# tab two"))
    other.get_by_role("button", name="Save the draft").click()
    expect(other.get_by_role("heading", name="You saved this draft in another window")).to_be_visible()
    other.get_by_role("link", name="Drop this and edit the saved one").click()
    expect(other.get_by_label("The customer, as YAML")).to_have_value(re.compile("^# tab one"))


def test_the_text_of_a_tab_that_was_closed_is_offered_to_the_next_one(tomas: Page, amends: RunningAmends) -> None:
    address = f"{amends.url}/personas/{RING_ID}/edit"
    closed = tomas.context.new_page()
    closed.goto(address)
    write(closed, "# before it closed\n")
    closed.close()
    tomas.goto(address)
    source = tomas.get_by_label("The customer, as YAML")
    expect(tomas.get_by_text("was never saved")).to_be_visible()
    expect(source).not_to_have_value(re.compile("# before it closed"))
    tomas.get_by_role("button", name="Show it here").click()
    expect(source).to_have_value(re.compile("^# before it closed"))
    tomas.reload()
    expect(source).to_have_value(re.compile("^# before it closed"))
    tomas.get_by_role("button", name="Show the saved draft instead").click()
    tomas.reload()
    expect(tomas.get_by_text("was never saved")).to_be_hidden()


def test_a_merged_text_outlives_the_sign_in(tomas: Page, amends: RunningAmends) -> None:
    address = f"{amends.url}/personas/{RING_ID}/edit"
    tomas.goto(address)
    write(tomas, "# mine\n")
    other = tomas.context.new_page()
    other.goto(address)
    write(other, "# theirs\n")
    other.get_by_role("button", name="Save the draft").click()
    expect(other.get_by_text("Saved as the draft")).to_be_visible()
    tomas.get_by_role("button", name="Save the draft").click()
    merged = tomas.get_by_label("The text of this window")
    merged.press("Control+Home")
    tomas.keyboard.type("# theirs and ")
    tomas.context.clear_cookies()
    tomas.get_by_role("button", name="Save this text over the saved one").click()
    tomas.get_by_label("Name").fill("tomas")
    tomas.get_by_label("Password").fill(amends.passwords["tomas"])
    tomas.get_by_role("button", name="Sign in").click()
    expect(tomas).to_have_url(address)
    expect(tomas.get_by_label("The customer, as YAML")).to_have_value(re.compile("^# theirs and # mine"))
    tomas.get_by_role("button", name="Save the draft").click()
    expect(tomas.get_by_text("Saved as the draft")).to_be_visible()


def test_marks_and_remarks_are_those_of_the_text_that_is_shown(tomas: Page, amends: RunningAmends) -> None:
    tomas.goto(f"{amends.url}/personas/{RING_ID}/edit")
    marks = tomas.locator("[data-gutter] [class]")
    write(tomas, "oops: 1\n")
    tomas.get_by_role("button", name="Check").click()
    expect(marks).to_have_count(1)
    expect(marks).to_have_text("1")
    expect(marks).to_have_class("gutter-error")
    write(tomas, "\n")
    expect(marks).to_have_count(0)
    tomas.get_by_role("button", name="Check").click()
    expect(marks).to_have_text("2")
    tomas.reload()
    expect(tomas.get_by_text("This text is not checked yet")).to_be_visible()
    expect(tomas.locator("#checks").get_by_role("link")).to_have_count(0)
    expect(marks).to_have_count(0)
    tomas.get_by_role("button", name="Show the saved draft instead").click()
    expect(tomas.get_by_text("This text is not checked yet")).to_be_hidden()


def test_on_a_phone_checking_leads_to_the_remarks(new_page: Callable[..., Page], amends: RunningAmends) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    sign_in(page, amends.url, "tomas", amends.passwords["tomas"])
    page.goto(f"{amends.url}/personas/{RING_ID}/edit")
    write(page, "oops: 1\n")
    page.evaluate("scrollTo(0, 2500)")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("link", name="Line 1, column 1")).to_be_in_viewport()
    expect(page.locator("#checks")).to_be_focused()


def test_a_marked_line_that_a_link_leads_to_can_be_read(tomas: Page, amends: RunningAmends) -> None:
    tomas.goto(f"{amends.url}/personas/{RING_ID}/copy")
    tomas.get_by_label("Id of the new customer").fill("marked-line")
    tomas.get_by_role("button", name="Make the copy").click()
    write(tomas, "oops: 1\n")
    tomas.get_by_role("button", name="Save the draft").click()
    expect(tomas.get_by_text("Saved as the draft")).to_be_visible()
    tomas.goto(f"{amends.url}/personas/marked-line/edit#line-1")
    sign = "element => getComputedStyle(element, '::before').color === getComputedStyle(element).color"
    assert tomas.locator("#line-1").evaluate(sign)
    tomas.goto(f"{amends.url}/personas/marked-line")
    tomas.get_by_role("link", name="Delete", exact=True).click()
    tomas.get_by_role("button", name="Delete the draft").click()
    expect(tomas.get_by_text("The draft is deleted")).to_be_visible()


def test_a_file_goes_out_and_comes_back(tomas: Page, amends: RunningAmends) -> None:
    tomas.goto(f"{amends.url}/personas/{RING_ID}")
    with tomas.expect_download() as download:
        tomas.get_by_role("link", name="Export", exact=True).click()
    content = download.value.path().read_bytes().replace(RING_ID.encode(), b"brought-in", 1)
    tomas.goto(f"{amends.url}/personas")
    tomas.get_by_label("File", exact=True).set_input_files(
        {"name": "x.txt", "mimeType": "text/plain", "buffer": content}
    )
    tomas.get_by_role("button", name="Import").click()
    expect(tomas.get_by_role("alert")).to_contain_text("ends in .yaml")
    tomas.get_by_label("File", exact=True).set_input_files(
        {"name": "x.yaml", "mimeType": "application/yaml", "buffer": content}
    )
    tomas.get_by_role("button", name="Import").click()
    expect(tomas.get_by_text("The file is the draft now")).to_be_visible()
