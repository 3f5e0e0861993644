"""A model trained on the small corpus beside this file: the real graph, in a few seconds."""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rasa.core.processor import MessageProcessor
from rasa.model_training import train

from nlu.graph import load_processor

ROOT = Path(__file__).resolve().parents[2]
CORPUS = Path(__file__).resolve().parent / "corpus"


def config_with(corpora: Path) -> dict[str, Any]:
    """The real configuration with another corpus and a policy that needs no persona."""
    config: dict[str, Any] = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    config["importers"][0]["corpora"] = str(corpora)
    config["policies"] = [{"name": "tests.bot.turn_policy.TurnPolicy"}]
    return config


def train_model(folder: Path, corpora: Path = CORPUS, *, config: dict[str, Any] | None = None) -> Path:
    """Trains as ``rasa train`` does, with its cache in ``folder``."""
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    written = folder / "config.yml"
    written.write_text(yaml.safe_dump(config or config_with(corpora)), encoding="utf-8")
    result = train(
        domain=str(ROOT / "bot/domain.yml"),
        config=str(written),
        training_files=str(ROOT / "data/rasa"),
        output=str(folder / "models"),
        fixed_model_name="small",
    )
    assert result.model is not None
    return Path(result.model)


@lru_cache(maxsize=1)
def small_model() -> Path:
    """The archive of the one small model of a test run."""
    return train_model(Path(tempfile.mkdtemp(prefix="amends-small-model-")))


@lru_cache(maxsize=1)
def small_processor() -> MessageProcessor:
    """The small model, loaded once."""
    return load_processor(small_model())
