"""The front door: signing in, where each role lands, signing out, and refusals as pages."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import PASSWORD
from tests.web.pages import HTMX, Visitor, text_of


@pytest.mark.parametrize(
    ("name", "home"), [("ann", "/practise"), ("sue", "/team"), ("tom", "/personas"), ("ada", "/accounts")]
)
def test_each_role_lands_on_its_own_page(client: TestClient, name: str, home: str) -> None:
    visitor = Visitor(client, name)
    assert visitor.get("/").headers["location"] == home
    assert visitor.get(home).status_code == 200


def test_a_wrong_password_keeps_the_name_and_says_what_to_do(client: TestClient) -> None:
    answer = Visitor(client, None).post("/sign-in", name="ann", password="wrong")
    assert answer.status_code == 422
    assert 'value="ann"' in answer.text
    assert "try again" in text_of(answer.text)
    assert "wrong" not in answer.text


def test_too_many_attempts_say_how_long_to_wait(client: TestClient) -> None:
    visitor = Visitor(client, None)
    for _ in range(5):
        visitor.post("/sign-in", name="ann", password="wrong")
    answer = visitor.post("/sign-in", name="ann", password=PASSWORD)
    assert answer.status_code == 429
    assert "Wait 10 minutes" in text_of(answer.text)
    assert answer.headers["retry-after"] == "600"


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back_to_the_page(client: TestClient) -> None:
    visitor = Visitor(client, None)
    sent = visitor.get("/practise").headers["location"]
    assert sent == "/sign-in?next=/practise"
    answer = visitor.post("/sign-in", name="ann", password=PASSWORD, next="/practise")
    assert answer.headers["location"] == "/practise"


def test_a_script_without_a_sign_in_moves_the_whole_page(client: TestClient) -> None:
    current = {"HX-Current-URL": "http://amends.test/sessions/one"}
    answer = Visitor(client, None).post("/sessions/one/replies", {**HTMX, **current}, text="Hello")
    assert answer.headers["hx-redirect"] == "/sign-in?next=/sessions/one"


def test_a_page_that_can_not_be_read_leads_to_the_front_door(client: TestClient) -> None:
    answer = Visitor(client, None).get("/practise", **HTMX, **{"HX-Current-URL": "http://["})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/\tx", "practise", "//[", "http://[", "/\n/["],
)
def test_signing_in_never_leads_to_another_site(client: TestClient, elsewhere: str) -> None:
    answer = Visitor(client, None).post("/sign-in", name="ann", password=PASSWORD, next=elsewhere)
    assert answer.headers["location"] == "/practise"


def test_signing_out_ends_the_session_and_clears_drafts(client: TestClient) -> None:
    visitor = Visitor(client, "ann")
    kept = client.cookies["amends_session"]
    answer = visitor.post("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert answer.headers["clear-site-data"] == '"storage"'
    client.cookies.set("amends_session", kept)
    assert visitor.get("/practise").headers["location"].startswith("/sign-in")


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(client: TestClient) -> None:
    answer = Visitor(client, None).post("/sign-in", name="ann", password=PASSWORD)
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=lax" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("name", "path", "status"),
    [
        ("ann", "/team", 403),
        ("ann", "/personas", 403),
        ("ann", "/accounts", 403),
        ("sue", "/practise", 403),
        ("tom", "/accounts", 403),
        ("ada", "/team", 403),
        ("ann", "/nowhere", 404),
        ("ann", "/practise/nobody", 404),
        ("ann", "/sessions/none", 404),
    ],
)
def test_a_refusal_is_a_page_with_a_way_on(client: TestClient, name: str, path: str, status: int) -> None:
    answer = Visitor(client, name).get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "Go to" in text_of(answer.text)


def test_pages_are_never_kept_by_the_browser_and_assets_are_asked_after(client: TestClient) -> None:
    visitor = Visitor(client, "ann")
    assert visitor.get("/practise").headers["cache-control"] == "no-store"
    assert visitor.get("/assets/css/tokens.css").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/"])
def test_assets_are_files_of_their_folder_alone(client: TestClient, path: str) -> None:
    assert Visitor(client, None).get(path).status_code == 404
