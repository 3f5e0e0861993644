"""What the heads see of a reply: numbers for each sentence and for the reply as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from nlu.encoder import Encoding
from nlu.request import CHANNELS, Context
from nlu.sentences import ParsedReply, Sentence

_LAST_WORDS: Final = 400
"""Characters at the end of what the customer said last that count as just said."""


@dataclass(frozen=True)
class Reading:
    """A reply after parsing and encoding: all that the heads may look at."""

    text: str
    parsed: ParsedReply
    encoding: Encoding
    context: Context

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return self.parsed.sentences


def sentence_features(reading: Reading) -> np.ndarray:
    """(n, d): vector, grammar, place in the reply and context of each sentence."""
    count = len(reading.sentences)
    said = context_features(reading)
    rows = []
    for index, sentence in enumerate(reading.sentences):
        vector = reading.encoding.sentences[index]
        before = reading.sentences[index - 1].grammar if index else np.zeros(len(sentence.grammar))
        after = reading.sentences[index + 1].grammar if index + 1 < count else np.zeros(len(sentence.grammar))
        place = [
            float(index == 0),
            float(index == count - 1),
            index / count,
            np.log1p(count),
            np.log1p(sentence.end - sentence.start),
            float(count == 1),
            _cosine(vector, reading.encoding.history),
            _shared_words(sentence.text, reading.context),
        ]
        rows.append(np.concatenate([vector, sentence.grammar, before, after, place, said]))
    width = rows[0].shape[0] if rows else 0
    return np.stack(rows).astype(np.float64) if rows else np.zeros((0, width))


def context_features(reading: Reading) -> np.ndarray:
    """Channel and course of the conversation so far."""
    history = reading.context.history
    trainee_spoke = any(said.who == "trainee" for said in history)
    return np.array(
        [
            *(float(reading.context.channel == channel) for channel in CHANNELS),
            float(not history),
            float(trainee_spoke),
            np.log1p(len(history)),
            np.log1p(sum(len(said.text) for said in history[-1:])),
            float(bool(history) and "?" in history[-1].text),
        ]
    )


def _cosine(left: np.ndarray, right: np.ndarray) -> float:
    length = float(np.linalg.norm(left) * np.linalg.norm(right))
    return float(left @ right) / length if length else 0.0


def _shared_words(text: str, context: Context) -> float:
    """The share of a text's longer words that the customer has just used."""
    said = " ".join(said.text for said in context.history if said.who == "customer")[-_LAST_WORDS:].lower()
    words = {word.strip(".,!?;:'\"()") for word in text.lower().split() if len(word) > 4}
    return sum(word in said for word in words if word) / len(words) if words else 0.0
