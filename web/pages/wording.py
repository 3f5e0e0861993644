"""The product's own words for what the records hold as ids: endings, channels, moods, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CHANNELS: Final[Mapping[str, str]] = {
    "chat": "Live chat",
    "phone": "Telephone",
    "email": "E-mail",
    "review": "Public review",
    "social": "Social media",
    "counter": "At the counter",
}

ENDINGS: Final[Mapping[str, tuple[str, str]]] = {
    "resolved": ("Resolved", "The customer accepted what you agreed."),
    "fair_no": ("A fair no", "The customer did not get what they asked for and could follow why."),
    "averted": ("Averted", "The complaint was settled before it became one."),
    "escalated": ("Handed over", "The case is with the right person now."),
    "follow_up_agreed": ("Follow-up agreed", "You agreed when and how the customer hears from you."),
    "walked_away": ("Walked away", "The customer broke it off."),
    "went_public": ("Went public", "The customer took the complaint to other people."),
    "abandoned": ("Stopped", "The conversation was stopped before it came to an end."),
}
"""A short name for each ending and a sentence that says what it means."""

GOOD_ENDINGS: Final = ("resolved", "fair_no", "averted", "escalated", "follow_up_agreed")

MODES: Final[Mapping[str, str]] = {"practice": "Practice", "assessment": "Assessment"}
MODES_MEAN: Final[Mapping[str, str]] = {
    "practice": (
        "The coach comments on every reply, you see the customer's mood, and you can go back to any reply and try it "
        "another way."
    ),
    "assessment": (
        "You are on your own: no comments, no mood and no second try until the conversation has ended. Then you get "
        "the full report."
    ),
}
"""What each mode means for the trainee."""

KINDS: Final[Mapping[str, str]] = {
    "good": "Went well",
    "missing": "Was missing",
    "harm": "Did harm",
    "next": "Try next",
}
"""What the coach's four kinds of remark are headed with."""

VERDICTS: Final[Mapping[str, str]] = {
    "met": "Met",
    "partly": "Partly met",
    "not_met": "Not met",
    "not_observed": "Not observed",
}

RECORD_CHOICES: Final[Mapping[str, str]] = {
    **CHANNELS,
    "now": "Settled on the spot",
    "report": "Had to be passed on",
    "justified": "Justified",
    "partly": "Partly justified",
    "unjustified": "Not justified",
}
"""What the record's fields with choices may hold, as a trainee reads it."""

RECORD_MARKS: Final[Mapping[str, str]] = {
    "complete": "Complete",
    "thin": "Too thin",
    "wrong": "Wrong",
    "missing": "Missing",
}

COMMITTED: Final[Mapping[str, str]] = {"self": "The trainee", "firm": "The firm", "other": "Somebody else"}
"""Who committed to something, where the reply gives no name."""

CHANNELS_TO_CUSTOMER: Final[Mapping[str, str]] = {
    "phone": "by phone",
    "email": "by e-mail",
    "message": "by message",
    "letter": "in writing",
    "visit": "by a visit",
}

_TRUST: Final = ((25, "no trust in you"), (50, "wary of you"), (75, "beginning to trust you"), (101, "trusting you"))
_PATIENCE: Final = ((25, "about to give up"), (50, "running out of patience"))
"""Upper bounds (0–100, not included) and the words below them; more patience than the last bound goes unsaid."""


def mood_sentence(anger_word: str, mood: Mapping[str, int]) -> str:
    """The mood in half a line, such as "Angry, wary of you, running out of patience"."""
    trust = next(words for below, words in _TRUST if mood["trust"] < below)
    patience = [words for below, words in _PATIENCE if mood["patience"] < below][:1]
    return ", ".join((anger_word.capitalize(), trust, *patience))
