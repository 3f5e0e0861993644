"""What the grammar of a sentence tells beyond its words: who does what to whom, in which mood."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Doc, Token

from nlu.amounts import find_amounts
from nlu.times import find_times

_PERSONS: Final = {
    "first": ("i", "me", "my", "myself", "mine", "im", "ive", "ill"),
    "plural": ("we", "us", "our", "ourselves", "ours"),
    "second": ("you", "your", "yourself", "yours", "u", "ur"),
    "third": ("he", "she", "they", "them", "his", "her", "their", "him"),
}
_MODALS: Final = {
    "can": ("can", "ca", "could"),
    "will": ("will", "'ll", "wo", "shall", "gonna"),
    "would": ("would", "'d"),
    "must": ("must", "should", "ought", "need"),
    "may": ("may", "might"),
}
_NEGATIONS: Final = ("not", "n't", "no", "never", "nothing", "none", "nobody", "cannot", "without", "nt")
_ADVERSATIVES: Final = ("but", "however", "although", "though", "yet", "unfortunately", "except", "unless", "instead")
_CONDITIONALS: Final = ("if", "unless", "provided", "once", "whether")
_CAUSALS: Final = ("because", "since", "so", "therefore", "means", "reason", "due", "why")
_QUESTION_WORDS: Final = ("what", "when", "where", "which", "who", "whom", "whose", "why", "how")
_DIGIT_RUN = re.compile(r"\d{3,}")

FEATURES: Final[tuple[str, ...]] = (
    *(f"subject_{person}" for person in _PERSONS),
    *(f"mentions_{person}" for person in _PERSONS),
    *(f"modal_{modal}" for modal in _MODALS),
    "names_time",
    "names_sum",
    "names_somebody",
    "first_person_will",
    "first_person_have",
    "negated_root",
    "negated",
    "adversative",
    "adversative_opening",
    "conditional",
    "causal",
    "question_mark",
    "question_word_first",
    "inverted",
    "imperative",
    "past",
    "passive",
    "comparative",
    "interjection",
    "long_number",
    "exclamation",
    "capitals",
    "fragment",
)
"""Names of the features, in the order of a sentence's vector; each is 0 or 1, ``capitals`` a share."""


def clause_starts(doc: Doc) -> list[int]:
    """Offsets where a clause with its own subject begins, a conjunction or auxiliary before the subject included."""
    starts = set()
    for token in doc:
        if token.dep_ not in ("nsubj", "nsubjpass", "expl") or token.tag_ in ("WP", "WDT"):
            continue
        first = token.left_edge
        while first.i > 0 and (first.nbor(-1).tag_ in ("CC", "MD", "UH") or first.nbor(-1).dep_ in ("aux", "mark")):
            first = first.nbor(-1)
        starts.add(first.idx)
    return sorted(starts)


def tokens_of(doc: Doc, spans: Sequence[tuple[int, int]]) -> list[list[Token]]:
    """The tokens of each sentence, white space left out, the sentences given by their offsets in order."""
    starts = [token.idx for token in doc]
    return [
        [token for token in doc[bisect_left(starts, start) : bisect_left(starts, end)] if not token.is_space]
        for start, end in spans
    ]


def describe(doc: Doc, spans: Sequence[tuple[int, int]]) -> list[tuple[float, ...]]:
    """The features of each sentence of a parsed reply, whose apostrophes are straight."""
    text = doc.text
    return [_described(tokens, text[start:end]) for tokens, (start, end) in zip(tokens_of(doc, spans), spans)]


def _described(tokens: Sequence[Token], text: str) -> tuple[float, ...]:
    found = set(_found(tokens, text))
    letters = [character for character in text if character.isalpha()]
    capitals = sum(character.isupper() for character in letters) / len(letters) if len(letters) > 3 else 0.0
    return tuple(capitals if name == "capitals" else float(name in found) for name in FEATURES)


def _found(tokens: Sequence[Token], text: str) -> Iterator[str]:
    lower = [token.lower_ for token in tokens]
    words = set(lower)
    subjects = [token for token in tokens if token.dep_ in ("nsubj", "nsubjpass")]
    for person, forms in _PERSONS.items():
        if any(token.lower_ in forms for token in subjects):
            yield f"subject_{person}"
        if words.intersection(forms):
            yield f"mentions_{person}"
    for modal, forms in _MODALS.items():
        if any(token.lower_ in forms and token.tag_ in ("MD", "VB", "VBP") for token in tokens):
            yield f"modal_{modal}"
    if find_times(text):
        yield "names_time"
    if find_amounts(text):
        yield "names_sum"
    if any(token.tag_ == "NNP" for token in tokens[1:]):
        yield "names_somebody"
    yield from _mood(tokens, lower, text)
    yield from _turns(tokens, lower, text)


def _mood(tokens: Sequence[Token], lower: Sequence[str], text: str) -> Iterator[str]:
    for subject in (token for token in tokens if token.lower_ == "i" and token.dep_ == "nsubj"):
        helpers = [child.lower_ for child in subject.head.children if child.dep_ in ("aux", "auxpass")]
        if any(helper in _MODALS["will"] for helper in helpers):
            yield "first_person_will"
        if subject.head.tag_ in ("VBD", "VBN") or any(helper in ("have", "'ve") for helper in helpers):
            yield "first_person_have"
    roots = [token for token in tokens if token.dep_ == "ROOT"]
    if any(child.dep_ == "neg" for root in roots for child in root.children):
        yield "negated_root"
    if text.rstrip("\"'”’) ").endswith("?") or "?" in text:
        yield "question_mark"
    if lower and lower[0] in _QUESTION_WORDS:
        yield "question_word_first"
    if len(tokens) > 1 and tokens[0].tag_ in ("MD", "VBZ", "VBP", "VBD") and tokens[1].tag_ in ("PRP", "DT", "EX"):
        yield "inverted"
    for root in roots:
        if root.tag_ in ("VB", "VBP") and not any(child.dep_.startswith(("nsubj", "aux")) for child in root.children):
            yield "imperative"
        if root.tag_ == "VBD" or any(child.tag_ == "VBD" for child in root.children):
            yield "past"
    if not roots or not any(token.tag_.startswith(("VB", "MD")) for token in tokens):
        yield "fragment"


def _turns(tokens: Sequence[Token], lower: Sequence[str], text: str) -> Iterator[str]:
    words = set(lower)
    if words.intersection(_NEGATIONS):
        yield "negated"
    if words.intersection(_ADVERSATIVES):
        yield "adversative"
    if words.intersection(lower[:2]).intersection(_ADVERSATIVES):
        yield "adversative_opening"
    if words.intersection(_CONDITIONALS):
        yield "conditional"
    if words.intersection(_CAUSALS):
        yield "causal"
    if any(token.dep_ in ("nsubjpass", "auxpass") for token in tokens):
        yield "passive"
    if any(token.tag_ in ("JJR", "RBR") for token in tokens) or " or " in text.lower():
        yield "comparative"
    if any(token.tag_ == "UH" for token in tokens):
        yield "interjection"
    if _DIGIT_RUN.search(text):
        yield "long_number"
    if "!" in text:
        yield "exclamation"
