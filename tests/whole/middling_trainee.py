"""A trainee who does some things well and some badly: ten replies for each seed, in words fit for either customer."""

from __future__ import annotations

import random

REPLIES = (
    "Hello, thanks for coming to us with this. What happened?",
    "Okay. I'm sorry about that.",
    "When did you first notice it?",
    "Have you got the order number or the ticket for me?",
    "Let me have a look at our notes, one second.",
    "I can see the entry from last week. It doesn't say much, to be honest.",
    "That must be frustrating with the date so close.",
    "I understand. Well, we do have a procedure for this.",
    "So it isn't what was agreed, and nobody told you. Did I get that right?",
    "It was quite busy here last week, so I guess somebody forgot.",
    "What would you like us to do?",
    "I could ask my supervisor whether we can do something about the cost.",
    "We can put it right for you, but I don't know yet by when.",
    "I'll pass it on to the colleague who did it.",
    "You should get it back by Friday, I think.",
    "Would it help if I rang you tomorrow at noon with news?",
    "Can I have a phone number where I can reach you?",
    "That's our mistake. I'll make a note of it.",
    "Normally we need three to five days for that.",
    "Please don't shout, I'm only trying to help.",
    "I could offer you ten per cent off your next order.",
    "Alright, I'll see to it myself today.",
    "Is there anything else I should know?",
    "Thank you for your patience, I know it's been a while.",
)
TURNS = 10


def replies_of(seed: int) -> list[str]:
    """Ten of them in an order of its own."""
    return random.Random(seed).sample(REPLIES, TURNS)
