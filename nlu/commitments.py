"""What staff commit to: who does what, by when, and how the customer is reached.

A commitment is a clause about the speaker, the firm or a named colleague that says what they will do from now on: "I'll
ring you on Friday", "Priya will look at it", "let me check", "we're sending a new one today", "you'll hear from us by
noon". What was done already, what could be done, offers put as questions, refusals and figures of speech are none.
The parse tells which; nothing here is learnt. How often that is right: ``make eval``, on sentences in ``data/checks``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from spacy.tokens import Doc, Token

from coaching_rules.findings import Commitment, Span
from nlu.grammar import tokens_of
from nlu.times import find_times, is_ahead


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WILL: Final = ("will", "'ll", "ll", "shall")
_AM: Final = ("am", "'m", "m", "are", "'re", "is", "'s")
_SPEAKER: Final = ("i", "me", "im", "ill")
_FIRM: Final = _words("we us someone somebody airline company firm agency shop store hotel clinic council school")
_AGENTS: Final = _words(
    """manager supervisor boss colleague director owner engineer technician driver courier specialist goldsmith jeweller
    watchmaker workshop office department team desk branch nurse doctor lawyer solicitor accountant fitter plumber
    electrician mechanic chef warden agent assistant officer lead head foreman crew partner insurer bank lab laboratory
    valuer setter polisher caretaker receptionist rep advisor adviser"""
)
_SUBJECTS: Final = ("nsubj", "nsubjpass")
_OBJECTS: Final = ("dobj", "pobj")
_ON_THE_WAY: Final = _words("go come pop nip run")
"""Before "and" these and what follows are one act: "I'll go and fetch it"."""
_NO_ACTS: Final = _words(
    """be admit afraid agree aim appreciate apologise apologize assume assure believe bet charge confess count decline
    deny expect feel forget get give go grant guess hang hate have hear hold hope ignore imagine know laugh leave let
    like listen live look love make mean mind need pray pretend promise read recommend refuse reject remember run say
    see sit spare stand start stay struggle suggest suppose take talk tell think try understand wait want wish wonder
    work"""
)
"""Verbs that alone commit to nothing ("I'll be honest", "we'll see", "I'll refuse it") …"""
_YET_ACTS: Final = {
    "be": r"in touch|back|with you|calling|ringing|sending|writing|emailing|round|over|there|here|at|the one",
    "find": r"out|you|one|a|the",
    "get": r"you|it|him|her|them|this|that|your|my|our|the|an?|onto?|on to|in touch|back|one|someone|somebody",
    "give": r"you (?:a|the|your|back|[£$€\d])|(?:him|her|them) (?:a|the)|the|our|my",
    "go": r"and|through|over|back|to|down|up|look|check|find|ask|get|fetch",
    "have": r"it|them|that|this|one|an?|the|your|my|our|someone|somebody",
    "hold": r"it|that|them|the|one|your|back",
    "leave": r"it|that|the|them|an?",
    "let": r"you|him|her|them|my|our|the",
    "look": r"at|into|up|after|for|it|them|that|this",
    "make": r"sure|it|the|you|this|that|an?",
    "read": r"it|this|that|the|your|them|back",
    "run": r"it|an?|the|this|that",
    "see": r"to|that|what|if|whether|him|her|them|about",
    "start": r"on|with|the|it|an?|again|over|now|today|tomorrow",
    "stay": r"on|with",
    "take": r"it|that|this|them|the|an?|care|over|off|on|your|you",
    "talk": r"to (?:my|our|the|him|her|them)",
    "tell": r"him|her|them|my|our|the",
    "try": r"to|the|them|him|her|it|again|another",
    "work": r"on|through",
}
"""… unless these words follow ("I'll get it", "I'll see to that")."""
_YET_ACTS_AFTER: Final = {verb: re.compile(rf"\s+(?:{words})\b", re.IGNORECASE) for verb, words in _YET_ACTS.items()}
_RECEIVED: Final = _words("hear get have receive")
"""With the customer as subject: "you'll hear from me", "you'll have it on Friday"."""
_ARRIVING: Final = _words("come arrive follow go reach land ship leave")
"""What things do on their way to the customer: "the label follows tomorrow", "it will go back on your card"."""
_CHANNELS: Final = {
    "phone": (
        r"(?:ring(?:ing)?|call(?:ing)?|phon(?:e|ing)|telephon(?:e|ing)) (?:you|back)\b(?! (?:round|an?)\b)",
        r"(?:by|(?:on|over) the) phone",
        r"giv(?:e|ing) you a (?:\w+ )?(?:ring|call|bell|buzz|shout|tinkle)",
        r"a (?:phone )?call from",
    ),
    "email": (r"e-?mail(?:ing)? (?:you|it)", r"(?:by|via|an?|the|that|your) e-?mail"),
    "message": (
        r"(?:text(?:ing)?|messag(?:e|ing)|ping(?:ing)?|dm|whats\s?app) you",
        r"(?:by|via|on|an?|in) (?:text|sms|message|dms?|whats\s?app)",
        r"in (?:this|the) chat",
    ),
    "letter": (r"writ(?:e|ing) (?:to you|back|again|on|by)", r"(?:a|by) letter", r"in writing"),
    "visit": (
        r"(?:com(?:e|ing)|be) (?:round|over|out|to you|to your|with you)",
        r"(?:send(?:ing)?|bring(?:ing)?)(?: \w+){1,3} (?:round|over|out|to you|to your)",
        r"visit(?:ing)? you",
        r"call(?:ing)? round",
    ),
}
"""How the customer is reached; a call to a courier is none."""
_CHANNEL_OF: Final = {
    channel: re.compile(rf"\b(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE) for channel, patterns in _CHANNELS.items()
}
_STATES: Final = _words(
    """be have need want mean say think know see hope work open close stop run seem look like love cost start end finish
    last fit depend apply cover include allow sell belong sound feel live stand sit sleep lie own owe keep remember
    understand agree believe suppose guess wish regret mention acknowledge guarantee confirm show take bite appreciate
    aim 've"""
)
"""Verbs that in the present tense tell how things are, also beside a time ("we close at six on Friday")."""
_NOT_AHEAD: Final = re.compile(
    r"\b(?:yesterday|ago|last|since|earlier|every|always|usually|normally|often|never|(?:mon|tues|wednes|thurs|fri|satur|sun)days)\b",
    re.IGNORECASE,
)
_CONDITIONS: Final = ("if", "unless", "provided", "providing")
_ASKED_FIRST: Final = re.compile(
    r"(?:(?:please|kindly|just|so|then|and|but|or|ok|okay|yes|no|sir|madam)\W+)*"
    r"(?:(?:send|dm|pm|message|email|text|call|ring|phone|give|bring|drop|pop|tell|reply|fill|post|share|show|snap|take"
    r"|come|sign|write|hand|leave|let|drive|stay)\b(?! (?:me|us) (?:\w+ )?(?:look|check|see|know)\b).*(?:\band|,|\bso)"
    r"|(?:if|unless|provided)\b.*)\W+(?:i|we|they|he|she)(?:'?ll|\s+will)?\s*\Z",
    re.IGNORECASE,
)
"""What stands in front of the verb where the customer is asked for something first, or an if opens the sentence."""
_THERE: Final = re.compile(
    r"\b(?:it|they|everything|(?:the|your) \w+)(?:['’]s|['’]re|['’]ll be| is| are| will be) "
    r"(?:ready|done|finished|back|here|there|with you|in your hands?)\b",
    re.IGNORECASE,
)
"""What is promised has come to its end: the time that follows is the one by which."""
_LONGEST_BEFORE: Final = 300
_FAR: Final = 60
"""Words from a verb that are not its clause any more, whatever the parse makes of a run-on."""
_MEANWHILE: Final = re.compile(
    r"\b(?:(?:when|while|until|till) (?:i|we|you|he|she|they|it|the|your|my)\b[^,.;!?]*|in the meantime)", re.IGNORECASE
)
_NOW: Final = re.compile(r"\b(?:right now|now|this minute|this instant|tonight)\b", re.IGNORECASE)
_CLOCKED: Final = re.compile(
    r"\d|\b(?:to(?:day|morrow|night)|morning|afternoon|evening|noon|midday|week|month|within|in an?|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    re.IGNORECASE,
)
_MOST: Final = 100
"""Of a reply: in a run-on without end the time would grow with the square of what is promised."""
_ENDS: Final = " \t\n,;:.!?-–—…"


