from __future__ import annotations

from dataclasses import replace

import pytest

from bot.importer import CorpusImporter
from nlu import encoder_weights
from nlu.errors import UnderstandingError
from nlu.examples import LABELLED_REMEDIES, LABELLED_REPLY, LABELLED_TOPICS, labelled
from nlu.request import Context
from tests.nlu.small_model import CORPUS


@pytest.fixture(scope="module")
def training_data():
    return CorpusImporter(corpora=str(CORPUS)).get_nlu_data()


def test_every_line_becomes_a_message(training_data):
    counts = [len(labelled(training_data, key)) for key in (LABELLED_REPLY, LABELLED_TOPICS, LABELLED_REMEDIES)]
    assert counts == [26, 18, 18]


def test_rasa_takes_none_of_them_for_a_story(training_data):
    assert not training_data.has_e2e_examples()


def test_a_message_carries_history_and_channel_as_a_live_one_does(training_data):
    message = labelled(training_data, LABELLED_REPLY)[0]
    assert Context.from_metadata(message.get("metadata")) == message.get(LABELLED_REPLY).context


def test_the_fingerprint_is_that_of_the_data(training_data):
    assert CorpusImporter(corpora=str(CORPUS)).get_nlu_data().fingerprint() == training_data.fingerprint()


def test_a_missing_corpus_stops_the_training(tmp_path):
    with pytest.raises(UnderstandingError, match="N0101"):
        CorpusImporter(corpora=str(tmp_path)).get_nlu_data()


def test_replies_that_the_encoder_was_tuned_on_stay_out(monkeypatch, training_data):
    first = labelled(training_data, LABELLED_REPLY)[0].get(LABELLED_REPLY).scenario
    tuned = replace(encoder_weights.UNTUNED, groups=frozenset({first}))
    monkeypatch.setattr(encoder_weights, "manifest", lambda: tuned)
    kept = labelled(CorpusImporter(corpora=str(CORPUS)).get_nlu_data(), LABELLED_REPLY)
    scenarios = [message.get(LABELLED_REPLY).scenario for message in kept]
    assert scenarios
    assert first not in scenarios
