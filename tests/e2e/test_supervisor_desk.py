"""The supervisor's whole job in the browser: the keyboard alone, what the trainee sees of it, without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import RING, begin, finish, press_at, say, sign_in, tab_to
from tests.running import ROOT, RunningAmends

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SORRY = "I'm so sorry. That must feel awful, three days before your wedding. When did you first see the scratch?"
RUDE = "Calm down. It's our policy, you should have looked at it in the shop."


@pytest.fixture(scope="module")
def session(browser: Browser, amends: RunningAmends) -> str:
    """The address of an ended conversation of bruno's in which he doubts a label of his second reply."""
    page = browser.new_page()
    sign_in(page, amends.url, "bruno", amends.passwords["bruno"])
    address = begin(page, amends.url)
    say(page, SORRY, turn=1)
    say(page, RUDE, turn=2)
    page.locator("#margin-2 .doubt > summary").click()
    page.get_by_label("What is wrong in reply 2?").select_option(label="Show that you listen")
    page.get_by_label("Why do you think so?").locator("visible=true").fill("I listened to her.")
    page.locator("#margin-2").get_by_role("button", name="Send to your supervisor").click()
    expect(page.locator("#margin-2")).to_contain_text("You doubt: Show that you listen")
    finish(page)
    page.close()
    return address


