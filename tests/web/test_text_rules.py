"""What can be a reply; the API's tests send the same through HTTP."""

from __future__ import annotations

import pytest

from web.problems import Problem
from web.text_rules import MAX_REPLY, check_reply, from_form


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("a\r\nb", "a\nb"), ("a\nb", "a\nb"), ("a\rb", "a\rb"), ("a\r\r\nb", "a\r\nb"), ("\r\n\r\n", "\n\n"), ("", "")],
)
def test_a_forms_line_ends_become_line_feeds_once(sent: str, kept: str) -> None:
    assert from_form(sent) == kept


@pytest.mark.parametrize("text", ["x", " x ", "…", "?", "👍", "🇬🇧", "a\r\nb", "\u200bx", "x" * MAX_REPLY, "日本"])
def test_what_can_be_read_is_kept_unchanged(text: str) -> None:
    assert check_reply(text) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "reply-empty"),
        ("\u2060\u200e\ufeff", "reply-empty"),
        ("\t\n\x1f\x85", "reply-empty"),
        ("x" * (MAX_REPLY + 1), "reply-too-long"),
        (" " * (MAX_REPLY + 1), "reply-too-long"),
        ("\x00", "text-nul"),
        ("\udcff", "text-surrogate"),
    ],
)
def test_what_can_not_be_a_reply_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(Problem) as refusal:
        check_reply(text)
    assert (refusal.value.code, refusal.value.kind.status) == (code, 422)
