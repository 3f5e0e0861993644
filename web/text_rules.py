"""Which replies can be taken: stored unchanged, so what can't be stored or answered is refused at the door."""

from __future__ import annotations

import unicodedata
from typing import Final

from web.problems import Problem

MAX_REPLY: Final = 4_000
"""Code points of a reply; more than twice the longest e-mail in the corpus, and what the customer can still follow."""

# Space and line separators, controls, and format characters such as zero-width joiners and direction marks.
_UNSEEN: Final = ("Zs", "Zl", "Zp", "Cc", "Cf")


def from_form(text: str) -> str:
    """A form's text as it was typed: browsers send CRLF for each line's end, whatever the platform."""
    return text.replace("\r\n", "\n")


def check_reply(text: str) -> str:
    """The text itself, unchanged; raises a 422 Problem where it can't be a reply."""
    check_storable(text)
    if len(text) > MAX_REPLY:
        raise Problem("reply-too-long", f"The reply has {len(text)} characters; at most {MAX_REPLY} can be sent.")
    if all(unicodedata.category(character) in _UNSEEN for character in text):
        raise Problem("reply-empty", "The reply has nothing to read in it. Write what you would say to the customer.")
    return text


def checked_words(text: str, *, what: str, longest: int, required: bool = True) -> str:
    """What somebody wrote about something, without white space around it; raises a 422 Problem.

    ``what`` names it in the sentence ("a reason").
    """
    words = check_storable(text).strip()
    if required and all(unicodedata.category(character) in _UNSEEN for character in words):
        raise Problem("words-missing", f"Write {what}: others will read it.")
    if len(words) > longest:
        raise Problem("words-too-long", f"This has {len(words)} characters; at most {longest} can be kept. Shorten it.")
    return words


def check_storable(text: str) -> str:
    """The text itself; raises a 422 Problem for the two things that no database text can hold."""
    if "\x00" in text:
        raise Problem("text-nul", f"The text has a NUL character at position {text.index(chr(0))}. Take it out.")
    for position, character in enumerate(text):
        if "\ud800" <= character <= "\udfff":
            raise Problem(
                "text-surrogate",
                f"The text has half of a surrogate pair at position {position}: it was cut or wrongly encoded. "
                "Send whole characters.",
            )
    return text
