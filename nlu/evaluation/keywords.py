"""A word list as scorer: what a careful person writes in an afternoon, to show what the words alone can tell.

For each label patterns of which one must be found, and patterns of which none may be. It reads the reply, never what
was said before, except whether the channel is public. It was written from ``docs/reference/techniques.md`` alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from coaching_rules.techniques import LABELS
from nlu.evaluation.scored import Scored
from nlu.evaluation.sets import MeasuredSet
from nlu.request import ReplyRequest

_I_WILL: Final = r"\b(?:i'll|i will|i'm going to|i am going to|let me|i'm (?:now )?\w+ing)\b"
_LATER: Final = (
    r"\b(?:by|before|at|on|within|in the next|tomorrow|tonight|this (?:afternoon|evening)|as soon as|"
    r"the (?:minute|moment))\b"
)
_CONTACT: Final = r"\b(?:call|ring|phone|e-?mail|text|message|write to|update|get back to|come back to|be in touch)\b"
_BUT: Final = r"[,;.–—-]?\s*\b(?:but|however|though)\b"
_GIVE: Final = (
    r"\b(?:refund|replace|replacement|exchange|repair|new one|money back|credit|voucher|discount|waive|cancel|send you|"
    r"resend|rebook|collect it|lend you|take (?:it|that) off|re-?deliver|fix)\w*\b"
)

FOUND_BY: Final[dict[str, tuple[str, ...]]] = {
    "greet": (
        r"\A\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|dear|welcome)\b",
        r"\b(?:my name is|this is \w+ (?:from|at|speaking)|how (?:can|may) i help)\b",
    ),
    "listen": (
        r"\b(?:i hear you|i'm listening|go on|tell me (?:more|what happened|everything)|take your time)\b",
        r"\bthank(?:s| you) for (?:telling|explaining|sharing|letting me know|the details?)\b",
    ),
    "paraphrase": (
        r"\b(?:so|if i understand|let me (?:check|see if)|just to (?:check|"
        r"be sure))\b[^.?!]{12,}\b(?:is that right|right|"
        r"correct|have i got that)\b\s*\?",
        r"\A\W*so (?:you|your|the|it)\b[^?!.]{15,}",
        r"\byou(?:'re saying|'ve told me| said| mentioned) (?:that )?(?:you|your|the|it)\b",
    ),
    "question": (
        r"\b(?:what|when|where|which|who|how|did|do|does|have|has|is|are|was|were|could|can|"
        r"would)\b[^.?!]*\b(?:you|your|"
        r"it|the|this|that)\b[^.?!]*\?",
        r"\b(?:please )?(?:send|show|tell|give) (?:me|us) (?:a|the|your|which|what|when)\b",
    ),
    "empathise": (
        r"\b(?:must|can't|cannot|can imagine|can see)\b[^.?!]*\b(?:awful|upset\w*|frustrat\w*|horrible|"
        r"stress\w*|worr\w*|"
        r"annoy\w*|disappoint\w*|hard|hurt\w*|angry|cross|difficult)\b",
        r"\b(?:i'd|anyone would|i would) (?:be|feel) (?:\w+ )?(?:upset|angry|cross|annoyed|frustrated|"
        r"the same|furious)\b",
        r"\b(?:every right to|understand (?:why|how|that) you|sorry for your loss|no wonder|fair (?:point|"
        r"criticism))\b",
    ),
    "apologise": (
        r"\b(?:sorry (?:that|for|about|this|it|we|you had|to have)|i'm (?:so|very|really|truly) sorry|"
        r"apologi[sz]e|apologies|"
        r"we regret)\b",
        r"\bi(?:'m| am) sorry\s*[.!]",
    ),
    "own": (rf"{_I_WILL}", r"\b(?:i'm|i am) (?:taking|looking after|dealing with|handling)\b", r"\bmyself\b"),
    "investigate": (
        r"\b(?:look into|check (?:the|with|what|our|that|this)|find out|investigat\w+|ask (?:the|"
        r"our) (?:workshop|courier|"
        r"driver|team|branch)|pull up|trace|go through the)\b",
        r"\b(?:i've|i have|we've) (?:looked|checked|found|spoken|been through)\b",
    ),
    "explain": (
        r"\b(?:because|the reason|due to|which means|that's why|this is why|what happens (?:next|now)|happened is)\b",
        r"\b(?:under the|by law|your rights?|you're entitled|takes (?:about|up to|around)|so that)\b",
    ),
    "solve": (
        rf"\b(?:i|we)(?:'ll| will| can|'ve| have|'m|'d)\b[^.?!]*{_GIVE}",
        rf"\b(?:offer|arrange|arranging|book|send(?:ing)?)\b[^.?!]*{_GIVE}",
    ),
    "options": (
        r"\b(?:either\b.*\bor|two (?:ways|options|choices|routes)|or (?:would you|if you)|which would you|"
        r"alternatively|"
        r"up to you)\b",
        rf"{_GIVE}[^.?!]*\bor\b[^.?!]*{_GIVE}",
    ),
    "compromise": (
        r"\b(?:half|as a (?:gesture|goodwill)|goodwill|meet (?:you )?(?:halfway|half-way|in the middle)|on the house|"
        r"free of charge|waive|instead)\b",
        r"\bcan't\b[^.?!]*\bbut\b[^.?!]*\bcan\b",
    ),
    "assert": (
        r"\b(?:can't|cannot|not able to|unable to|not allowed)\b[^?!]*\b(?:but|what i can|here is what|because|so)\b",
        r"\b(?:i want to help|please (?:don't|stop)|keep (?:this|it|the language))\b[^?!]*\b(?:respect\w*|"
        r"civil|language|"
        r"swear\w*|shout\w*)\b",
        r"\bneeds? (?:my|a|the) manager's\b",
    ),
    "escalate": (
        r"\b(?:pass|hand|refer|escalat\w+|bring|forward|transfer)\w*\b[^.?!]*\b(?:manager|supervisor|team|department|"
        r"head office|specialist)\b",
        r"\b(?:ombudsman|regulator|trading standards|escalat\w+)\b",
    ),
    "follow_up": (
        rf"\b(?:i|we)(?:'ll| will|'m going to)\b[^.?!]*{_CONTACT}[^.?!]*{_LATER}",
        rf"{_LATER}[^.?!]*\b(?:i|we)(?:'ll| will)\b[^.?!]*{_CONTACT}",
        r"\b(?:dm|private message|direct message) (?:us|me)\b",
    ),
    "record": (
        r"\b(?:logged|recorded|noted (?:it|this|that|your complaint) (?:down|on)|on (?:file|record)|"
        r"reference (?:number)?|"
        r"case (?:number|\d+)|ticket (?:number|\d+)|writing (?:this|it) down)\b",
    ),
    "confirm": (
        r"\b(?:to (?:confirm|sum up|recap)|so we(?:'re| are|'ve)? agreed|shall i|are you happy with|"
        r"does that (?:work|suit)|"
        r"is that (?:okay|ok|all right|alright) with you|so that's)\b",
    ),
    "thank": (
        r"\bthank(?:s| you)(?: so much| very much)? for (?:your patience|bearing|waiting|raising|bringing|"
        r"your feedback|"
        r"flagging|giving us|pointing|taking the)\b",
        r"\b(?:appreciate|grateful for) (?:your (?:patience|feedback)|you (?:raising|bringing|telling))\b",
    ),
    "close": (
        r"\banything else\b[^.!]*\?",
        r"\b(?:have a (?:good|lovely|nice|great)|enjoy (?:the|your)|take care|all the best|"
        r"look forward to seeing|goodbye)\b",
    ),
    "argue": (
        r"\A\W*no,? (?:that|you|it|we|i)\b",
        r"\b(?:that's (?:not true|wrong|simply not|rubbish|nonsense)|you're (?:wrong|mistaken)|with respect|"
        r"not what happened|"
        r"you (?:clearly|obviously) (?:didn't|don't)|our records say otherwise)\b",
    ),
    "blame": (
        r"\b(?:you (?:must have|should have|should've|shouldn't have|didn't (?:read|follow|check))|"
        r"your (?:own )?(?:fault|"
        r"mistake)|if you had|had you)\b",
        r"\b(?:courier|driver|supplier|warehouse|colleague|they)\b[^.?!]*\b(?:always|never|messed|messes|"
        r"useless|fault)\b",
    ),
    "hostile": (
        r"\b(?:idiot|stupid|moron|liar|shut up|get lost|sod off|piss off|bloody|hell|damn|crap|cry me|grow up|pathetic|"
        r"ridiculous|clown|whin\w+|moan\w+|drama queen|threaten\w*)\b",
    ),
    "dismiss": (
        r"\b(?:calm down|relax|it's (?:only|just)|not (?:that|such) (?:bad|big)|no big deal|overreact\w*|"
        r"these things happen|"
        r"could be worse|sorry (?:if )?you feel|sorry that you feel|never mind|get over|a bit much|making a fuss)\b",
        r"\b(?:your (?:feedback|call|custom) is (?:very )?important|valued customer)\b",
    ),
    "stonewall": (
        r"\b(?:nothing (?:i|we) can do|that's (?:the|our|company) (?:policy|rules?)|no refunds?|no exceptions?|"
        r"rules are rules|it's policy|the answer is no|not possible)\b",
    ),
    "deflect": (
        r"\b(?:not (?:my|our) (?:department|job|problem|responsibility)|you(?:'ll| will)? (?:need|"
        r"have) to (?:call|phone|ring|"
        r"contact|speak|ask|take it up|go)|(?:contact|ring|call|phone|ask) (?:the )?(?:courier|manufacturer|"
        r"head office|"
        r"customer service\w*|bank|your))\b",
    ),
    "admit_liability": (
        r"\b(?:(?:legally|fully|entirely|100 ?%|completely) (?:our fault|liable|responsible|to blame)|"
        r"we(?:'re| are) liable|"
        r"liability|negligen\w+|cover all your (?:losses|costs)|pay (?:all )?your (?:damages|losses))\b",
    ),
    "overpromise": (
        r"\b(?:guarantee(?:d)?|i promise|never happen again|100 ?%|without fail|no question|"
        r"whatever it (?:takes|costs)|"
        r"anything you want|double your|definitely|for (?:life|ever))\b",
    ),
    "re_ask": (
        r"\b(?:what (?:was|is|'s) (?:the|your) (?:problem|issue|name|order number) again|remind me|"
        r"again,? (?:what|which|when)|"
        r"what (?:is|was) wrong with it|tell me again|what did you say)\b",
    ),
    "expose": (
        r"\b(?:cvv|pin (?:number|code)?|password|card number|security code|long number|sort code|national insurance|"
        r"passport number)\b",
    ),
    "abrupt": (
        r"\A\W*(?:no|yes|fine|noted|ok(?:ay)?|what|next|bye|so|and|whatever|done)\W*\Z",
        r"\banything else\? no\b",
        r"\A\W*(?:\w+\W+){0,4}\w*\W*\Z",
    ),
}
"""For each label the patterns of which one must be found. Letters count in either case."""

UNLESS: Final[dict[str, tuple[str, ...]]] = {
    "greet": (r"\bidiot\b",),
    "listen": (rf"\bi hear you{_BUT}",),
    "question": (r"\A[^?]*\banything else\b[^?]*\?[^?]*\Z", r"\A[^?]*\b(?:is that right|shall i)\b\s*[^?]*\?[^?]*\Z"),
    "empathise": (r"sorry (?:that )?you feel", rf"\bunderstand\b[^.?!]*{_BUT}"),
    "apologise": (rf"\bsorry[^.?!]*{_BUT}", r"sorry (?:if |that )?you feel", r"\bnot sorry\b", r"\bsorry,? what\b"),
    "own": (r"\blet me (?:see|think|stop you)\b", r"\bi will not\b"),
    "solve": (r"\b(?:can't|cannot|won't|no) (?:\w+ )?(?:refund|replace|exchange|repair)",),
    "stonewall": (r"\b(?:what i can do|i can (?:offer|send|ask)|instead)\b",),
    "overpromise": (r"\b(?:can't|cannot) (?:guarantee|promise)\b",),
    "close": (r"\banything else\? no\b",),
}
"""For each label the patterns that take it back."""

_PUBLIC: Final = ("social", "review")
_ASKED_IN_PUBLIC: Final = re.compile(
    r"\b(?:order number|account number|phone number|e-?mail address|postcode|full name)\b", re.I
)
_SHOUTING: Final = re.compile(r"(?:\b[A-Z]{2,}\b[\s,!]*){3,}")
_FOUND_BY: Final = {
    label: re.compile("|".join(f"(?:{part})" for part in parts), re.I) for label, parts in FOUND_BY.items()
}
_UNLESS: Final = {label: re.compile("|".join(f"(?:{part})" for part in parts), re.I) for label, parts in UNLESS.items()}


def find(request: ReplyRequest) -> tuple[str, ...]:
    """The labels that the words point to, in label order."""
    text = request.text.replace("’", "'")
    found = {label for label in LABELS if _FOUND_BY[label].search(text)}
    found -= {label for label in found & set(_UNLESS) if _UNLESS[label].search(text)}
    if _SHOUTING.search(text):
        found.add("hostile")
    if request.context.channel in _PUBLIC and _ASKED_IN_PUBLIC.search(text):
        found.add("expose")
    if any(said.who == "trainee" for said in request.context.history):
        found.discard("greet")
    return tuple(label for label in LABELS if label in found)


def score_with_keywords(measured: MeasuredSet) -> Scored:
    """Decisions alone: a word is there or it isn't."""
    decided = np.array([[float(label in found) for label in LABELS] for found in map(find, measured.requests)])
    return decisions_alone(measured, decided)


def decisions_alone(measured: MeasuredSet, decided: np.ndarray) -> Scored:
    """A set as scored by a rater that gives no probabilities and is never in doubt."""
    return Scored(
        ids=measured.ids,
        groups=measured.groups,
        probabilities=np.full(decided.shape, np.nan),
        decided=decided,
        abstained=np.zeros(decided.shape),
        truth=measured.truth,
    )


def matches(texts: Sequence[str], label: str) -> list[bool]:
    """Which texts hold a pattern of one label, exceptions aside; for tests of the list itself."""
    return [bool(_FOUND_BY[label].search(text)) for text in texts]