def find_commitments(doc: Doc, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Commitment, ...]:
    """The commitments of a reply, in order: all, or the first hundred.

    Args:
        doc: its parse, which may differ from it in the shape of apostrophes, not in length.
        text: the reply itself, which is quoted.
        spans: its sentences.
    """
    found = list[Commitment]()
    undated = 0  # of those of the sentence before, the first that a day may still be named for
    for tokens, sentence in zip(tokens_of(doc, spans), spans):
        before, undated = undated, len(found)
        heads = list(dict.fromkeys(islice(_promised(tokens), _MOST - len(found))))
        for number, (verb, who, name) in enumerate(heads):
            following = heads[number + 1][0] if number + 1 < len(heads) else None
            found.append(_commitment(text, sentence, verb, who, name, following, alone=len(heads) == 1))
        ready = _ready(text[slice(*sentence)])
        if ready is not None:
            found[before:] = [
                replace(said, when=ready) if said.when is None and said.channel is None else said
                for said in found[before:]
            ]
    return tuple(found)


def _promised(tokens: Sequence[Token]) -> Iterator[tuple[Token, str, str | None]]:
    """(verb, who, name) of each commitment."""
    for token in tokens:
        verb = _committing(token)
        if verb is None:
            continue
        who = _who(token, verb)
        if who is None or _negated(token):
            continue
        for act in (verb, *_shared(verb)):
            if _acts(act) and not _negated(act):
                yield act, *who


