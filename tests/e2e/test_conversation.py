"""A trainee in the browser: one whole conversation, and what must not go wrong in it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.e2e.browser import RING, begin, finish, press_at, say, tab_to
from tests.running import RunningAmends

SORRY = "I'm so sorry. That must feel awful, three days before your wedding. When did you first see the scratch?"
HELP = "I'll take it to the workshop myself now and ring you by five today with the time it is ready."
SCRIPT = "<script>document.title = 'taken'</script> <img src=x onerror=\"document.title = 'taken'\">"


def test_from_sign_in_to_the_report(amal: Page, amends: RunningAmends) -> None:
    begin(amal, amends.url)
    say(amal, SORRY, turn=1)
    first = amal.locator("#reply-1")
    expect(first.locator(".bubble-own .said")).to_have_text(SORRY)
    expect(first.locator(".bubble-customer")).not_to_have_count(0)
    expect(first.locator("mark")).not_to_have_count(0)
    label = first.locator(".found button").first.inner_text()
    expect(first.locator(".remark-next")).to_be_visible()
    expect(amal.get_by_label("Your reply")).to_be_focused()
    say(amal, HELP, turn=2)
    expect(first.locator(".notes")).not_to_have_attribute("open", "")
    expect(amal.locator("#reply-2 .notes")).to_have_attribute("open", "")
    finish(amal)
    expect(amal.get_by_text("It is not evidence for a qualification")).to_be_visible()
    amal.get_by_role("row", name=label).get_by_role("link", name="1", exact=True).click()
    expect(amal.locator("#reply-1")).to_be_in_viewport()


def test_reopened_a_conversation_stands_at_its_latest_reply(amal: Page, amends: RunningAmends) -> None:
    address = begin(amal, amends.url)
    for turn in (1, 2, 3, 4):
        say(amal, f"{SORRY} {HELP} This is the {turn}. time.", turn=turn)
    amal.goto(f"{amends.url}/practise")
    amal.goto(address)
    expect(amal.locator("#reply-4 .bubble-own")).to_be_in_viewport()


def test_a_label_lights_up_the_words_it_rests_on(amal: Page, amends: RunningAmends) -> None:
    begin(amal, amends.url)
    say(amal, SORRY, turn=1)
    label = amal.locator("#reply-1 .found button").first
    label.click()
    expect(label).to_have_attribute("aria-pressed", "true")
    expect(amal.locator("mark[data-lit]")).not_to_have_count(0)
    label.click()
    expect(amal.locator("mark[data-lit]")).to_have_count(0)


def test_with_the_keyboard_alone(new_page: Callable[..., Page], amends: RunningAmends) -> None:
    page = new_page()
    page.goto(amends.url)
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("bruno")
    page.keyboard.press("Tab")
    page.keyboard.type(amends.passwords["bruno"])
    page.keyboard.press("Enter")
    press_at(page, page.get_by_role("link", name=RING, exact=True))
    press_at(page, page.get_by_role("button", name="Begin the conversation"))
    tab_to(page, page.get_by_label("Your reply"))
    page.keyboard.type(SORRY)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply-1")).to_be_attached(timeout=30_000)
    expect(page.get_by_label("Your reply")).to_be_focused()
    press_at(page, page.get_by_role("button", name="End here"))
    expect(page.get_by_role("button", name="End it now")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Overall")).to_be_visible()


def test_typed_markup_is_text(amal: Page, amends: RunningAmends) -> None:
    begin(amal, amends.url)
    say(amal, SCRIPT, turn=1)
    expect(amal.locator("#reply-1 .bubble-own .said")).to_have_text(SCRIPT)
    amal.reload()
    expect(amal.locator("#reply-1 .bubble-own .said")).to_have_text(SCRIPT)
    expect(amal).to_have_title(f"{RING} – Amends")
    expect(amal.locator("#log img, #log script")).to_have_count(0)


def test_white_space_and_direction_are_kept(amal: Page, amends: RunningAmends) -> None:
    begin(amal, amends.url)
    say(amal, "One\n\n   two", turn=1)
    assert amal.locator("#reply-1 .bubble-own .said").inner_text() == "One\n\n   two"
    say(amal, "أنا آسف جدا", turn=2)
    direction = "element => getComputedStyle(element).direction"
    assert amal.locator("#reply-2 .bubble-own .said").evaluate(direction) == "rtl"
    assert amal.locator("#reply-2 .bubble-own .speaker").evaluate(direction) == "ltr"


def test_a_reload_keeps_the_conversation_and_the_draft(amal: Page, amends: RunningAmends) -> None:
    begin(amal, amends.url)
    say(amal, SORRY, turn=1)
    amal.get_by_label("Your reply").fill("Half a thou")
    amal.reload()
    expect(amal.locator("#reply-1 .bubble-own .said")).to_have_text(SORRY)
    expect(amal.get_by_label("Your reply")).to_have_value("Half a thou")


def test_a_dropped_connection_keeps_the_text_and_trying_again_says_it_once(amal: Page, amends: RunningAmends) -> None:
    begin(amal, amends.url)
    amal.context.set_offline(True)
    amal.get_by_label("Your reply").fill(SORRY)
    amal.get_by_role("button", name="Send").click()
    expect(amal.get_by_role("alert")).to_contain_text("did not get through")
    expect(amal.get_by_label("Your reply")).to_have_value(SORRY)
    amal.context.set_offline(False)
    amal.get_by_role("button", name="Try again", exact=True).click()
    expect(amal.locator("#reply-1")).to_be_attached(timeout=30_000)
    expect(amal.get_by_role("alert")).to_be_empty()
    expect(amal.get_by_label("Your reply")).to_have_value("")


def test_an_answer_lost_on_its_way_back_is_fetched_and_not_said_twice(amal: Page, amends: RunningAmends) -> None:
    begin(amal, amends.url)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    amal.route("**/replies", lose_the_answer)
    amal.get_by_label("Your reply").fill(SORRY)
    amal.get_by_role("button", name="Send").click()
    expect(amal.get_by_role("alert")).to_contain_text("did not get through", timeout=30_000)
    amal.unroute("**/replies")
    amal.get_by_role("button", name="Try again", exact=True).click()
    expect(amal.locator("#reply-1")).to_be_attached(timeout=30_000)
    amal.reload()
    expect(amal.locator("#log .bubble-own")).to_have_count(1)
    expect(amal.get_by_label("Your reply")).to_have_value("")


def test_a_reload_after_a_lost_answer_drops_the_draft_that_was_said(amal: Page, amends: RunningAmends) -> None:
    begin(amal, amends.url)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    amal.route("**/replies", lose_the_answer)
    amal.get_by_label("Your reply").fill(SORRY)
    amal.get_by_role("button", name="Send").click()
    expect(amal.get_by_role("alert")).to_contain_text("did not get through", timeout=30_000)
    amal.reload()
    expect(amal.locator("#reply-1")).to_be_attached()
    expect(amal.get_by_label("Your reply")).to_have_value("")


def test_a_second_window_that_is_behind_catches_up_and_keeps_its_text(amal: Page, amends: RunningAmends) -> None:
    address = begin(amal, amends.url)
    second = amal.context.new_page()
    second.goto(address)
    say(amal, SORRY, turn=1)
    second.get_by_label("Your reply").fill("From the second window")
    second.get_by_role("button", name="Send").click()
    expect(second.get_by_role("alert")).to_contain_text("went on in another window")
    expect(second.locator("#reply-1 .bubble-own .said")).to_have_text(SORRY)
    expect(second.get_by_label("Your reply")).to_have_value("From the second window")
    second.get_by_role("button", name="Send").click()
    expect(second.locator("#reply-2")).to_be_attached(timeout=30_000)


def test_an_empty_reply_says_what_to_do(amal: Page, amends: RunningAmends) -> None:
    begin(amal, amends.url)
    amal.get_by_label("Your reply").fill("   ")
    amal.get_by_role("button", name="Send").click()
    expect(amal.get_by_role("alert")).to_contain_text("Write what you would say")
    expect(amal.get_by_label("Your reply")).to_be_focused()


def test_characters_are_counted_as_the_limit_counts_them(amal: Page, amends: RunningAmends) -> None:
    begin(amal, amends.url)
    amal.get_by_label("Your reply").fill("🙂" * 4001)
    expect(amal.locator("[data-count]")).to_have_text("4,001 of 4,000 characters")
    expect(amal.locator("[data-count]")).to_have_attribute("data-over", "")


def test_another_try_from_a_reply_starts_before_it(amal: Page, amends: RunningAmends) -> None:
    begin(amal, amends.url)
    say(amal, SORRY, turn=1)
    say(amal, HELP, turn=2)
    amal.get_by_role("button", name="Try again from this reply 2").click()
    expect(amal.get_by_text("Second try from reply 2")).to_be_visible()
    expect(amal.locator("#log .bubble-own")).to_have_count(1)


def test_an_assessment_says_nothing_of_scores_before_the_end(amal: Page, amends: RunningAmends) -> None:
    begin(amal, amends.url, mode="Assessment")
    say(amal, SORRY, turn=1)
    expect(amal.locator("mark, .notes, .meters")).to_have_count(0)
    finish(amal)
    amal.get_by_role("link", name="Back to the conversation").click()
    expect(amal.locator("#reply-1 mark")).not_to_have_count(0)


def test_a_conversation_goes_on_without_javascript(new_page: Callable[..., Page], amends: RunningAmends) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(amends.url)
    page.get_by_label("Name").fill("bruno")
    page.get_by_label("Password").fill(amends.passwords["bruno"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=RING, exact=True).click()
    page.get_by_role("button", name="Begin the conversation").click()
    page.get_by_label("Your reply").fill(SORRY)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#reply-1 .bubble-own .said")).to_have_text(SORRY)
    expect(page.locator("#reply-1 .remark-next")).to_be_visible()
    finish(page)
