"""The report page: what it claims, and how it is built for screen readers and phones."""

from __future__ import annotations

import re
from collections import Counter

from starlette.testclient import TestClient

from storage.people import Person
from tests.web.pages import Visitor, text_of
from tests.web.supervising import conversation
from web.services import Services


def landmarks(page: str) -> Counter[str]:
    """The names of the regions of a page: sections that have one, and elements in that role."""
    tags = re.findall(r"<section [^>]*>|<[a-z]+ [^>]*role=\"region\"[^>]*>", page)
    return Counter(re.findall(r'aria-label(?:ledby)?="([^"]*)"', " ".join(tags)))


def test_a_critical_point_that_did_not_show_is_said_to_be_not_found(
    client: TestClient, services: Services, ann: Person
) -> None:
    session_id = conversation(services, ann)
    page = Visitor(client, "ann").get(f"/sessions/{session_id}/report").text
    told = text_of(page)
    assert "Hostile words: failed" in told
    assert "Admitting legal fault: none found No words were found that concede" in told
    assert "kept clear" not in told
    assert "✓" not in page


def test_without_a_reply_no_critical_point_is_ticked(client: TestClient, services: Services, ann: Person) -> None:
    session_id = conversation(services, ann, ())
    page = Visitor(client, "ann").get(f"/sessions/{session_id}/report").text
    assert "Critical points Nothing was said, so there was nothing to look for." in text_of(page)
    assert "gate-passed" not in page


def test_no_two_landmarks_have_one_name(client: TestClient, services: Services, ann: Person) -> None:
    reply = "I'm so sorry. I'll ring you tomorrow by noon about the refund."
    session_id = conversation(services, ann, (reply, "I hear you, thank you. Is that all right?"))
    visitor = Visitor(client, "ann")
    for path in (f"/sessions/{session_id}/report", "/trust"):
        found = landmarks(visitor.get(path).text)
        assert found
        assert max(found.values()) == 1, found
