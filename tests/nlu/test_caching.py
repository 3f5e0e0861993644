"""Changed data, rules or weights retrain what they touch; unchanged ones do not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from rasa.model_training import train

from nlu import encoder_weights, times
from nlu.content_understanding import ContentUnderstanding
from nlu.encoder import ReplyEncoder
from nlu.sentences import SentenceSplitter
from nlu.spacy_loader import SpacyLoader
from nlu.technique_scorer import TechniqueScorer
from tests.nlu.small_model import CORPUS, ROOT, config_with, train_model


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> Path:
    """A folder with a corpus, trained once."""
    folder: Path = tmp_path_factory.mktemp("trained")
    shutil.copytree(CORPUS, folder / "corpus")
    train_model(folder, folder / "corpus")
    return folder


def stale(folder: Path, corpora: Path, **changes: Any) -> set[str]:
    """The components that ``rasa train`` would train anew."""
    config = config_with(corpora)
    for component in config["pipeline"]:
        component.update(changes.get(component["name"].rsplit(".", 1)[1], {}))
    written = folder / "dry.yml"
    written.write_text(json.dumps(config), encoding="utf-8")
    result = train(
        domain=str(ROOT / "bot/domain.yml"),
        config=str(written),
        training_files=str(ROOT / "data/rasa"),
        output=str(folder / "models"),
        dry_run=True,
    )
    statuses = result.dry_run_results or {}
    return {
        name.split(".")[-1].rstrip("0123456789")
        for name, status in statuses.items()
        if name.startswith("train_nlu") and not status.is_hit
    }


def test_nothing_is_trained_anew_when_nothing_changed(trained):
    assert stale(trained, trained / "corpus") == set()


def test_a_changed_label_trains_the_heads_anew(trained, tmp_path):
    shutil.copytree(trained / "corpus", tmp_path / "corpus")
    path = tmp_path / "corpus" / "replies" / "small.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    last = json.loads(lines[-1])
    last["sentences"][0]["labels"] = last["labels"] = ["stonewall"]
    path.write_text("\n".join([*lines[:-1], json.dumps(last)]) + "\n", encoding="utf-8")
    assert stale(trained, tmp_path / "corpus") == {"TechniqueScorer", "ContentUnderstanding"}


def test_a_changed_topic_trains_anew(trained, tmp_path):
    shutil.copytree(trained / "corpus", tmp_path / "corpus")
    path = tmp_path / "corpus" / "topics.jsonl"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:-1]) + "\n", encoding="utf-8")
    assert "ContentUnderstanding" in stale(trained, tmp_path / "corpus")


def test_other_weights_train_anew(trained, monkeypatch):
    monkeypatch.setattr(encoder_weights, "version", lambda: "other weights")
    assert stale(trained, trained / "corpus") == {"TechniqueScorer", "ContentUnderstanding"}


def test_a_changed_number_in_the_configuration_trains_its_component_anew(trained):
    changed = stale(trained, trained / "corpus", ContentUnderstanding={"ridge": 1.0})
    assert changed == {"ContentUnderstanding"}


@pytest.mark.parametrize(
    "component", [SpacyLoader, SentenceSplitter, ReplyEncoder, TechniqueScorer, ContentUnderstanding]
)
def test_the_code_a_component_leans_on_is_in_its_fingerprint(component, monkeypatch):
    config = component.get_default_config()
    assert component.fingerprint_addon(config)
    assert component.fingerprint_addon(config) == component.fingerprint_addon(config)


def test_changed_code_outside_the_class_changes_the_fingerprint(monkeypatch):
    before = ContentUnderstanding.fingerprint_addon({})
    sources = {times: "another module"}
    monkeypatch.setattr("inspect.getsource", lambda module: sources.get(module, module.__name__))
    first = ContentUnderstanding.fingerprint_addon({})
    sources[times] = "yet another module"
    assert first != ContentUnderstanding.fingerprint_addon({}) != before
