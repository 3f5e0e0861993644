"""Nothing larger than the limit is read, however it is sent, by whomever."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.web.pages import Visitor, text_of
from web.body_limit import LIMIT

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def in_pieces(total: int) -> Iterator[bytes]:
    """A body whose length is not told beforehand."""
    yield b"name="
    for _ in range(total // 65_536 + 1):
        yield b"a" * 65_536


@pytest.mark.parametrize("path", ["/sign-in", "/password", "/personas", "/sessions/x/replies", "/nowhere"])
def test_a_form_that_is_too_large_is_a_page_that_says_so(client: TestClient, path: str) -> None:
    visitor = Visitor(client, "ann")
    for content in (b"a" * (LIMIT + 1), in_pieces(LIMIT)):
        answer = visitor.client.post(path, content=content, headers=FORM, follow_redirects=False)
        if path == "/nowhere" and answer.status_code == 404:
            continue  # nobody reads what comes in pieces for an address that isn't there
        assert answer.status_code == 413
        assert "over 1024 KiB" in text_of(answer.text)
        assert answer.headers["content-security-policy"]
        assert answer.headers["connection"] == "close"


def test_nobody_needs_to_be_signed_in_to_be_refused(client: TestClient) -> None:
    answer = Visitor(client, None).client.post("/sign-in", content=in_pieces(LIMIT), headers=FORM)
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "x", str(10**30)])
def test_a_length_that_can_not_be_is_refused(client: TestClient, length: str) -> None:
    answer = client.post(
        "/sign-in", content=b"", headers={**FORM, "Content-Length": length, "Origin": "http://amends.test"}
    )
    assert answer.status_code == 413


def test_the_api_answers_in_its_own_shape(client: TestClient) -> None:
    headers = {"Authorization": "Bearer token-ann", "Content-Type": "application/json"}
    answer = client.post("/api/v1/sessions", content=b" " * (LIMIT + 1), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


@pytest.mark.parametrize("body", [b"--x", b"--x\r\nContent-Disposition: form-data\r\n\r\n--x--", b""])
def test_a_broken_form_is_refused_in_words(client: TestClient, body: bytes) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = Visitor(client, "tom").client.post("/personas", content=body, headers=headers)
    assert answer.status_code in (415, 422)
    assert text_of(answer.text)


def test_a_form_within_the_limit_is_read(client: TestClient) -> None:
    answer = Visitor(client, None).client.post("/sign-in", content=b"name=" + b"a" * (LIMIT - 5), headers=FORM)
    assert answer.status_code == 422
