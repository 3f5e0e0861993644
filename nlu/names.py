"""Names of people read as one name, she and he as they: whom a reply is to or about may not move what it is taken for.

A name is told by its place alone, never by a list of names, so that a rare one is found as surely as a common one:
behind a title (which goes along), a greeting or thanks, between commas as somebody is addressed, where somebody gives
their own. Names in other places, and those typed without a capital, are read as they stand. Verbs stay as they are
("they has"): what matters is that the same is read of everybody.
"""

from __future__ import annotations

import re
from typing import Final

from nlu import alike


def _any_of(words: str) -> str:
    return "|".join(words.split())


STAND_IN: Final = "Sam"
_UPPER, _LOWER = "[A-ZÀ-ÖØ-ÞŁŚŻŠŽČİ]", "[a-zß-öø-ÿąćęłńóśźżčšžğışřňěůāēīūơưạ-ỹ]"
_NAME: Final = rf"{_UPPER}(?:'{_UPPER})?{_LOWER}+(?:{_UPPER}{_LOWER}+)?(?:-{_UPPER}?{_LOWER}+)*"
_TITLE: Final = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\b\.?"
_PARTICLE: Final = r"(?:de|da|di|du|van|von|der|den|la|le|el|al|bin|binti)"
_NO_NAMES: Final = _any_of(
    """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December Christmas Easter Eid Diwali Ramadan Mr Mrs Ms Miss Mx Dr Prof Sir Sirs
    Madam Madame Customer Customers Guest Guests Valued Parent Parents Student Students Passenger Passengers
    Client Member Members Tenant Resident Residents Patient Policyholder Supporter Team All Everyone Everybody
    Folks Both God Lord Mum Dad Nan Mummy Doctor Professor Manager Complaints Reservations I I'm I've I'd I'll
    We You He She It They This That There Here The A An My Your Our Please No Yes Yeah Yep Nope Nah Aye Oh Ah Aw
    Aww Ooh Ha Haha Hmm Um Er Erm Hm Uh Ok Okay OK Right Well So Now Look Listen See Wait Sorry Thanks Thank
    Cheers Hi Hiya Hello Hey Dear Morning Afternoon Evening Good Great Lovely Fine Sure True Fair Agreed
    Absolutely Certainly Obviously Honestly Frankly Unfortunately Sadly Luckily Basically Actually Anyway
    However Otherwise Instead Meanwhile Also First Firstly Second Secondly Third Finally Lastly Then Today
    Tomorrow Yesterday Tonight Sometimes Usually Normally Again Still Just Or And But Because If As For In On At
    By With Without What When Where Who Why How One Two Three Four Five Done Noted Understood Correct Exactly
    Indeed Apologies Regards Warmly Best Kind Sincerely Faithfully Yours Respectfully Hang Hold Come Sit Let Me
    Same Next After Before Once Maybe Go Ugh Oga Wah Perfect Seriously Neither Mm Only Uncle Auntie Aunty Funny
    Aiya Aiyo Twice Nobody Nothing Alright Ta Hugs Warmest Cancelled Rgds Refunded Bro Whichever Ach Cool Tea
    Ours Gone Money Smile Booked Thx Half Guaranteed Naku Ugly Grand Brilliant Ten Six Seven Eight Nine Sixty
    Confirmed Ja Probably Paid Stop Separately Kids Give Received Literally Daft Us Boss Chief Nice Honest
    Serious Alternatively Apparently Hardly Technically Totally Trust Whatever Pardon Perhaps Oops Whoops Gosh
    Goodness Wow Ouch Alas Congratulations Welcome Bye Goodbye Sweetheart Love Darling Mate
    """
)
_WHO: Final = rf"(?!(?:{_NO_NAMES})\b)(?P<name>{_NAME}(?: {_NAME})?)"
_ALONE: Final = rf"(?!(?:{_NO_NAMES})\b){_NAME}"
_END: Final = r"(?=\s*(?:[,.!?;:)\n]|[-–—] |$)| and\b)"
_GREETED: Final = r"(?i:hi|hiya|hi there|hello|hey|dear|good (?:morning|afternoon|evening)|morning|afternoon|evening)"
_THANKED: Final = r"(?i:thanks|thank you|sorry|cheers|yes|no|okay|ok|right|listen|look|well|bye|goodbye|welcome)"
_GIVEN: Final = (
    r"(?i:my name is|my name's|name's|I'm called|this is|I'm|I am|it's|you're through to|speaking to|signed)"
)
_PLACES: Final = tuple(
    re.compile(place)
    for place in (
        rf"\b(?P<name>{_TITLE} (?:{_PARTICLE} )*{_NAME}(?: (?:{_PARTICLE} )*{_NAME})?)",
        rf"\b{_GREETED},? {_WHO}{_END}",
        rf"\b{_GREETED},? (?P<name>{_ALONE}) here\b",
        rf"\b{_THANKED},? (?P<name>{_ALONE}){_END}",
        rf"\b{_GIVEN} {_WHO}(?:{_END}|(?= (?:from|at|here|speaking|again)\b))",
        rf"(?<=[^.!?\n], )(?P<name>{_ALONE})(?=[,.!?])",
        rf"(?:^|(?<=[.!?:] )|(?<=\n))(?P<name>{_ALONE})(?=, )",
    )
)

_THEY: Final = {
    "she": ("they", "they"),
    "he": ("they", "they"),
    "him": ("them", "them"),
    "her": ("their", "them"),
    "his": ("their", "theirs"),
    "hers": ("theirs", "theirs"),
    "himself": ("themselves", "themselves"),
    "herself": ("themselves", "themselves"),
}
"""What is read instead before what somebody owns, and alone."""
_SOMEBODY: Final = re.compile(rf"\b(?:{'|'.join(_THEY)})\b", re.IGNORECASE)
_NO_OWNER: Final = re.compile(
    r"(?!\s+[^\W\d])|\s+(?:a|an|the|this|that|these|those|about|after|again|and|as|at|back|because|before|but|by|for"
    r"|from|how|i|if|in|into|it|my|no|not|now|of|off|on|or|our|out|so|there|they|to|today|tomorrow|up|we|what|when"
    r"|where|which|while|who|why|with|you|your)\b",
    re.IGNORECASE,
)
"""What follows on "her" where a man would be "him"; before anything else he would be "his"."""


def neutral(text: str) -> tuple[str, list[int]]:
    """The text with one name for all, they for she and he, one word for those alike; and where each place comes from.

    Args:
        text: with straight apostrophes.

    Returns:
        the text read instead, and (len + 1,) places of ``text``; all places of what is put in but its end come from
        where the name or pronoun starts.
    """
    names = {match.span("name"): STAND_IN for place in _PLACES for match in place.finditer(text)}
    people = {
        match.span(): _they(match[0], alone=_NO_OWNER.match(text, match.end()) is not None)
        for match in _SOMEBODY.finditer(text)
    }
    parts, origin, done = list[str](), list[int](), 0
    for (start, end), read in sorted({**alike.spans(text), **people, **names}.items()):
        if start < done:
            continue  # found by two of the places, or a part of what was found
        parts += [text[done:start], read]
        origin += [*range(done, start), *([start] * len(read))]
        done = end
    return "".join([*parts, text[done:]]), [*origin, *range(done, len(text) + 1)]


def _they(said: str, *, alone: bool) -> str:
    """They, them or their, with the capitals of what was said."""
    read = _THEY[said.lower()][alone]
    return read.upper() if said.isupper() else read.capitalize() if said[0].isupper() else read