def _committing(token: Token) -> Token | None:
    """The verb that ``token`` puts in the future, where it does."""
    helpers = [child for child in token.children if child.dep_ in ("aux", "auxpass")]
    words = {child.lower_ for child in helpers}
    if words.intersection(_WILL) and token.tag_.startswith("VB"):
        return None if _inverted(token, helpers) else token
    if token.lower_ in ("going", "gon") and token.tag_ == "VBG":
        return next((child for child in token.children if child.dep_ == "xcomp"), None)
    if token.lower_ == "let" and token.tag_ in ("VB", "VBP"):  # not "I'll let you in"
        return next((child for child in token.children if child.dep_ in ("ccomp", "xcomp")), None)
    if token.tag_ == "VBG" and words.intersection(_AM):
        return None if _inverted(token, helpers) else token
    if token.tag_ == "VBN" and "being" in words and words.intersection(_AM):
        return token
    if token.tag_ == "VBG" and not helpers and _opens(token):
        return token
    if token.tag_ in ("VBZ", "VBP") and not helpers and token.lower_ != "let" and _scheduled(token):
        return token
    return None


def _opens(verb: Token) -> bool:
    """Whether it opens a sentence or a note and is done to something: "Sending it now", "→ checking the log"."""
    first = verb.is_sent_start and verb.dep_ == "ROOT"
    noted = not verb.is_sent_start and verb.nbor(-1).text in ("→", "->", "–", "—")
    return (first or noted) and any(child.dep_ in ("dobj", "prep") and child.i > verb.i for child in verb.children)


def _scheduled(token: Token) -> bool:
    """Whether a verb in the present tense tells what is arranged: "a courier collects it tomorrow"."""
    if token.dep_ not in ("ROOT", "conj", "ccomp") or _STATES.intersection(_bases(token)):
        return False
    start, end = max(token.left_edge.i, token.i - _FAR), min(token.right_edge.i, token.i + _FAR)
    clause = token.doc[start : end + 1].text
    # A trigger alone ("once it is dry we …") tells a habit as often as a plan.
    if not any(_CLOCKED.search(clause[slice(*span)]) for span in find_times(clause)):
        return False
    sentence = token.sent.text
    return not sentence.rstrip().endswith("?") and _NOT_AHEAD.search(sentence) is None


def _subject(verb: Token) -> Token | None:
    """The subject, of several the nearest; of a joined verb with a helper alone, the one of the verb before."""
    first = verb
    while True:
        own = [child for child in verb.lefts if child.dep_ in _SUBJECTS]
        if own:
            return own[-1]
        if verb is first:
            behind = next((child for child in verb.rights if child.dep_ in _SUBJECTS), None)
            if behind is not None:
                return behind
        if verb.dep_ != "conj" or not any(child.dep_ == "aux" for child in verb.children):
            return None
        verb = verb.head


def _inverted(verb: Token, helpers: Sequence[Token]) -> bool:
    subject = _subject(verb)
    return subject is not None and bool(helpers) and helpers[0].i < subject.i


