"""Understands what a reply is about: the Rasa side of ``nlu.content``."""

from __future__ import annotations

import json
import logging
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu import (
    amounts,
    calibration,
    content,
    familiarity,
    features,
    fingerprint,
    folds,
    language,
    linear_heads,
    ngrams,
    repetition,
    saved,
    tagger,
    times,
)
from nlu.corpus import MODES, STANCES
from nlu.encoder import ENCODING, ReplyEncoder
from nlu.errors import UnderstandingError
from nlu.examples import LABELLED_REMEDIES, LABELLED_REPLY, LABELLED_TOPICS, VOCABULARY, labelled
from nlu.technique_scorer import SCORES, reading_of

CONTENT = "content"
_MODEL_FILE = "content.npz"
_FIGURES_FILE = "validation.json"

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ContentUnderstanding(GraphComponent):
    """Sets ``content`` on every message that has been scored."""

    @classmethod
    def required_components(cls) -> list[type]:
        # The technique scorer must run before it too; Rasa looks at the training graph, where neither needs the other.
        return [ReplyEncoder]

    @staticmethod
    def required_packages() -> list[str]:
        return ["numpy", "scipy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # How strongly the heads are held back from learning the corpus by heart.
            "ridge": 30.0,
            # How much words and phrases count beside the encoder's vectors.
            "phrase_weight": 12.0,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: content.ContentModel | None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ContentUnderstanding:
        return cls(config, model_storage, resource, model=None)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the heads for topics and remedies, and learns from the replies what is usual."""
        topics, topic_figures = self._tagger(labelled(training_data, LABELLED_TOPICS), LABELLED_TOPICS, MODES)
        remedies, remedy_figures = self._tagger(labelled(training_data, LABELLED_REMEDIES), LABELLED_REMEDIES, STANCES)
        replies = labelled(training_data, LABELLED_REPLY)
        usual = familiarity.Familiarity.fit(
            [message.get(ENCODING).reply() for message in replies],
            [message.get(LABELLED_REPLY).scenario for message in replies],
        )
        self._model = content.ContentModel(topics=topics, remedies=remedies, familiarity=usual)
        for name, figures in (("Topics", topic_figures), ("Remedies", remedy_figures)):
            logger.info(f"{name}: cross-validated macro-F1 {figures['macro_f1']:.3f} over {figures['lines']} lines.")
        self.persist({"topics": topic_figures, "remedies": remedy_figures})
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        if self._model is None:
            raise UnderstandingError("N0304", "content understanding was not trained; run make train")
        for message in messages:
            found = bool(message.get(SCORES)["decided"])
            understood = self._model.understand(reading_of(message), techniques_found=found)
            message.set(CONTENT, understood.to_dict(), add_to_output=True)
        return messages

    def persist(self, figures: dict[str, Any]) -> None:
        if self._model is None:
            raise UnderstandingError("N0304", "content understanding was not trained; nothing to persist")
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder / _MODEL_FILE)
            (folder / _FIGURES_FILE).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ContentUnderstanding:
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, model=content.ContentModel.load(folder / _MODEL_FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return fingerprint.of_modules(
            amounts, calibration, content, familiarity, features, folds, language, linear_heads, ngrams, repetition,
            saved, tagger, times,
        )  # fmt: skip

    def _tagger(
        self, messages: list[Message], key: str, marks: tuple[str, ...]
    ) -> tuple[tagger.Tagger, dict[str, Any]]:
        if not messages:
            raise UnderstandingError("N0303", f"no {key} in the training data; see importers in config.yml")
        return tagger.fit_tagger(
            [reading_of(message) for message in messages],
            [message.get(key) for message in messages],
            kinds=messages[0].get(VOCABULARY),
            marks=marks,
            ridge=self._config["ridge"],
            phrase_weight=self._config["phrase_weight"],
        )
