from __future__ import annotations

import pytest

from nlu.errors import UnderstandingError
from nlu.request import MAX_CHARACTERS, Context, as_sent, neutralise, read_request


def a_request(**changes):
    return {"reply": "Sorry.", "channel": "chat", "history": [], **changes}


def test_a_request_is_read_with_its_history():
    request = read_request(a_request(history=[{"who": "customer", "text": "Hello?"}]), text_key="reply")
    assert request.text == "Sorry."
    assert [(said.who, said.text) for said in request.context.history] == [("customer", "Hello?")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reply": 3}, "N0203"),
        ({"reply": None}, "N0203"),
        ({"channel": "fax"}, "N0204"),
        ({"channel": 3}, "N0203"),
        ({"channel": ["chat"]}, "N0203"),
        ({"history": {}}, "N0203"),
        ({"history": ["Hello"]}, "N0203"),
        ({"history": [{"who": "manager", "text": "x"}]}, "N0205"),
        ({"history": [{"who": ["customer"], "text": "x"}]}, "N0205"),
        ({"history": [{"who": "customer"}]}, "N0202"),
        ({"history": [{"who": "customer", "text": 1}]}, "N0203"),
        ({"history": [{"who": "customer", "text": "\x00"}]}, "N0207"),
        ({"reply": "x" * (MAX_CHARACTERS + 1)}, "N0206"),
        ({"reply": "a\x00b"}, "N0207"),
        ({"reply": "a\ud800b"}, "N0207"),
    ],
)
def test_what_is_wrong_with_a_request_has_a_code(changes, code):
    with pytest.raises(UnderstandingError) as caught:
        read_request(a_request(**changes), text_key="reply")
    assert caught.value.code == code


@pytest.mark.parametrize("key", ["reply", "channel", "history"])
def test_a_missing_key_is_named(key):
    raw = a_request()
    del raw[key]
    with pytest.raises(UnderstandingError, match=f"N0202 {key} is missing"):
        read_request(raw, text_key="reply")


def test_unknown_keys_are_ignored():
    assert read_request(a_request(mood="furious"), text_key="reply").text == "Sorry."


def test_the_longest_reply_is_accepted():
    assert len(read_request(a_request(reply="é" * MAX_CHARACTERS), text_key="reply").text) == MAX_CHARACTERS


@pytest.mark.parametrize("text", ["/restart", "  \n/restart", "a / b", "", "   ", "//", "/ /"])
def test_neutralising_keeps_the_length_and_can_be_undone(text):
    neutral = neutralise(text)
    assert len(neutral) == len(text)
    assert not neutral.strip().startswith("/")
    assert as_sent(neutral) == text


def test_a_context_survives_metadata():
    context = read_request(a_request(history=[{"who": "trainee", "text": "Hi"}]), text_key="reply").context
    assert Context.from_metadata(context.to_metadata()) == context


@pytest.mark.parametrize("metadata", [None, {}])
def test_a_message_without_metadata_opens_a_chat(metadata):
    assert Context.from_metadata(metadata) == Context(channel="chat", history=())
