"""Names of people read as one name, she and he as they: whom a reply is to or about may not move what it is taken for.

A name is told by its place alone, never by a list of names, so that a rare one is found as surely as a common one:
behind a title (which goes along), a greeting or thanks, between commas as somebody is addressed, where somebody gives
or signs their own, before "in our" and "at the" as a colleague is told of. Names in other places, and those typed
without a capital, are read as they stand. Verbs stay as they are ("they has"): what matters is that the same is read of
everybody. Other words that tell who somebody is: ``nlu.alike``, which :func:`neutral` reads in the same go.
"""

from __future__ import annotations

import re
from typing import Final

from nlu import alike


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STAND_IN: Final = "Sam"
_UPPER, _LOWER = "[A-ZÀ-ÖØ-ÞŁŚŻŠŽČİ]", "[a-zß-öø-ÿąćęłńóśźżčšžğışřňěůāēīūơưạ-ỹ]"
_NAME: Final = rf"{_UPPER}(?:'{_UPPER})?{_LOWER}+(?:{_UPPER}{_LOWER}+)?(?:-{_UPPER}?{_LOWER}+)*"
_TITLE: Final = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\b\.?"
_PARTICLE: Final = r"(?:de|da|di|du|van|von|der|den|la|le|el|al|bin|binti)"
_NO_NAMES: Final = _words(
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
    About Accept Access Account Accounts Address Admin Agree Airline Alive Anyhow Anything Appeals Appointments
    Apps Arrived Ask Assessment Ate Availability Baby Back Bag Bangle Battery Below Billing Booking Bookings Box
    Bread Breathe Breathing Bride Bring Brother Calendar Camera Cancel Cancelling Cannot Capitals Cards Careful
    Case Ceiling Centre Checked Chest Circle Claims Clean Cleaned Clear Click Clients Colleagues Collected
    Collecting Collections Colour Comfort Coming Complete Confidence Corrected Cot Council Counted Couple Course
    Cry Cut Damages Dark Date Deaf Delete Deleted Delivery Desk Director Disagree Discs Disputes Double Down
    Drain Drink Driver Drops Eat Eleven Email Emailed Engineer Estimated Estimates Events Everywhere Exchange
    Expect Facts Fall Family Fat Fault Feather Fifty File Filling Finance Finish Flat Floor Form Forty Fourteen
    Fourth Fraud Free From Front Fuel Garden Glue Greetings Grim Gym Hedge Help Hidden Hinge Holidays Home
    Hopefully Hospital Hot Hotline Human Hundred Hung Husband Inbox Inhaler Initials Inside Insurance Intake
    Interest Joke Joking Keys Kitchen Lab Late Laughed Lawyer Legal Legally Lemon Liar Lights Like Line Longer
    Loose Lost Lunch Mad Mam Matters Meantime Membership Menu Midnight Mind Mine Mostly Mould Name Navy Neck
    Needle Neighbours Network New Nineteen Ninety None Not Oat Off Office Open Opened Others Out Outside
    Overnight Pads Paint Parking Passport Pause Pavement Petrol Phone Photo Photos Pity Plaster Player Pleasure
    Position Practice Print Promise Purchases Rain Rang Rats Reader Ready Receipt Reception Red Refund Released
    Rent Repairs Reprint Resize Restore Retired Ring Roof Room Route Rubber Running Sales Scroll Seen Service
    Settings Seventy Shoulder Sick Silver Sister Sixteen Sixth Size Sleeve Slow Slower Slowly Smoke Snapped Soap
    Socks Soft Sold Something Son Soon Spent Spring Stay Steel Stem Stolen Stopcock Stores Support Surgery
    Surname Take Talk Tall Tank Technical Telephone Telly Tenth Terms Tests Theirs Them Thick Thirty Ticking
    Tight Timer Tired To Tracked Tracking Trade Traffic Train Tree Try Twelve Typo Ultrasonic Under Upstairs
    Used Useless View Visa Visitor Waiting Warm Warranty Water Weather Website Which Whose Wind Wool Workshop
    Worse Wrist Writing Written Zero
    """
)
_INSULTS: Final = _words(
    """
    Bully Bullies Cheat Cheats Clown Clowns Coward Cow Cretin Crook Crooks Crybaby Cheapskate Dimwit Disgusting
    Dolt Donkey Drama Dummy Einstein Fool Fools Foolish Fraudster Genius Greedy Halfwit Hooligan Hypocrite
    Hysterical Idiot Idiotic Idiots Ignorant Imbecile Incompetent Insane Jerk Joker Lazy Liars Loser Losers Loudmouth
    Lunatic Madness Maniac Moaner Moron Morons Muppet Muppets Nightmare Nonsense Numpty Nuisance Nutcase Nutter
    Nutters Parasite Pathetic Peasant Pest Pig Pigs Pillock Plonker Prat Princess Rat Ridiculous Robber Robbers Rogue
    Rubbish Rude Scammer Scammers Scrounger Selfish Shameful Shameless Silly Simpleton Slob Snob Snowflake Stupid
    Swindler Thief Thieves Thick Thug Thugs Timewaster Tosser Twerp Twit Twits Unacceptable Ungrateful Useless Vultures
    Wally Weirdo Whiner Wimp Witch Worthless Wretch Yob
    """
)
"""Called a name, a customer has not been called by name."""
_WHO: Final = rf"(?P<name>{_NAME}(?: {_NAME})?)"
_END: Final = r"(?=\s*(?:[,.!?;:)\n]|[-–—] |$)| and\b)"
_GREETED: Final = r"(?i:hi|hiya|hi there|hello|hey|dear|good (?:morning|afternoon|evening)|morning|afternoon|evening)"
_THANKED: Final = r"(?i:thanks|thank you|sorry|cheers|yes|no|okay|ok|right|listen|look|well|bye|goodbye|welcome)"
_GIVEN: Final = (
    r"(?i:my name is|my name's|name's|I'm called|this is|I'm|I am|it's|you're through to|speaking to|signed)"
)
_SIGNED: Final = r"(?i:regards|rgds|wishes|sincerely|faithfully|truly|respectfully|thanks|thank you)"
_SMALL: Final = r"[a-z][\w']*"
_NOBODY: Final = (
    r"(?:the|an?|our|your|my|their|his|her|its|this|that|in|at|from|to|of|on|near|for|by|since|until|before|after)\b"
)
_WHERE: Final = r"(?:(?:over|down|up|back) )?(?:in|at|from|on) (?:our|the|my)"
_TITLED: Final = re.compile(rf"\b{_TITLE} (?:{_PARTICLE} )*{_NAME}(?: (?:{_PARTICLE} )*{_NAME})?")
_PLACES: Final = tuple(
    re.compile(place)
    for place in (
        rf"\b{_GREETED},? {_WHO}{_END}",
        rf"\b{_GREETED},? (?P<name>{_NAME}) here\b",
        rf"\b{_THANKED},? (?P<name>{_NAME}){_END}",
        rf"\b{_GIVEN} {_WHO}(?:{_END}|(?= (?:from|at|here|speaking|again)\b))",
        rf"\b{_SIGNED}[,.!]*\s+{_WHO}(?=[.!]?\s*(?:\Z|\n))",
        rf"\b(?!{_NOBODY}){_SMALL} (?P<name>{_NAME})(?= {_WHERE}\b)",
        rf"(?<=[^.!?\n], )(?P<name>{_NAME})(?=[,.!?])",
        rf"(?:^|(?<=[.!?:] )|(?<=\n))(?P<name>{_NAME})(?=, )",
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
    names = {match.span(): STAND_IN for match in _TITLED.finditer(text)}
    for place in _PLACES:
        names |= {match.span("name"): STAND_IN for match in place.finditer(text) if _is_name(match["name"])}
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


def _is_name(found: str) -> bool:
    first = found.split(" ")[0]
    return first not in _NO_NAMES and first not in _INSULTS


def _they(said: str, *, alone: bool) -> str:
    """They, them or their, with the capitals of what was said."""
    read = _THEY[said.lower()][alone]
    return read.upper() if said.isupper() else read.capitalize() if said[0].isupper() else read
