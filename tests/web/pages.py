"""A person at a browser without JavaScript, as far as the tests of the pages need one."""

from __future__ import annotations

import html
import re

from httpx import Response
from starlette.testclient import TestClient

from tests.web.conftest import PASSWORD, RING

HTMX = {"HX-Request": "true"}


class Visitor:
    """Signed in by the form; ``get`` and ``post`` don't follow redirects, so that a test sees where they lead."""

    def __init__(self, client: TestClient, name: str | None) -> None:
        self.client = client
        client.headers["Origin"] = "http://amends.test"
        if name:
            answer = self.post("/sign-in", name=name, password=PASSWORD)
            assert answer.status_code == 303, answer.text

    def get(self, path: str, **headers: str) -> Response:
        return self.client.get(path, follow_redirects=False, headers=headers)

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: object) -> Response:
        return self.client.post(path, data=fields, follow_redirects=False, headers=headers)

    def begin(self, mode: str = "practice") -> str:
        """Begin a conversation; returns its path."""
        answer = self.post(f"/practise/{RING}", mode=mode)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def reply(self, session: str, text: str, *, turn: int, headers: dict[str, str] | None = None) -> Response:
        """Fill in the form of the conversation page and send it."""
        reply_id = hidden(self.get(session).text, "reply_id")
        return self.post(f"{session}/replies", headers, text=text, reply_id=reply_id, turn=turn)


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input type="hidden" name="{name}"[^>]* value="([^"]*)"', page)
    assert found, f"no hidden field {name}"
    return html.unescape(found[1])


def text_of(page: str) -> str:
    """What a page says, its markup taken out and white space as it is shown."""
    apart = re.sub(r"</(?:td|th|p|li|dt|dd|h\d|div|button|summary|span)>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", apart)).split())
