"""From planned acts to words: the persona's own lines first, then the shared bank; no line twice, no slot unfilled.

The trainee's words enter a line as data in one pass: braces in them stay braces. When a cell is used up its neighbours
help out: other moods, then acts that can stand in, and at the very end a pair of last words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from policies.customer.acts import Act, Vocabulary
from policies.customer.chance import chance
from policies.customer.lines import SLOT, Bank, Line, line
from policies.customer.numbers import MOODS
from policies.customer.persona import Persona

_BUBBLES: Final[frozenset[str]] = frozenset({"chat", "social"})
"""Channels on which people send one short message after the other."""
_SENTENCE_START: Final = re.compile(r"(?:^|(?<=[.?!] ))[A-Z][\w'’]*")
_FIRST_PERSON: Final = ("I'", "I’")
_LONGEST_TIME: Final = 40
"""Characters of the trainee's words for a time, beyond which nobody would say them back."""


@dataclass(frozen=True)
class Message:
    """One message of the customer's."""

    text: str
    who: str = "customer"

    def to_dict(self) -> dict[str, str]:
        return {"who": self.who, "text": self.text}


@dataclass(frozen=True)
class Spoken:
    """The messages and the ids of all lines said so far in the session, these included."""

    messages: tuple[Message, ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class Voice:
    """Who speaks, in which mood, in which turn."""

    persona: Persona
    mood: str
    turn: int
    seed: int
    bank: Bank
    vocabulary: Vocabulary


def speak(acts: Sequence[Act], voice: Voice, *, said: Sequence[str]) -> Spoken:
    """Words for the acts, at least one message for at least one act."""
    used = list(said)
    texts = []
    for place, act in enumerate(acts):
        text = _say(act, voice, used, place=place)
        if text is not None:
            texts.append(text)
    if acts and not texts:
        texts.append(_last_words(voice, used))
    return Spoken(messages=tuple(map(Message, _as_written(texts, voice.persona))), said=tuple(used))


def _as_written(texts: list[str], persona: Persona) -> list[str]:
    """One message for each text where people write like that, else all in one; an e-mail begins and ends as one."""
    if persona.channel in _BUBBLES or not texts:
        return texts
    if persona.channel == "email":
        greeting = f"Dear {persona.organisation['name']}," if persona.register == "formal" else "Hello,"
        return ["\n\n".join((greeting, *texts, persona.name))]
    return [" ".join(texts)]


def _say(act: Act, voice: Voice, used: list[str], *, place: int) -> str | None:
    slots = _slots(act, voice)
    for pool in _pools(act, voice):
        free = [item for item in pool if item.id not in used and _fits(item, voice.persona, slots)]
        if free:
            draw = chance(voice.seed, voice.turn, f"line {place} {act.name}")
            # Words of the trainee's own, thrown back, are what makes a customer real: preferred where they can be had.
            pointed = [item for item in free if {"echo", "quote"} & set(item.slots)]
            chosen = draw.choice(pointed if pointed and draw.random() < 0.6 else free)
            used.append(chosen.id)
            text = fill(chosen.text, slots)
            return _texted(text, voice.persona) if _is_shared(chosen, voice) else text
    return None


def _is_shared(chosen: Line, voice: Voice) -> bool:
    """A line of the shared bank that was not written for a register."""
    return not chosen.registers and chosen.id in voice.bank.ids


def _texted(text: str, persona: Persona) -> str:
    """How somebody casual types what others would write: small letters, no last full stop."""
    if persona.register != "casual" or persona.channel not in _BUBBLES:
        return text
    names = (persona.name, str(persona.organisation["name"]))

    def small(found: re.Match[str]) -> str:
        word = found.group(0)
        named = any(text.startswith(name, found.start()) for name in names)
        return (
            word
            if named or word.startswith(_FIRST_PERSON) or (word.isupper() and word != "A")
            else word[:1].lower() + word[1:]
        )

    return _SENTENCE_START.sub(small, text).removesuffix(".")


def _pools(act: Act, voice: Voice) -> Iterator[Sequence[Line]]:
    """Where to look, best first: each pool is used up before the next is opened."""
    yield _own(act, voice.persona)
    seen = {act.name}
    queue = [act.name]
    while queue:
        name = queue.pop(0)
        yield from _cells(name, voice)
        for stand_in in voice.vocabulary.otherwise[name]:
            if stand_in not in seen:
                seen.add(stand_in)
                queue.append(stand_in)


def _own(act: Act, persona: Persona) -> list[Line]:
    """What the author wrote for this very fact, question or ask."""
    if act.name in ("answer", "add_detail") and act.fact is not None:
        return [line(text) for text in persona.fact(act.fact).says]
    if act.name == "state_wish":
        return [line(text) for text in persona.ask_says]
    return [
        line(text)
        for question in persona.questions
        if question.topic == act.topic and act.name.startswith("ask_")
        for text in question.says
    ]


def _cells(name: str, voice: Voice) -> Iterator[Sequence[Line]]:
    own, channel = voice.persona.lines.get(name, {}), voice.persona.channel
    for mood in (voice.mood, "any"):
        yield [line(text) for text in own.get(mood, ())]
    here = MOODS.index(voice.mood)
    yield [item for item in voice.bank.cell(name, voice.mood) if channel in item.channels]
    yield (*voice.bank.cell(name, voice.mood), *voice.bank.cell(name, "any"))
    for mood in sorted(MOODS, key=lambda other: (abs(MOODS.index(other) - here), MOODS.index(other))):
        if mood != voice.mood:
            yield [line(text) for text in own.get(mood, ())]
            yield voice.bank.cell(name, mood)


def _fits(item: Line, persona: Persona, slots: Mapping[str, str]) -> bool:
    return (
        (not item.channels or persona.channel in item.channels)
        and (not item.registers or persona.register in item.registers)
        and all(slot in slots for slot in item.slots)
    )


def _slots(act: Act, voice: Voice) -> dict[str, str]:
    """Everything that can be filled in this turn."""
    persona = voice.persona
    best = max(persona.remedies, key=lambda remedy: remedy.worth, default=None)
    value = persona.fact(act.fact).value if act.fact is not None else None
    of_its_sort = voice.vocabulary.remedies[act.kind].get("slot") if act.kind is not None else None
    candidates: Iterable[tuple[str, str | None]] = (
        ("item", persona.item),
        ("problem", persona.problem),
        ("want", persona.want),
        ("occasion", persona.occasion),
        ("deadline", persona.deadline),
        ("org", str(persona.organisation["name"])),
        ("name", persona.name),
        ("value", value),
        ("offer", act.offer),
        (of_its_sort or "", act.offer),
        ("better", best.words if best else None),
        ("echo", act.echo),
        ("quote", act.quote),
        ("when", act.when if act.when and len(act.when) <= _LONGEST_TIME else None),
        *((f"fact.{fact.id}", fact.value) for fact in persona.facts),
    )
    return {name: text for name, text in candidates if name and text}


def fill(template: str, slots: Mapping[str, str]) -> str:
    """The template with its slots filled, once: what a slot brings in is never read as a template again."""
    text = SLOT.sub(lambda found: slots[found.group(1)], template)
    # A slot at the start of a sentence brings a small letter with it.
    if template.startswith("{"):
        text = text[:1].upper() + text[1:]
    for start in re.finditer(r"[.?!] \{", template):
        prefix = fill(template[: start.end() - 1], slots)
        place = len(prefix)
        text = text[:place] + text[place : place + 1].upper() + text[place + 1 :]
    return text


def _last_words(voice: Voice, used: list[str]) -> str:
    """A pair never said before; the bank holds more of them than a session can have turns."""
    pairs = [f"{first} {second}" for second in voice.bank.second for first in voice.bank.first]
    fresh = [item for item in map(line, pairs) if item.id not in used]
    chosen = chance(voice.seed, voice.turn, "last words").choice(fresh)
    used.append(chosen.id)
    return chosen.text