def _who(token: Token, verb: Token) -> tuple[str, str | None] | None:
    """``self``, ``firm`` or ``other`` with the name; None where the clause is about somebody else."""
    if token.lower_ == "let" and token is not verb:
        whose = {child.lower_ for child in verb.children if child.dep_ in _SUBJECTS}
        return ("self", None) if "me" in whose else None
    subject = _subject(token)
    if subject is None:
        # "Will ring you tomorrow": what is left out is the speaker. A question would have its subject.
        first = min((child.i for child in token.children if child.dep_ == "aux"), default=token.i)
        opens = token.doc[first].is_sent_start or _opens(token)
        return ("self", None) if opens and not token.sent.text.rstrip().endswith("?") else None
    words = subject.lower_
    if token.tag_ == "VBN" and any(child.dep_ == "auxpass" for child in token.children):
        return None if words in ("i", "we", "you") else _by_whom(token)
    if subject.dep_ == "nsubjpass":
        return None
    if words in _SPEAKER:
        return "self", None
    if words in _FIRM:
        return "firm", None
    received = token.lower_ in _RECEIVED and any(child.dep_ in ("dobj", "prep") for child in token.children)
    if words in ("you", "he", "she", "they") and received:
        if any(child.dep_ == "xcomp" for child in token.children):
            return None
        mine = {child.lower_ for part in (token, *token.children) for child in part.children if child.dep_ in _OBJECTS}
        return ("self", None) if "me" in mine else ("firm", None)
    if words == "you":
        return None
    if words == "they":
        return None if token.tag_ in ("VBG", "VBZ", "VBP") else ("firm", None)
    if words in ("he", "she"):
        staff = any(part.lower_ in _AGENTS for part in token.sent)
        return ("other", subject.text) if token.tag_ != "VBG" or staff else None
    if subject.tag_ in ("NNP", "NNPS") or words in _AGENTS:
        name = subject.doc[subject.left_edge.i : subject.right_edge.i + 1].text
        return None if name.startswith("Dear ") else ("other", name)
    if _ARRIVING.intersection(_bases(token)) and _reaches(token):
        return "firm", None
    return None


def _by_whom(verb: Token) -> tuple[str, str | None]:
    """Who does what is said in the passive: the firm, unless it says "by me" or by whom else."""
    agent = next((child for part in verb.children if part.dep_ == "agent" for child in part.children), None)
    if agent is None or agent.lower_ in _FIRM:
        return "firm", None
    if agent.lower_ in _SPEAKER:
        return "self", None
    return "other", agent.doc[agent.left_edge.i : agent.right_edge.i + 1].text


def _reaches(verb: Token) -> bool:
    """Whether a thing on its way gets to the customer, or has a time to get there."""
    clause = verb.doc[verb.i : min(verb.right_edge.i, verb.i + _FAR) + 1]
    return any(part.lower_ in ("you", "your") for part in clause) or bool(find_times(clause.text))


def _shared(verb: Token) -> Iterator[Token]:
    """Verbs joined to this one that have neither subject nor helper of their own: "check the log *and ring* you"."""
    left = [verb]  # each hangs on the one before: in a long run-on too deep for a call within a call
    while left:
        last = left.pop()
        if last is not verb:
            yield last
        if _ON_THE_WAY.intersection(_bases(last)):
            continue
        alike = (last.tag_,) if last.tag_ == "VBN" else (last.tag_, "VB", "VBP")
        for child in reversed(list(last.children)):
            own = {part.dep_ for part in child.children}
            if child.dep_ == "conj" and child.tag_ in alike and not own & {*_SUBJECTS, "aux"}:
                left.append(child)


def _acts(verb: Token) -> bool:
    """Whether the verb is something to do, not a figure of speech."""
    if verb.tag_ == "VBN":
        return True
    if verb.lower_ in _RECEIVED and any(child.lower_ == "you" for child in verb.children if child.i < verb.i):
        return True
    base = next((form for form in _bases(verb) if form in _NO_ACTS), None)
    if base is None:
        return True
    after = _YET_ACTS_AFTER.get(base)
    return after is not None and after.match(verb.doc[verb.i : verb.i + _FAR].text, len(verb.text)) is not None


def _bases(verb: Token) -> Iterator[str]:
    """What the verb may be without its ending; the parser's lemmas would cost more than they are worth here."""
    yield verb.lower_
    if verb.lower_ in _AM:
        yield "be"
    if verb.tag_ == "VBZ":
        yield verb.lower_.removesuffix("s")
        yield {"has": "have"}.get(verb.lower_, verb.lower_.removesuffix("es"))
    if verb.tag_ == "VBG" and verb.lower_.endswith("ing"):
        stem = verb.lower_[:-3]
        yield from (stem, f"{stem}e", stem[:-1])


def _negated(verb: Token) -> bool:
    """Whether it is denied; what stands before its subject denies something else ("if not, I'll ring you")."""
    subject = _subject(verb)
    return any(_is_none(child) for child in verb.children if child.dep_ in _OBJECTS) or any(
        (child.dep_ == "neg" or child.lower_ in ("never", "not", "hardly")) and (subject is None or child.i > subject.i)
        for child in verb.children
    )


def _is_none(thing: Token) -> bool:
    """Whether nothing is meant: "nothing", "no refund"."""
    return thing.lower_ in ("nothing", "none", "nobody") or any(
        part.lower_ == "no" and part.dep_ == "det" for part in thing.children
    )


