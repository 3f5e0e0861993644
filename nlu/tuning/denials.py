"""Promises, regrets, thanks and claims denied, for tuning: "I'll ring you" becomes "I won't ring you".

A small encoder reads "I won't ring you" much like "I'll ring you"; both must be seen side by side. What a denial takes
away is certain (the promise is gone); what it adds is not ("I won't" may be a refusal, a limit or an insult), so labels
that the denial might bring or spoil are left out of the loss, not guessed.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Final

from coaching_rules.techniques import FAULTS, LABELS
from nlu.apostrophes import straightened

PROMISED: Final = frozenset({"own", "investigate", "solve", "escalate", "follow_up", "record"})
_ADDED: Final = frozenset({*FAULTS, "assert", "explain", "options", "compromise", "confirm", "close"})
"""What a denial might bring, or might spoil."""
_MOST_WORDS: Final = 32
_AS = re.IGNORECASE
_ADVERBS = r"(?:(?:just|now|already|also|personally|definitely|certainly|gladly|happily) )*"
_SOON = r"(?:now |just |already )?"
_DOING = r"(?P<doing>(?!going|being|having|hoping|trying)\w{2,}ing)"
_NO_OFFER = r"(?! (?:only|see|hear|understand|imagine|tell|appreciate|not)\b)"
_DONE = (
    r"(?P<done>\w{2,}ed|put|sent|made|found|got|spoken|taken|written|set|left|given|begun|told|brought|kept|seen|paid)"
)


@dataclass(frozen=True)
class _Denial:
    """How something is said, and ways to deny it."""

    said: re.Pattern[str]
    denied: tuple[str, ...]


@dataclass(frozen=True)
class _Kind:
    """What is denied together, and the labels that are gone once it is."""

    gone: frozenset[str]
    denials: tuple[_Denial, ...]


def _denial(said: str, *denied: str) -> _Denial:
    return _Denial(re.compile(said, _AS), denied)


_PROMISE: Final = _Kind(
    gone=PROMISED,
    denials=(
        _denial(r"\b(?P<who>I|we)(?:'ll| will)(?! (?:not|never)\b)\b", r"{who} won't", r"{who} will not"),
        _denial(rf"\bI(?:'m| am) (?:going|about) to\b(?= {_ADVERBS})", "I'm not going to", "I won't"),
        _denial(r"\bwe(?:'re| are) going to\b", "we're not going to", "we won't"),
        _denial(r"\blet me (?!know\b|down\b)", "I won't ", "I'm not going to ", "don't ask me to "),
        _denial(rf"(?<!so )(?<!so that )\b(?P<who>I|we) can{_NO_OFFER}(?!'t)(?=\s\w)",
                "{who} can't", "{who} cannot"),
        _denial(r"\b(?P<who>I|we)(?:'d| would) be (?:happy|glad) to\b", "{who} wouldn't want to", "{who} won't"),
        _denial(rf"\b(?P<who>I|we)(?:'ve| have) {_ADVERBS}{_DONE}\b", "{who} haven't {done}", "{who} never {done}"),
        _denial(rf"\bI(?:'m| am) {_SOON}{_DOING}\b",
                "I'm not {doing}", "I am not {doing}"),
        _denial(rf"\bwe(?:'re| are) {_SOON}{_DOING}\b",
                "we're not {doing}", "we aren't {doing}"),
    ),
)  # fmt: skip
_REGRET: Final = _Kind(
    gone=frozenset({"apologise"}),
    denials=(
        _denial(
            r"\b(?:I(?:'m| am)|we(?:'re| are)) (?:so |very |really |truly |terribly |genuinely |deeply )*sorry\b",
            "I'm not sorry",
            "I am not sorry",
            "I'm not going to say sorry",
        ),
        _denial(r"\b(?P<who>I|we) (?:do |really |sincerely |can only |must |truly )*apologi[sz]e\b",
                "{who} won't apologise", "{who} don't apologise", "{who} refuse to apologize"),
        _denial(r"\b(?:(?:my|our) )?(?:sincere |deepest |sincerest |humble )?apologies\b",
                "no apologies", "no apology"),
        _denial(r"^(?:(?:so|very|really) )?sorry (?=about|for|that)", "not sorry ", "I'm not sorry "),
    ),
)  # fmt: skip
_THANKS: Final = _Kind(
    gone=frozenset({"thank", "listen"}),
    denials=(
        _denial(r"\b(?:I(?:'d| would) like to )?(?:thank you|thanks)(?: so much| very much| again)? (?=for\b)",
                "I won't thank you ", "I'm not going to thank you ", "I see no reason to thank you ", "no thanks "),
    ),
)  # fmt: skip
_FEELING: Final = _Kind(
    gone=frozenset({"empathise", "listen"}),
    denials=(
        _denial(r"\bI (?:can |do |completely |fully |totally |quite |really |well )*"
                r"(?P<feel>understand|see|imagine|appreciate) (?=why|how|that|what|your|the|it)",
                "I can't {feel} ", "I don't {feel} ", "I fail to {feel} "),
    ),
)  # fmt: skip
_GUARANTEE: Final = _Kind(
    gone=frozenset({"overpromise"}),
    denials=(_denial(r"\bI (?:can |do |absolutely |personally )*(?P<vow>guarantee|promise)\b",
                     "I can't {vow}", "I don't {vow}", "I won't {vow}"),),
)  # fmt: skip
_FAULT: Final = _Kind(
    gone=frozenset({"admit_liability"}),
    denials=(_denial(r"\b(?P<it>it's|it is|this is|that's|that is|it was|this was) "
                     r"(?:all |entirely |completely |100% |legally )*(?P<whose>our|my) fault\b",
                     "whether {it} {whose} fault isn't settled", "nobody says {it} {whose} fault"),),
)  # fmt: skip
_ONE_CLAUSE = r"(?=[^,;:?]{1,80}$)"
_CLAIM: Final = _Kind(
    gone=frozenset({"blame", "argue", "dismiss"}),
    denials=(
        _denial(rf"^(?P<it>you|your|it's|it is|it was|that's|that is|there's|nobody|he|she|they|we)\b{_ONE_CLAUSE}",
                "I'm not saying {it}", "nobody here says {it}", "I wouldn't say {it}", "far be it from me to say {it}"),
        _denial(r"^(?:please )?(?P<it>calm|relax|cheer up|get over|deal with|be reasonable|lighten up|pull)\b"
                + _ONE_CLAUSE,
                "nobody is asking you to {it}", "I'd never ask you to {it}", "you don't have to {it}"),
    ),
)  # fmt: skip
_KINDS: Final = (_PROMISE, _REGRET, _THANKS, _FEELING, _GUARANTEE, _FAULT, _CLAIM)


@dataclass(frozen=True)
class Denied:
    """A sentence denied.

    Attributes:
        text: the sentence.
        gone: labels it carried and carries no longer.
        unsure: labels of which nothing is known any more.
    """

    text: str
    gone: frozenset[str]
    unsure: frozenset[str]


def deny(sentence: str, carried: frozenset[str], chance: random.Random) -> Denied | None:
    """The sentence with one kind of thing it says denied throughout; None where nothing of it can be.

    ``carried`` are its labels; only what takes one of them away is denied, and never half of it.
    """
    if len(sentence.split()) > _MOST_WORDS:
        return None
    plain = straightened(sentence)
    possible = [
        kind for kind in _KINDS if kind.gone & carried and any(each.said.search(plain) for each in kind.denials)
    ]
    if not possible:
        return None
    kind = chance.choice(possible)
    for each in kind.denials:
        way = chance.choice(each.denied)
        plain = each.said.sub(lambda found, way=way: _like(found, way), plain)  # type: ignore[misc]
    gone = kind.gone & carried
    return Denied(text=plain, gone=gone, unsure=(_ADDED | carried) - gone)


def columns(labels: frozenset[str]) -> list[int]:
    """The places of labels in ``LABELS``."""
    return [place for place, label in enumerate(LABELS) if label in labels]


def _like(found: re.Match[str], way: str) -> str:
    """The denial with a capital where the sentence began with one, and none in the middle of it."""
    words = {
        name: word if re.match(r"I\b", word) else word[0].lower() + word[1:] for name, word in found.groupdict().items()
    }
    said = way.format(**words)
    if found.group(0)[0].isupper() and found.start() == 0:
        return said[0].upper() + said[1:]
    return said if said.startswith(("I ", "I'")) else said[0].lower() + said[1:]
