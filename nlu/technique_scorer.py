"""Finds techniques and faults: the Rasa side of ``nlu.scoring``."""

from __future__ import annotations

import json
import logging
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from threadpoolctl import threadpool_limits

from nlu import (
    calibration,
    fingerprint,
    folds,
    language,
    saved,
    scorer_training,
    scoring,
)
from nlu.corpus import LabelledReply
from nlu.encoder import ENCODING, ReplyEncoder
from nlu.errors import UnderstandingError
from nlu.evaluation.own import SCORES_FILE
from nlu.evaluation.scored import write_scored
from nlu.examples import LABELLED_REPLY, labelled
from nlu.features import Reading
from nlu.request import Context, as_sent
from nlu.sentences import SENTENCES

SCORES = "scores"
VERSION = "scorer_version"
_MODEL_FILE = "techniques.npz"
_FIGURES_FILE = "validation.json"

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TechniqueScorer(GraphComponent):
    """Sets ``scores`` and ``scorer_version`` on every message."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [ReplyEncoder]

    @staticmethod
    def required_packages() -> list[str]:
        return ["numpy", "scipy"]

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: scoring.TechniqueModel | None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._version = model_version(model) if model else ""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TechniqueScorer:
        return cls(config, model_storage, resource, model=None)

    def train(self, training_data: TrainingData) -> Resource:
        """Fits the heads on the labelled replies and keeps the cross-validated figures beside them."""
        messages = labelled(training_data, LABELLED_REPLY)
        if not messages:
            raise UnderstandingError("N0303", "no labelled replies in the training data; see importers in config.yml")
        replies: list[LabelledReply] = [message.get(LABELLED_REPLY) for message in messages]
        readings = [reading_of(item) for item in messages]
        self._model, figures = scorer_training.fit_scorer(readings, replies)
        logger.info(f"Techniques: cross-validated macro-F1 {figures.macro_f1:.3f} over {figures.replies} replies.")
        self.persist(figures)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        if self._model is None:
            raise UnderstandingError("N0304", "the technique scorer was not trained; run make train")
        for message in messages:
            scores = self._model.score(reading_of(message))
            message.set(SCORES, scores.to_dict(), add_to_output=True)
            message.set(VERSION, self._version, add_to_output=True)
        return messages

    def persist(self, figures: scorer_training.Validation) -> None:
        if self._model is None:
            raise UnderstandingError("N0304", "the technique scorer was not trained; nothing to persist")
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder / _MODEL_FILE)
            (folder / _FIGURES_FILE).write_text(json.dumps(figures.to_dict(), indent=1) + "\n", encoding="utf-8")
            write_scored(figures.scored, folder / SCORES_FILE)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TechniqueScorer:
        # Replies are answered one by one: on such small matrices more threads of BLAS only wait for each other, and
        # keep a core busy that other processes need.
        threadpool_limits(1, user_api="blas")
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, model=scoring.TechniqueModel.load(folder / _MODEL_FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return fingerprint.of_modules(calibration, folds, language, saved, scorer_training, scoring)


def reading_of(message: Message) -> Reading:
    """What earlier components found in a message."""
    return Reading(
        text=as_sent(message.get(TEXT)),
        parsed=message.get(SENTENCES),
        encoding=message.get(ENCODING),
        context=Context.from_metadata(message.get("metadata")),
    )


def model_version(model: scoring.TechniqueModel) -> str:
    """Sixteen hex digits that change with what the scorer is made of: encoders, corpora, and the code between them.

    The fitted numbers themselves are left out: processors differ in the last digits of what they reckon, and it is one
    and the same scorer on all of them.
    """
    code = fingerprint.of_modules(calibration, language, scorer_training, scoring)
    return fingerprint.of_text(model.encoder, model.learnt_from, code)[:16]