def serious(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")["violations"]
    return [violation["id"] for violation in found if violation["impact"] in ("serious", "critical")]


def test_the_whole_job_with_the_keyboard_alone(
    new_page: Callable[..., Page], amends: RunningAmends, session: str
) -> None:
    page = new_page()
    page.goto(amends.url)
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("saskia")
    page.keyboard.press("Tab")
    page.keyboard.type(amends.passwords["saskia"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible(timeout=30_000)

    press_at(page, page.get_by_role("link", name="Doubted"))
    press_at(page, page.locator("summary", has_text="Filter and order"))
    tab_to(page, page.get_by_label("Trainee"))
    page.keyboard.type("bruno")
    tab_to(page, page.get_by_label("Order"))
    page.keyboard.type("Newest")
    press_at(page, page.get_by_role("button", name="Show"))
    expect(page.get_by_label("Trainee")).to_have_value(page.get_by_label("Trainee").input_value())
    session_id = session.rpartition("/")[2]
    press_at(page, page.locator(f'a[href="/team/sessions/{session_id}"]'))

    press_at(page, page.get_by_role("link", name="Answer the doubt: Show that you listen, reply 2"))
    expect(page.get_by_text("I listened to her.")).to_be_visible()
    assert serious(page) == []
    tab_to(page, page.get_by_role("radio", name="You agree."))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Your words to the trainee"))
    page.keyboard.type("You heard her out.")
    press_at(page, page.get_by_role("button", name="Answer"))
    expect(page.locator("#label-2-listen")).to_contain_text("Holds, says saskia")

    press_at(page, page.get_by_role("link", name="Add a missing label in reply 1"))
    press_at(page, page.get_by_role("link", name="Confirm what is agreed"))
    tab_to(page, page.get_by_role("radio", name="It holds"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("radio", name="No particular words"))
    page.keyboard.press("ArrowDown")
    press_at(page, page.get_by_role("button", name="Save the decision"))
    expect(page.get_by_role("alert").first).to_contain_text("Write a reason")
    expect(page.get_by_role("radio", name="It holds")).to_be_checked()
    tab_to(page, page.get_by_label("Your reason"))
    page.keyboard.type("She sums it up.")
    press_at(page, page.get_by_role("button", name="Save the decision"))
    expect(page.locator("#label-1-confirm")).to_contain_text("She sums it up.")
    expect(page.locator('#reply-1 mark[data-labels~="confirm"]').first).to_be_visible()

    press_at(page, page.locator("#reply-2 summary", has_text="Comment on reply 2"))
    tab_to(page, page.locator("#comment-2"))
    page.keyboard.type("Leave the policy out of it.")
    press_at(page, page.locator("#reply-2").get_by_role("button", name="Add the comment"))
    expect(page.locator("#reply-2")).to_contain_text("Leave the policy out of it.")

    press_at(page, page.get_by_role("link", name="Verdicts and report"))
    first = page.get_by_role("link", name="Change the verdict").first
    clause = (first.get_attribute("href") or "").rpartition("/")[2]
    press_at(page, first)
    tab_to(page, page.get_by_role("radio", name="Met", exact=True))
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_label("Your reason"))
    page.keyboard.type("Half of it was there.")
    press_at(page, page.get_by_role("button", name="Decide"))
    line = page.locator(f'[id="clause-{clause}"]')
    expect(line).to_contain_text("A supervisor decided: Half of it was there.")
    expect(line).to_contain_text("Partly met")

    press_at(page, page.get_by_role("link", name="Back to the transcript"))
    tab_to(page, page.get_by_label("Note to the trainee (optional)"))
    page.keyboard.type("Well tried.")
    press_at(page, page.get_by_role("button", name="Sign off"))
    expect(page.get_by_role("status").first).to_contain_text("Signed off")

    press_at(page, page.get_by_role("link", name="Assignments"))
    tab_to(page, page.get_by_label("Customer"))
    page.keyboard.type("The ring")
    tab_to(page, page.get_by_role("checkbox", name="bruno"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Note to the trainee (optional)"))
    page.keyboard.type("Once more, with patience.")
    press_at(page, page.get_by_role("button", name="Assign"))
    expect(page.get_by_role("status")).to_contain_text("Given to 1 trainee.")

    press_at(page, page.get_by_role("link", name="Team", exact=True))
    expect(page.get_by_role("link", name="bruno")).to_be_visible()
    with page.expect_download() as download:
        press_at(page, page.get_by_role("link", name="Labels per reply"))
    assert "confirm,technique" in download.value.path().read_text(encoding="utf-8-sig")

    trainee = new_page()
    sign_in(trainee, amends.url, "bruno", amends.passwords["bruno"])
    expect(trainee.get_by_text("Once more, with patience.")).to_be_visible()
    trainee.goto(session)
    for words in ("Leave the policy out of it.", "You heard her out.", "She sums it up."):
        expect(trainee.get_by_text(words).first).to_be_attached()
    trainee.goto(f"{session}/report")
    expect(trainee.get_by_text("Half of it was there.").first).to_be_attached()

    press_at(page, page.get_by_role("link", name="bruno"))
    press_at(page, page.locator(f'a[href="/team/sessions/{session_id}"]'))
    press_at(page, page.locator("summary", has_text="Withdraw the sign-off"))
    tab_to(page, page.get_by_label("Why it has to be opened again"))
    page.keyboard.type("I overlooked the end.")
    press_at(page, page.get_by_role("button", name="Withdraw it"))
    expect(page.get_by_role("button", name="Sign off")).to_be_visible()
    assert RING in page.locator("h1").inner_text()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_a_sentence_is_chosen_and_a_label_lights_up_at_any_width(
    new_page: Callable[..., Page], amends: RunningAmends, session: str, width: int, scheme: str
) -> None:
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, amends.url, "saskia", amends.passwords["saskia"])
    page.goto(session.replace("/sessions/", "/team/sessions/"))
    page.locator("#label-1-empathise").get_by_role("button", name="Recognise the feeling").click()
    expect(page.locator('#reply-1 mark[data-labels~="empathise"]').first).to_have_attribute("data-lit", "")
    page.locator("#label-1-empathise").get_by_role("link", name="Change Recognise the feeling, reply 1").click()
    expect(page.get_by_role("radio", name="I'm so sorry.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert serious(page) == []


def test_a_decision_is_made_without_scripts(new_page: Callable[..., Page], amends: RunningAmends, session: str) -> None:
    page = new_page(java_script_enabled=False)
    sign_in(page, amends.url, "saskia", amends.passwords["saskia"])
    page.goto(session.replace("/sessions/", "/team/sessions/") + "/replies/1/labels/thank")
    page.get_by_role("radio", name="It doesn't hold").check()
    page.get_by_label("Your reason").fill("Nobody was thanked.")
    page.get_by_role("button", name="Save the decision").click()
    expect(page.locator("#label-1-thank")).to_contain_text("Nobody was thanked.")