def _commitment(
    text: str,
    sentence: tuple[int, int],
    verb: Token,
    who: str,
    name: str | None,
    following: Token | None,
    *,
    alone: bool,
) -> Commitment:
    start, end = verb.idx, _end(verb, sentence[1])
    if following is not None and start < following.idx < end:
        end = following.left_edge.idx if following.left_edge.idx > start else following.idx
        end = len(re.sub(r"[\s,;]*(?:\b(?:and|then|so|but|or))*[\s,;]*\Z", "", text[:end]))
    while end > start + 1 and text[end - 1] in _ENDS:
        end -= 1
    act = text[start:end]
    when = _when(act) or (_when(text[slice(*sentence)]) if alone else None)
    begin = max(sentence[0], _begin(verb))
    return Commitment(
        who=who,
        name=name,
        what=Span(start=begin, end=end, quote=text[begin:end]),
        when=when,
        channel=_channel(act, start, verb.doc),
        conditional=_conditional(verb) or _asked_first(text[sentence[0] : start]),
    )


def _ready(sentence: str) -> str | None:
    """When what is promised is to be there, where the sentence says so: "it is ready on Friday by five"."""
    found = _THERE.search(sentence)
    if found is None or sentence.rstrip().endswith("?") or _NOT_AHEAD.search(sentence):
        return None
    rest = sentence[found.end() :]
    return next((rest[slice(*span)] for span in find_times(rest) if not re.search(r"[,.;!?]", rest[: span[0]])), None)


def _channel(what: str, start: int, doc: Doc) -> str | None:
    """How the customer is reached; "with the ring back on Friday" is about a thing, which only the parse can tell."""
    for channel, pattern in _CHANNEL_OF.items():
        for found in pattern.finditer(what):
            word = doc.char_span(start + found.start(), start + found.start() + len("ring"))
            if not (word is not None and word.text.lower() == "ring" and word[0].tag_.startswith("NN")):
                return channel
    return None


def _when(words: str) -> str | None:
    """The first words of time or trigger that may lie ahead."""
    for start, end in find_times(words):
        if is_ahead(words[start:end]) and not words[:start].endswith(" the "):  # "credit the five days"
            return words[start:end]
    other = _NOW.search(words) or _MEANWHILE.search(words)
    return other.group().rstrip() if other else None


def _begin(verb: Token) -> int:
    """Where the words of an act begin: at its verb, or at a subject that doesn't act ("*you*'ll get your £45 back")."""
    subject = _subject(verb)
    if subject is None or subject.i > verb.i:
        return verb.idx
    named = subject.tag_ in ("NNP", "NNPS") or subject.lower_ in (*_SPEAKER, *_FIRM, *_AGENTS, "he", "she")
    return verb.idx if named and subject.dep_ == "nsubj" else subject.left_edge.idx


def _conditional(verb: Token) -> bool:
    """Whether it hangs on something the customer must do: "if you bring it", "send me the receipt and I'll"."""
    head = verb
    while True:
        for clause in head.children:
            marks = {part.lower_ for part in clause.children if part.dep_ in ("mark", "advmod", "prep")}
            if clause.dep_ == "advcl" and marks.intersection(_CONDITIONS):
                return True
        if head.dep_ not in ("conj", "xcomp", "ccomp") or head.head is head:
            return False
        asked = head.head
        parts = {part.dep_ for part in asked.children}
        if head.dep_ == "conj" and asked.tag_ in ("VB", "VBP") and not parts & {*_SUBJECTS, "aux"}:
            return True
        head = asked


def _asked_first(before: str) -> bool:
    """The same by the words alone, where the parse takes "DM us" for a name; in front of a long run-on nobody knows."""
    return len(before) <= _LONGEST_BEFORE and _ASKED_FIRST.match(before.rstrip()) is not None


def _end(verb: Token, limit: int) -> int:
    """Where the clause of the verb ends: before a joined clause with its own subject."""
    last = verb
    for child in verb.children:
        own = {part.dep_ for part in child.children}
        if child.i < verb.i or (child.dep_ == "conj" and own & {*_SUBJECTS, "aux"}) or child.dep_ in ("punct", "cc"):
            continue
        if (
            child.dep_ in ("ccomp", "parataxis")
            and own & set(_SUBJECTS)
            and verb.lower_ not in ("let", "see", "have", "get")
        ):
            continue
        last = max(last, child.right_edge, key=lambda token: token.i)
    return min(last.idx + len(last.text), limit)
