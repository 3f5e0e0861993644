"""Cuts each reply into sentences with exact offsets and describes their grammar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from coaching_rules.findings import Commitment
from nlu import amounts, apostrophes, commitments, fingerprint, grammar, sentence_spans, times
from nlu.apostrophes import straightened
from nlu.commitments import find_commitments
from nlu.request import as_sent
from nlu.spacy_loader import Parser, SpacyLoader

SENTENCES = "sentences"
"""Where a message keeps its :class:`ParsedReply`."""


@dataclass(frozen=True)
class Sentence:
    """A sentence: its place in the reply and its grammar, in the order of ``grammar.FEATURES``."""

    start: int
    end: int
    text: str
    grammar: tuple[float, ...]


@dataclass(frozen=True)
class ParsedReply:
    """What parsing found in a reply; no sentences where there is nothing but white space."""

    sentences: tuple[Sentence, ...]
    commitments: tuple[Commitment, ...] = ()

    def fingerprint(self) -> str:
        return fingerprint.of_text(repr(self))


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False, model_from="SpacyLoader"
)
class SentenceSplitter(GraphComponent):
    """Sets ``sentences`` on every message that has text."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [SpacyLoader]

    @staticmethod
    def required_packages() -> list[str]:
        return ["spacy"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceSplitter:
        return cls()

    def process(self, messages: list[Message], model: Parser) -> list[Message]:
        for message in messages:
            message.set(SENTENCES, parse(as_sent(message.get(TEXT)), model))
        return messages

    def process_training_data(self, training_data: TrainingData, model: Parser) -> TrainingData:
        self.process(training_data.nlu_examples, model)
        return training_data

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return fingerprint.of_modules(amounts, apostrophes, commitments, grammar, sentence_spans, times)


def parse(text: str, parser: Parser) -> ParsedReply:
    """Parses one reply; the same text always parses the same, whatever came before it."""
    plain = straightened(text)
    doc = parser.language(plain)
    spans = sentence_spans.split(plain, grammar.clause_starts(doc))
    return ParsedReply(
        sentences=tuple(
            Sentence(start=start, end=end, text=text[start:end], grammar=described)
            for (start, end), described in zip(spans, grammar.describe(doc, spans))
        ),
        commitments=find_commitments(doc, text, spans),
    )
