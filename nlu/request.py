"""One reply to be understood, as it comes in from outside: the one file that knows that wire's shape.

The batch file, the channel's ``/understand`` and ``/turn`` and the training corpora all pass through here, so that a
reply means the same wherever it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from nlu.errors import UnderstandingError

CHANNELS: Final = ("chat", "phone", "email", "review", "social", "counter")
SPEAKERS: Final = ("customer", "trainee")
MAX_CHARACTERS: Final = 20_000
"""Longest reply that is scored, in code points."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_COMMAND = re.compile(r"\A(\s*)/")
NEUTRAL_SLASH: Final = "\ue02f"
"""A private-use character: one code point, as the slash is, and in no reply that a person typed."""
_NEUTRALISED = re.compile(rf"\A(\s*){NEUTRAL_SLASH}")


@dataclass(frozen=True)
class Said:
    """Something said earlier in the conversation."""

    who: str
    text: str


@dataclass(frozen=True)
class Context:
    """What a reply is judged against: the channel and what was said before, oldest first."""

    channel: str
    history: tuple[Said, ...]

    def to_metadata(self) -> dict[str, Any]:
        """The part of a Rasa message's metadata that the components read."""
        return {"channel": self.channel, "history": [{"who": said.who, "text": said.text} for said in self.history]}

    @classmethod
    def from_metadata(cls, metadata: Mapping[str, Any] | None) -> Context:
        """The context of a Rasa message; one without metadata (``rasa shell``) opens a chat."""
        if not metadata:
            return cls(channel="chat", history=())
        history = tuple(Said(who=said["who"], text=said["text"]) for said in metadata.get("history", ()))
        return cls(channel=metadata.get("channel", "chat"), history=history)


@dataclass(frozen=True)
class ReplyRequest:
    """A reply and its context, checked."""

    text: str
    context: Context


def read_request(raw: Mapping[str, Any], *, text_key: str) -> ReplyRequest:
    """Checks one reply from outside.

    Raises:
        UnderstandingError: N0202 a key is missing, N0203 a value has the wrong type, N0204 unknown channel, N0205
            unknown speaker, N0206 too long, N0207 a character that is no text (NUL, half of a surrogate pair).
    """
    text = read_text(_required(raw, text_key), text_key)
    if len(text) > MAX_CHARACTERS:
        raise UnderstandingError("N0206", f"{text_key} has {len(text)} characters; at most {MAX_CHARACTERS}")
    channel = _required(raw, "channel")
    if not isinstance(channel, str):
        raise UnderstandingError("N0203", "channel is no string")
    if channel not in CHANNELS:
        raise UnderstandingError("N0204", f"channel is {channel!r}; one of {', '.join(CHANNELS)}")
    history = _required(raw, "history")
    if not isinstance(history, list):
        raise UnderstandingError("N0203", "history is no list")
    said = tuple(_said(item, f"history[{index}]") for index, item in enumerate(history))
    return ReplyRequest(text=text, context=Context(channel=channel, history=said))


def read_text(value: Any, place: str) -> str:
    """Checks that a value is text that can be stored and scored; ``place`` names it in the error."""
    if not isinstance(value, str):
        raise UnderstandingError("N0203", f"{place} is no string")
    if "\x00" in value:
        raise UnderstandingError("N0207", f"{place} holds U+0000; leave it out")
    if _SURROGATE.search(value):
        raise UnderstandingError("N0207", f"{place} holds half of a surrogate pair; send whole characters")
    return value


def neutralise(text: str) -> str:
    """Keeps Rasa from reading a reply as a command.

    Text whose first non-blank character is ``/`` would end as ``/restart``; that one character is exchanged for another
    of the same length, so that every offset stays true. The components read the text through :func:`as_sent`.
    """
    return _COMMAND.sub(lambda match: match.group(1) + NEUTRAL_SLASH, text, count=1)


def as_sent(text: str) -> str:
    """Undoes :func:`neutralise`, so that quotes are the trainee's own characters.

    Only a reply that itself began with that private-use character would be read otherwise than sent.
    """
    return _NEUTRALISED.sub(lambda match: match.group(1) + "/", text, count=1)


def _required(raw: Mapping[str, Any], key: str) -> Any:
    if key not in raw:
        raise UnderstandingError("N0202", f"{key} is missing")
    return raw[key]


def _said(raw: Any, place: str) -> Said:
    if not isinstance(raw, dict):
        raise UnderstandingError("N0203", f"{place} is no object")
    who = _required(raw, "who")
    if who not in SPEAKERS:
        raise UnderstandingError("N0205", f"{place}.who is {who!r}; one of {', '.join(SPEAKERS)}")
    return Said(who=who, text=read_text(_required(raw, "text"), f"{place}.text"))
