"""What another site makes a browser do is refused; our own pages and bearer tokens are not."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import PASSWORD, RING
from web.auth.caller import COOKIE
from web.services import Services

SAME = "http://amends.test"


@pytest.fixture
def browser(client: TestClient, services: Services) -> TestClient:
    entry = services.sign_in.sign_in("ann", PASSWORD, address="10.0.0.1")
    assert entry is not None
    client.cookies.set(COOKIE, entry.cookie)
    return client


CASES: dict[str, tuple[dict[str, str], bool]] = {
    "our own page": ({"sec-fetch-site": "same-origin", "origin": SAME}, True),
    "our own page, without an origin": ({"sec-fetch-site": "same-origin"}, True),
    "typed by the person": ({"sec-fetch-site": "none"}, True),
    "an older browser on our page": ({"origin": SAME}, True),
    "our page in capitals": ({"origin": "http://AMENDS.test"}, True),
    "another site": ({"sec-fetch-site": "cross-site", "origin": "http://evil.test"}, False),
    "a neighbour on the same domain": ({"sec-fetch-site": "same-site", "origin": "http://a.amends.test"}, False),
    "another site in an older browser": ({"origin": "http://evil.test"}, False),
    "our host on another port": ({"origin": "http://amends.test:81"}, False),
    "our host inside another": ({"origin": "http://amends.test.evil.test"}, False),
    "a sandboxed frame": ({"origin": "null"}, False),
    "an empty origin": ({"origin": ""}, False),
    "an origin that can't be read": ({"origin": "http://["}, False),
    "our host without a scheme": ({"origin": "amends.test"}, False),
    "no word of where it comes from": ({}, False),
}


@pytest.mark.parametrize(("headers", "taken"), CASES.values(), ids=CASES)
def test_a_browsers_change_is_taken_from_our_own_pages_only(
    browser: TestClient, headers: dict[str, str], taken: bool
) -> None:
    answer: Any = browser.post("/api/v1/sessions", json={"persona": RING}, headers=headers)
    assert answer.status_code == (201 if taken else 403)
    if not taken:
        assert answer.json()["code"] == "cross-site"
        assert browser.get("/api/v1/sessions").json() == []


def test_a_forged_sign_in_is_refused_also_without_a_cookie(client: TestClient) -> None:
    forged = client.post("/sign-in", data={"name": "x"}, headers={"sec-fetch-site": "cross-site"})
    assert forged.status_code == 403


def test_reading_is_open_to_links_from_elsewhere(browser: TestClient) -> None:
    assert browser.get("/api/v1/sessions", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_a_bearer_token_needs_no_page(client: TestClient) -> None:
    headers = {"authorization": "Bearer token-ann", "origin": "http://tool.test", "sec-fetch-site": "cross-site"}
    assert client.post("/api/v1/sessions", json={"persona": RING}, headers=headers).status_code == 201


def test_a_cookie_never_stands_in_for_a_bad_token(browser: TestClient) -> None:
    headers = {"authorization": "Bearer wrong", "sec-fetch-site": "cross-site"}
    assert browser.post("/api/v1/sessions", json={"persona": RING}, headers=headers).status_code == 401


def test_another_scheme_of_authorization_does_not_open_the_door(browser: TestClient) -> None:
    headers = {"authorization": "Basic x", "sec-fetch-site": "cross-site"}
    assert browser.post("/api/v1/sessions", json={"persona": RING}, headers=headers).status_code == 403
