"""Reads a reply with the end of the history: a vector a sentence, and what the tuned heads make of each and of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from tokenizers import Tokenizer

from nlu import alike, apostrophes, encoder_weights, fingerprint, minilm, names, tuned_heads, windows
from nlu.request import Context, as_sent
from nlu.sentences import SENTENCES, ParsedReply, SentenceSplitter
from nlu.tuned_heads import TunedHeads, Vectors, sums_by

ENCODING = "encoding"
"""Where a message keeps its :class:`Encoding`."""
HISTORY_PIECES: Final = 72
"""Word pieces of history that the encoder was tuned with."""
_LAST_MESSAGES: Final = 4
_LAST_CHARACTERS: Final = 400
_SPEAKERS: Final = {"customer": "customer", "trainee": "staff"}
LONGEST_ROW: Final = 192
"""Word pieces of a row that the encoder was tuned with."""


@dataclass(frozen=True)
class Encoding:
    """The vectors of one reply.

    Attributes:
        sentences: (n, 384), the mean over a sentence's word pieces.
        pieces: (n,), how many word pieces each sentence has.
        history: (384,), the mean over channel, place in the talk and the end of the history.
        carried: (n, labels), logits of what each sentence carries.
        whole: (labels,), logits of what the reply amounts to; of no use for one without sentences.
        version: hash of the encoder that made them.
    """

    sentences: np.ndarray
    pieces: np.ndarray
    history: np.ndarray
    carried: np.ndarray
    whole: np.ndarray
    version: str

    def reply(self) -> np.ndarray:
        """(384,): the mean over all word pieces of the reply; zeros for an empty one."""
        mean: np.ndarray = (self.sentences * self.pieces[:, None]).sum(axis=0) / max(self.pieces.sum(), 1)
        return mean.astype(np.float32)

    def fingerprint(self) -> str:
        arrays = (self.sentences, self.pieces, self.history, self.carried, self.whole)
        return fingerprint.of_text(self.version, *(array.tobytes().hex() for array in arrays))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ReplyEncoder(GraphComponent):
    """Sets ``encoding`` on every message that has been cut into sentences."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [SentenceSplitter]

    @staticmethod
    def required_packages() -> list[str]:
        return ["ctranslate2", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Word pieces that are read at once; a longer reply is read in several rows, each with the same history.
            "longest_row": LONGEST_ROW,
            # How many word pieces of what was said last are read before the reply.
            "history_pieces": HISTORY_PIECES,
            # Threads that read one row. More than one wait for each other longer than they work on so short a row.
            "threads": 1,
            # Numbers in the encoder's matrices: "int8", or "float32" for three times the time and a little more truth.
            "precision": "int8",
        }

    def __init__(
        self, config: dict[str, Any], encoder: minilm.MiniLM, heads: TunedHeads, tokenizer: Tokenizer, version: str
    ) -> None:
        self._longest = config["longest_row"]
        self._history_pieces = config["history_pieces"]
        self._encoder = encoder
        self._heads = heads
        self._tokenizer = tokenizer
        self._version = version

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ReplyEncoder:
        encoder = minilm.MiniLM(threads=config["threads"], precision=config["precision"])
        heads = TunedHeads.of(encoder_weights.heads())
        return cls(config, encoder, heads, minilm.load_tokenizer(), cls.fingerprint_addon(config))

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            context = Context.from_metadata(message.get("metadata"))
            message.set(ENCODING, self._encode(as_sent(message.get(TEXT)), message.get(SENTENCES), context))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.nlu_examples)
        return training_data

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return fingerprint.of_text(
            encoder_weights.version(),
            fingerprint.of_modules(alike, apostrophes, minilm, names, tuned_heads, windows),
            repr(sorted(config.items())),
        )

    def _encode(self, text: str, parsed: ParsedReply, context: Context) -> Encoding:
        spans = [(sentence.start, sentence.end) for sentence in parsed.sentences]
        history = what_came_before(context, self._tokenizer, pieces=self._history_pieces)
        rows = windows.lay_out(windows.pieces_of(text, self._tokenizer), history, spans, longest=self._longest)
        vectors, count = Vectors.of(rows, self._encoder.read), len(spans)
        pieces = np.bincount(vectors.owners, minlength=count)
        sentences = sums_by(vectors.owners, count) @ vectors.said / np.maximum(pieces, 1)[:, None]
        carried, whole = self._heads.judge(vectors, count)
        return Encoding(
            sentences=sentences.astype(np.float32),
            pieces=pieces,
            history=vectors.before,
            carried=carried,
            whole=whole,
            version=self._version,
        )


def what_came_before(context: Context, tokenizer: Tokenizer, *, pieces: int = HISTORY_PIECES) -> tuple[int, ...]:
    """The word pieces that are read before a reply: channel and place in the talk, then who said what last.

    The channel tells public from private, and who spoke tells a question that was asked from one that was answered.
    """
    place = "later" if any(said.who == "trainee" for said in context.history) else "first reply"
    head = windows.pieces_of(f"{context.channel}, {place}", tokenizer).ids
    # Only the last words of a long message are read, so that a long history costs nothing.
    said = [f"{_SPEAKERS[said.who]}: {said.text[-_LAST_CHARACTERS:]}" for said in context.history[-_LAST_MESSAGES:]]
    tail = [piece for text in said for piece in windows.pieces_of(text, tokenizer).ids]
    return (*head, windows.SEP, *tail[-pieces:])
