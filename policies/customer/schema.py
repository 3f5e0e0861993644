"""The JSON Schema of a persona file: what a trainer may write, with the sentence a trainer would ask for at every key.

Topics, remedies and acts come from the data that the rest of the product reads, so the schema can't fall behind it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from coaching_rules.session import CHANNELS, ENDINGS
from policies.customer.acts import load_vocabulary
from policies.customer.lines import REGISTERS
from policies.customer.numbers import GROUPS, MOODS, load_numbers

_DATA: Final = Path(__file__).resolve().parents[2] / "data"
_CONTENT: Final = yaml.safe_load((_DATA / "nlu" / "content.yml").read_text(encoding="utf-8"))

BANDS: Final = load_numbers(_DATA / "customer" / "transitions.yml").bands
VOCABULARY: Final = load_vocabulary(_DATA / "customer" / "acts.yml")
TOPICS: Final[tuple[str, ...]] = tuple(_CONTENT["topics"])
REMEDIES: Final[tuple[str, ...]] = tuple(_CONTENT["remedies"])
INTERESTS: Final[tuple[str, ...]] = ("be_heard", "be_safe", "be_on_time", "be_treated_fairly", "save_face")
THREATS: Final[tuple[str, ...]] = ("leave", "review", "regulator", "lawyer")
VERDICTS: Final[tuple[str, ...]] = ("justified", "partly", "unjustified")
DIFFICULTIES: Final[tuple[str, ...]] = ("gentle", "steady", "hard", "fierce")

Schema = dict[str, Any]


def _text(description: str, *, most: int = 400) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": most, "pattern": r"\S", "description": description}


def _id(description: str) -> Schema:
    return {
        "type": "string",
        "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
        "maxLength": 64,
        "description": f"{description} Small letters, figures and hyphens.",
    }


def _one_of(values: tuple[str, ...], description: str) -> Schema:
    return {"type": "string", "enum": list(values), "description": description}


def _whole(low: int, high: int, description: str) -> Schema:
    return {"type": "integer", "minimum": low, "maximum": high, "description": description}


def _number(low: float, high: float, description: str) -> Schema:
    return {"type": "number", "minimum": low, "maximum": high, "description": description}


def _above_zero(high: float, description: str) -> Schema:
    """A number that something is divided by."""
    return {"type": "number", "exclusiveMinimum": 0, "maximum": high, "description": description}


def _day(description: str) -> Schema:
    return {"type": "string", "format": "date", "description": f"{description} As 2025-06-30."}


def _list(item: Schema, description: str, *, least: int = 0, most: int = 60) -> Schema:
    return {"type": "array", "items": item, "minItems": least, "maxItems": most, "description": description}


def _map(required: dict[str, Schema], optional: dict[str, Schema] | None = None, *, description: str = "") -> Schema:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
        "description": description,
    }


_SAYS: Final = _list(
    _text("A whole sentence or two, as this customer would say it."), "Ways to say it.", least=1, most=12
)
_FACT_IDS: Final = _list(_id("A fact of this file."), "The facts it is about.")

_FACT: Final = _map(
    {
        "id": _id("Names the fact in this file."),
        "topic": _one_of(TOPICS, "What a trainee asks about when asking for it."),
        "value": _text("The fact as a few words that follow 'it is': the 2nd of June.", most=160),
        "says": _SAYS,
        "known_by": _list(_one_of(("customer", "organisation"), "Who knows it."), "Who knows it.", least=1, most=2),
        "disclosed": _one_of(
            ("opening", "asked", "trust", "volunteered"),
            "Said at once, when asked, when asked and trusted, or unasked when there is room.",
        ),
        "truth": _one_of(("true", "false", "uncertain"), "Whether what the customer says is so."),
    },
    {
        "trust": _whole(0, 100, "The trust from which it is told; for disclosed trust or volunteered."),
        "really": _text("What is true instead, where truth is false."),
        "evidence": _list(_id("An item of the evidence locker."), "What proves or refutes it."),
    },
    description="Something the customer can tell.",
)

_REMEDY: Final = _map(
    {
        "kind": _one_of(REMEDIES, "What it is."),
        "worth": _number(0, 100, "What it is worth to the customer, 0 to 100."),
        "cost": _number(0, 100, "What it costs the organisation, 0 to 100, for the win-win view."),
        "serves": _list(_one_of(INTERESTS, "An interest."), "Which interests it serves."),
        "words": _text("As it follows 'I would take': the ring remade by Friday noon.", most=160),
    },
    {
        "least": _above_zero(1_000_000, "The sum from which it has its full worth, in the persona's currency."),
        "least_percent": _above_zero(100, "The share of the price from which it has its full worth."),
        "needs_date": {"type": "boolean", "description": "Whether a day must be named, no later than the deadline."},
    },
    description="A remedy this customer would consider.",
)

SCHEMA: Final[Schema] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Persona",
    **_map(
        {
            "id": _id("Names the persona for good; the file carries the same name."),
            "title": _text("How it is listed.", most=120),
            "summary": _text("Two sentences for whoever chooses a persona; gives nothing away."),
            "author": _text("Who wrote it.", most=120),
            "version": _text("The author's own version, as text.", most=20),
            "tags": _list(_text("A standard or sector.", most=40), "What it trains, where it plays.", least=1),
            "channel": _one_of(CHANNELS, "Where the conversation takes place."),
            "register": _one_of(REGISTERS, "How the customer speaks."),
            "language": _text("The variety of English.", most=60),
            "locale": _map(
                {
                    "time_zone": _text("Name of the time zone: Europe/London.", most=60),
                    "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217: GBP."},
                    "today": _day("The day on which the conversation takes place."),
                }
            ),
            "difficulty": _one_of(DIFFICULTIES, "Which row of the table of difficulties applies."),
            "products": _list(_id("A product card of the organisation."), "The articles it is about."),
            "who": _map(
                {
                    "name": _text("How the customer gives its name.", most=80),
                    "about": _text("Who this is, for the trainer and the voice.", most=1200),
                }
            ),
            "start": _map(
                {
                    "mood": _one_of(MOODS, "The mood at the start."),
                    "trust": _whole(0, 100, "Trust at the start."),
                    "patience": _whole(10, 100, "Patience at the start."),
                    "opens": _one_of(("customer", "trainee"), "Who speaks first."),
                    "says": _list(_text("An opening.", most=1200), "Openings; one is chosen.", most=6),
                },
                {"anger": _whole(0, 100, "Anger at the start; within the mood's band.")},
            ),
            "timeline": _list(
                _map(
                    {"at": _day("When."), "what": _text("What happened.")},
                    {"facts": _FACT_IDS},
                ),
                "What happened, in order.",
                least=1,
            ),
            "facts": _list(_FACT, "Everything the customer can tell.", least=3),
            "evidence": _list(
                _map(
                    {
                        "id": _id("Names the item."),
                        "title": _text("What it is.", most=120),
                        "text": _text("What it says.", most=1200),
                        "proves": _FACT_IDS,
                        "refutes": _FACT_IDS,
                    }
                ),
                "What is on file. No page shows it: the brief says what the trainee knows of it.",
            ),
            "complaint": _map(
                {
                    "item": _text("The article with its determiner: my ring.", most=80),
                    "problem": _text("A clause with no full stop: the ring came back too small.", most=160),
                    "want": _text("As it follows 'I want': the ring right by Saturday.", most=160),
                    "ask": _map({"remedy": _one_of(REMEDIES, "What is asked."), "says": _SAYS}),
                    "interest": _one_of(INTERESTS, "What lies under the ask."),
                    "interest_why": _text("Why that is the interest."),
                    "verdict": _one_of(VERDICTS, "Whether the complaint is justified."),
                    "why": _text("Why so.", most=800),
                },
                {
                    "occasion": _text("What it is needed for: my wedding on Saturday.", most=120),
                    "deadline": _map({"words": _text("As it follows 'by'.", most=80), "date": _day("The last day.")}),
                },
            ),
            "questions": _list(
                _map({"topic": _one_of(tuple(VOCABULARY.questions), "What is asked."), "says": _SAYS}),
                "What the customer wants to know, most urgent first.",
                least=1,
            ),
            "remedies": _list(_REMEDY, "What would settle it.", least=1),
            "walk_away": _map(
                {
                    "worth": _number(0, 100, "The worth from which a calm customer says yes."),
                    "threats": _list(_one_of(THREATS, "A threat."), "What is threatened, in order.", most=4),
                }
            ),
            "resolution": _map(
                {
                    "path": _one_of(("now", "report"), "Whether it can be settled now or must be reported."),
                    "why": _text("Why so."),
                },
                {"to": _text("To whom it must be reported.", most=80)},
            ),
            "endings": _list(_one_of(ENDINGS[:-1], "An ending."), "How it may end.", least=2, most=7),
            "goals": _list(_text("What is to be learnt."), "Learning goals.", least=1),
            "brief": _map(
                {
                    "role": _text("Who the trainee is."),
                    "situation": _text("What the trainee knows at the start.", most=1200),
                    "goal": _text("What the trainee should achieve."),
                    "policies": _list(_id("A policy card of the organisation."), "The cards at hand."),
                }
            ),
        },
        {
            "stage": _one_of(("complaint", "before"), "A complaint, or the signals that come before one."),
            "notes": _text("For other trainers.", most=2000),
            "sensitivities": {
                "type": "object",
                "properties": {group: _number(0, 3, f"Factor on what {group} does; 1 is usual.") for group in GROUPS},
                "additionalProperties": False,
                "description": "What this customer minds more or less than others.",
            },
            "signals": _list(_text("A sign of trouble before the complaint."), "For drills before the complaint."),
            "lines": {
                "type": "object",
                "propertyNames": {"enum": list(VOCABULARY.acts)},
                "additionalProperties": {
                    "type": "object",
                    "properties": dict.fromkeys((*MOODS, "any"), _SAYS),
                    "additionalProperties": False,
                },
                "description": "The customer's own lines by act and mood, used before the shared bank.",
            },
        },
        description="One customer: who it is, what happened, what would put it right.",
    ),
}
