"""What a reply is about: facts asked and told, remedies with their stance, amount and time, language and sense."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from coaching_rules.findings import Content, Remedy, Span, Topic
from nlu import saved
from nlu.amounts import MONEY, amount_of, percent_of
from nlu.familiarity import Familiarity
from nlu.features import Reading
from nlu.language import is_nonsense, language_of
from nlu.repetition import repeated_turn
from nlu.sentences import Sentence
from nlu.tagger import Tagger
from nlu.times import find_times, is_ahead

_WORDS_TO_JUDGE: Final = 4
"""Shorter replies are never off topic: "Mine too" depends on what was said."""


@dataclass(frozen=True)
class ContentModel:
    """The fitted heads for topics and remedies, and what replies usually look like."""

    topics: Tagger
    remedies: Tagger
    familiarity: Familiarity

    def understand(self, reading: Reading, *, techniques_found: bool) -> Content:
        """Reads one reply.

        Args:
            reading: the parsed and encoded reply.
            techniques_found: whether the scorer decided on any label; such a reply is on topic.
        """
        topics = tuple(self._topics(reading))
        remedies = tuple(self._remedies(reading))
        language = language_of(reading.text)
        on_topic = bool(techniques_found or topics or remedies)
        return Content(
            topics=topics,
            remedies=remedies,
            when=tuple(_span(reading.text, start, end) for start, end in find_times(reading.text)),
            language=language,
            sense=self._sense(reading, on_topic=on_topic) if language == "en" else "ok",
            repeats_turn=repeated_turn(reading.text, reading.context),
            commitments=reading.parsed.commitments,
        )

    def _topics(self, reading: Reading) -> Iterator[Topic]:
        for sentence, found in zip(reading.sentences, self.topics.tag(reading)):
            for tag in found:
                yield Topic(topic=tag.kind, mode=tag.mark, span=_whole(sentence), score=tag.score)

    def _remedies(self, reading: Reading) -> Iterator[Remedy]:
        for sentence, found in zip(reading.sentences, self.remedies.tag(reading)):
            times = (sentence.text[slice(*span)] for span in find_times(sentence.text))
            ahead = next(filter(is_ahead, times), None)
            for tag in found:
                money = amount_of(tag.kind, sentence.text) if tag.kind in MONEY else None
                yield Remedy(
                    kind=tag.kind,
                    stance=tag.mark,
                    span=_whole(sentence),
                    score=tag.score,
                    amount=money.value if money else None,
                    currency=money.currency if money else None,
                    percent=percent_of(tag.kind, sentence.text) if tag.kind in MONEY else None,
                    when=ahead,
                )

    def _sense(self, reading: Reading, *, on_topic: bool) -> str:
        if is_nonsense(reading.text, int(reading.encoding.pieces.sum())):
            return "nonsense"
        long_enough = len(reading.text.split()) >= _WORDS_TO_JUDGE
        if long_enough and not on_topic and self.familiarity.is_strange(reading.encoding.reply()):
            return "off_topic"
        return "ok"

    def save(self, path: Path) -> None:
        saved.write(path, self.arrays())

    @classmethod
    def load(cls, path: Path) -> ContentModel:
        arrays = saved.read(path)
        return cls(
            topics=Tagger.from_arrays("topics", arrays),
            remedies=Tagger.from_arrays("remedies", arrays),
            familiarity=Familiarity(known=arrays["familiarity.known"], limit=float(arrays["familiarity.limit"])),
        )

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything that was fitted, by name."""
        return {
            **self.topics.to_arrays("topics"),
            **self.remedies.to_arrays("remedies"),
            "familiarity.known": self.familiarity.known,
            "familiarity.limit": np.array(self.familiarity.limit),
        }


def _span(text: str, start: int, end: int) -> Span:
    return Span(start=start, end=end, quote=text[start:end])


def _whole(sentence: Sentence) -> Span:
    return Span(start=sentence.start, end=sentence.end, quote=sentence.text)
