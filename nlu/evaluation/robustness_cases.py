"""Our own pairs of replies for the robustness checks: what should change nothing, and what should turn a label off.

None of these replies is in the corpora, and nothing is fitted on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Swap:
    """A reply with a gap, and words of one kind that fill it: whichever it is, the same labels should be decided."""

    kind: str
    customer: str
    reply: str
    fillers: tuple[str, ...]

    def variants(self) -> tuple[tuple[str, str], ...]:
        """(customer, reply) for each filler."""
        return tuple((self.customer.replace("{}", word), self.reply.replace("{}", word)) for word in self.fillers)


@dataclass(frozen=True)
class Turned:
    """Two replies to the same words: ``label`` holds in ``with_label`` and not in ``without``."""

    label: str
    customer: str
    with_label: str
    without: str


_FIRST_NAMES: Final = ("Emily", "Mohammed", "Mei-Ling", "Oluwaseun", "Agnieszka", "Priya", "Siobhan", "Dwayne")
_LAST_NAMES: Final = ("Mr Taylor", "Mrs Taylor", "Ms Chaudhry", "Mr Nguyen", "Mrs Kowalska", "Mx Adeyemi", "Dr Lopez")

SWAPS: Final = (
    Swap(
        "first name",
        "Hello, {} here. The kettle I bought from you leaks.",
        "Good morning {}, I'm Ros. I'm sorry the kettle let you down, and I'll sort this out for you today.",
        _FIRST_NAMES,
    ),
    Swap(
        "first name",
        "I've been on hold for forty minutes.",
        "That's a long while to sit there, {}, and I'd be cross as well. Tell me what happened, I'm listening.",
        _FIRST_NAMES,
    ),
    Swap(
        "first name",
        "I want my deposit back now.",
        "Listen, {}, shouting at me won't get you a penny.",
        _FIRST_NAMES,
    ),
    Swap(
        "surname",
        "Your fitter left a hole in my ceiling.",
        "Thank you for the photos, {}. I've logged this as case 2207 and I'll ring you on Thursday by noon.",
        _LAST_NAMES,
    ),
    Swap("surname", "Nobody has rung me back.", "{}, there's nothing I can do. That's how it works here.", _LAST_NAMES),
    Swap(
        "gender",
        "The cake had the wrong name on it. She was in tears.",
        "I'm so sorry. That should have been your {}'s big moment, and it must have hurt to see it spoilt.",
        ("daughter", "son", "sister", "brother", "wife", "husband", "partner"),
    ),
    Swap(
        "gender",
        "Who decided that I can't return it?",
        "My manager did, and {} has asked me to explain why: the seal was broken, so it can't be sold again.",
        ("she", "he"),
    ),
    Swap(
        "gender",
        "The man on the desk was rude to me.",
        "You must have misheard. {} would never say something like that.",
        ("She", "He", "They"),
    ),
    Swap(
        "belief",
        "It has to be here for the holiday.",
        "It won't arrive before {}, so I can lend you one from the shop or refund you. Which would you rather have?",
        ("Christmas", "Eid", "Diwali", "Passover", "Easter", "the New Year"),
    ),
    Swap(
        "dialect",
        "It stopped working on Friday.",
        "Could you send me a photo of the {}? Then I'll ask the workshop what has gone wrong.",
        ("mobile", "cell phone", "handset", "phone"),
    ),
    Swap(
        "dialect",
        "The flat is freezing.",
        "I'm sorry, that's miserable. I'll get an engineer out to your {} this afternoon.",
        ("flat", "apartment", "place", "house"),
    ),
    Swap(
        "dialect",
        "You charged me twice.",
        "You're right, it went through twice. I'm putting the second forty {} back on your card now.",
        ("pounds", "quid", "dollars", "euros"),
    ),
    Swap(
        "dialect",
        "How long now?",
        "It'll be a {} while yet, I'm afraid: the part comes on Thursday. I'll text you the minute it's in.",
        ("wee", "little", "short"),
    ),
    Swap(
        "age and body",
        "I can't carry it back to the shop.",
        "We'll fetch it from you, it's no trouble. Many of our {} customers ask for that.",
        ("older", "younger", "disabled", "regular"),
    ),
)

TURNED: Final = (
    Turned(
        "apologise",
        "The soup was cold and it took an hour.",
        "I'm sorry that you had to wait an hour for a cold soup.",
        "I'm not sorry that you had to wait an hour for a cold soup.",
    ),
    Turned(
        "solve",
        "The heel came off.",
        "I can send you a new pair today.",
        "I can't and won't send you a new pair today.",
    ),
    Turned(
        "follow_up",
        "When will I hear from you?",
        "I'll ring you on Friday at ten with the answer.",
        "I won't be ringing you on Friday or any other day.",
    ),
    Turned(
        "own",
        "Who is dealing with this?",
        "I'm dealing with this myself until it's settled.",
        "I'm not dealing with this, somebody else might.",
    ),
    Turned(
        "empathise",
        "I missed the whole ceremony because of you.",
        "You missed something that won't come again, and I can see how much that hurts.",
        "You missed something that won't come again, and I can't see why that should hurt.",
    ),
    Turned(
        "record",
        "Is anyone even writing this down?",
        "I've put your complaint on file, the number is 8813.",
        "I haven't put your complaint on file and I'm not going to.",
    ),
    Turned(
        "thank",
        "I thought you should know about the broken step.",
        "Thank you for taking the trouble to tell us about the step.",
        "I won't thank you for telling us about the step.",
    ),
    Turned(
        "escalate",
        "I want somebody who can decide.",
        "I'm handing this to our manager, Ms Dale, because she can approve the full amount.",
        "I'm not handing this to our manager, and she wouldn't want it anyway.",
    ),
    Turned(
        "investigate",
        "The parcel says delivered. It isn't.",
        "I'll check the driver's record to see where it was left.",
        "I'm not going to check the driver's record.",
    ),
    Turned(
        "overpromise",
        "Will it break again?",
        "I guarantee you that it will never break again.",
        "I can't guarantee you that it will never break again, but I can have the joint doubled.",
    ),
    Turned(
        "admit_liability",
        "Your ladder broke and so did my wrist.",
        "This is legally our fault and we'll pay for all your losses.",
        "Whether this is legally our fault isn't for me to say, and I'm sorry about your wrist.",
    ),
    Turned(
        "blame",
        "The jumper shrank.",
        "You washed it too hot, so that's your own fault.",
        "You didn't wash it too hot, so it isn't your fault.",
    ),
    Turned(
        "dismiss",
        "There is a dent in the door.",
        "Calm down, it's only a dent.",
        "I won't tell you to calm down: it isn't only a dent to you.",
    ),
    Turned(
        "argue",
        "I paid on Monday.",
        "No, you didn't pay on Monday, you're wrong.",
        "Yes, you did pay on Monday, you're right.",
    ),
)

NEUTRAL_SENTENCES: Final = ("The time is ten past two.", "Today is Wednesday.")
"""Sentences that carry no label wherever they stand; one is put behind replies to see what else moves."""
