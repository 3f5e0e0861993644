"""The trainee's whole job in the browser: with the keyboard alone, on bad lines, without JavaScript, without jumps."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.browser import RING, begin, finish, press_at, say, sign_in, tab_to
from tests.running import RunningAmends

SORRY = "I'm so sorry. That must feel awful, three days before your wedding. When did you first see the scratch?"
RUDE = "Calm down. It's our policy, you should have looked at it in the shop."
HELP = "I'll take it to the workshop myself now and ring you by five today with the time it is ready."

WATCH_THE_CHAT = """
window.jumps = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.hadRecentInput) continue;
    for (const source of entry.sources) {
      const node = source.node?.nodeType === Node.TEXT_NODE ? source.node.parentElement : source.node;
      if (node?.closest("#log, #mood, .case")) jumps.push(`${node.className || node.id}: ${entry.value}`);
    }
  }
}).observe({ type: "layout-shift" });
"""


def test_the_whole_job_with_the_keyboard_alone(new_page: Callable[..., Page], amends: RunningAmends) -> None:
    page = new_page()
    page.goto(amends.url)
    page.keyboard.type("bruno")
    page.keyboard.press("Tab")
    page.keyboard.type(amends.passwords["bruno"])
    page.keyboard.press("Enter")

    tab_to(page, page.get_by_label("Channel"))
    page.keyboard.type("At the")
    press_at(page, page.get_by_role("button", name="Show"))
    expect(page.get_by_label("Channel")).to_have_value("counter")
    press_at(page, page.get_by_role("link", name=RING, exact=True))
    tab_to(page, page.get_by_role("checkbox", name="Low-anxiety look"))
    page.keyboard.press("Space")
    press_at(page, page.get_by_role("button", name="Begin the conversation"))
    expect(page.get_by_role("log")).to_be_visible()
    expect(page.locator(".meters")).to_have_count(0)

    for turn, reply in enumerate((SORRY, RUDE), start=1):
        tab_to(page, page.get_by_label("Your reply"))
        page.keyboard.type(reply)
        page.keyboard.press("Control+Enter")
        expect(page.locator(f"#reply-{turn}")).to_be_attached(timeout=30_000)
        expect(page.get_by_label("Your reply")).to_be_focused()

    press_at(page, page.get_by_role("button", name="Show figures"))
    expect(page.locator(".meters")).to_be_visible()
    expect(page.get_by_role("button", name="Low-anxiety look")).to_be_focused()

    press_at(page, page.locator("#margin-2 .doubt > summary"))
    tab_to(page, page.get_by_label("What is wrong in reply 2?"))
    page.keyboard.type("Show that")
    tab_to(page, page.get_by_label("Why do you think so?").locator("visible=true"))
    page.keyboard.type("I listened to her.")
    press_at(page, page.locator("#margin-2").get_by_role("button", name="Send to your supervisor"))
    expect(page.locator("#margin-2")).to_contain_text("You doubt: Show that you listen")
    page.reload()
    expect(page.locator("#margin-2")).to_contain_text("Waits for your supervisor")

    press_at(page, page.get_by_role("button", name="Try again from this reply 2"))
    expect(page.get_by_text("Second try from reply 2")).to_be_visible()
    tab_to(page, page.get_by_label("Your reply"))
    page.keyboard.type(HELP)
    press_at(page, page.get_by_role("button", name="Send"))
    expect(page.locator("#reply-2")).to_be_attached(timeout=30_000)
    press_at(page, page.get_by_role("button", name="End here"))
    expect(page.get_by_role("button", name="End it now")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How the customer felt")).to_be_visible()
    press_at(page, page.get_by_role("link", name="Compare with the first try"))
    expect(page.get_by_role("heading", name="Two tries side by side")).to_be_visible()
    press_at(page, page.get_by_role("link", name="History"))
    expect(page.get_by_role("heading", name="Your conversations")).to_be_visible()
    press_at(page, page.get_by_role("link", name="Progress"))
    expect(page.get_by_role("heading", name="Your progress")).to_be_visible()
    expect(page.locator(".course")).not_to_have_count(0)


def test_nothing_in_the_chat_jumps_when_an_answer_comes(new_page: Callable[..., Page], amends: RunningAmends) -> None:
    for width in (1280, 390):
        page = new_page(viewport={"width": width, "height": 800})
        sign_in(page, amends.url, "amal", amends.passwords["amal"])
        begin(page, amends.url)
        page.evaluate(WATCH_THE_CHAT)
        # Later than half a second after the key, a move counts as a jump whoever caused it.
        page.route("**/replies", lambda route: (time.sleep(0.7), route.continue_()))
        for turn, reply in enumerate((SORRY, RUDE, HELP), start=1):
            say(page, reply, turn=turn)
        page.wait_for_timeout(500)
        assert page.evaluate("jumps") == []


def test_on_a_slow_line_the_reply_is_seen_waiting_and_comes_once(amal: Page, amends: RunningAmends) -> None:
    begin(amal, amends.url)
    amal.route("**/replies", lambda route: (time.sleep(3), route.continue_()))
    amal.get_by_label("Your reply").fill(SORRY)
    amal.get_by_role("button", name="Send").click()
    expect(amal.locator("#in-transit")).to_contain_text(SORRY)
    expect(amal.locator("#in-transit").get_by_role("status")).to_contain_text("The customer is typing")
    amal.keyboard.press("Control+Enter")
    expect(amal.locator("#reply-1")).to_be_attached(timeout=30_000)
    expect(amal.locator("#log .bubble-own")).to_have_count(1)


def test_a_broken_line_and_a_closed_browser_lose_nothing(amal: Page, amends: RunningAmends) -> None:
    address = begin(amal, amends.url)
    say(amal, SORRY, turn=1)
    amal.route("**/replies", lambda route: route.abort())
    amal.get_by_label("Your reply").fill(HELP)
    amal.get_by_role("button", name="Send").click()
    expect(amal.get_by_role("alert")).to_contain_text("did not get through")
    context = amal.context
    amal.close()
    again = context.new_page()
    again.goto(f"{amends.url}/practise")
    again.get_by_role("link", name=f"Go on with {RING}").first.click()
    assert again.url.partition("#")[0] == address
    expect(again.get_by_label("Your reply")).to_have_value(HELP)
    again.get_by_role("button", name="Send").click()
    expect(again.locator("#reply-2")).to_be_attached(timeout=30_000)
    expect(again.locator("#log .bubble-own")).to_have_count(2)


def test_the_look_and_the_folded_coach_are_remembered_and_keep_the_draft(amal: Page, amends: RunningAmends) -> None:
    begin(amal, amends.url)
    say(amal, SORRY, turn=1)
    amal.get_by_label("Your reply").fill("Half a thou")
    amal.get_by_role("button", name="Low-anxiety look").click()
    expect(amal.locator(".meters")).to_have_count(0)
    expect(amal.get_by_label("Your reply")).to_have_value("Half a thou")
    amal.get_by_role("button", name="Fold the coach's notes").click()
    expect(amal.locator("#margin-1 .notes")).not_to_have_attribute("open", "")
    expect(amal.get_by_label("Your reply")).to_have_value("Half a thou")
    amal.reload()
    expect(amal.locator(".meters")).to_have_count(0)
    say(amal, HELP, turn=2)
    expect(amal.locator("#margin-2 .notes")).not_to_have_attribute("open", "")


def test_a_doubt_can_be_sent_without_javascript(new_page: Callable[..., Page], amends: RunningAmends) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, amends.url, "amal", amends.passwords["amal"])
    page.goto(f"{amends.url}/practise/ring-before-the-wedding")
    page.get_by_role("button", name="Begin the conversation").click()
    page.get_by_label("Your reply").fill(SORRY)
    page.get_by_role("button", name="Send").click()
    page.locator("#margin-1 .doubt > summary").click()
    page.get_by_label("What is wrong in reply 1?").select_option("close")
    page.get_by_label("Why do you think so?").fill("I said goodbye.")
    page.get_by_role("button", name="Send to your supervisor").click()
    expect(page.locator("#margin-1")).to_contain_text("You doubt: End politely")
    page.get_by_role("button", name="Low-anxiety look").click()
    expect(page.locator(".meters")).to_have_count(0)
    finish(page)
