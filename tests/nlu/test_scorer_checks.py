"""What any scorer must hold to, whatever it has learnt: a new one is checked by this file unchanged."""

from __future__ import annotations

import asyncio
import json
import math
import tarfile
from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from coaching_rules.techniques import LABELS
from nlu.encoder import Encoding
from nlu.errors import UnderstandingError
from nlu.features import Reading
from nlu.grammar import FEATURES
from nlu.graph import load_processor, understand
from nlu.request import Context, ReplyRequest
from nlu.scoring import TechniqueModel
from nlu.sentences import ParsedReply, Sentence
from tests.nlu.small_model import small_model, small_processor

HISTORY = [
    {"who": "customer", "text": "My ring broke twice."},
    {"who": "trainee", "text": "Which ring was it?"},
    {"who": "customer", "text": "The gold one. I told you on Monday!"},
]
REPLIES = {
    "usual": "I'm so sorry that it broke again. I'll ask the workshop now and ring you by five. Is that all right?",
    "command": "  /restart and I am sorry about that.",
    "one word": "Sorry!",
    "blanks around": "\n\t  I am sorry.  \r\n\r\nBye.  ",
    "empty": "",
    "only blanks": " \n\t ",
    "only emoji": "😀👍🏽",
    "emoji inside": "Sorry 😔 about that 💔! We'll call you 📞 tomorrow.",
    "combining": "Désolée — I'm sorry,  Zoë 👩‍👩‍👧!",
    "spanish": "Lo siento mucho, señora, le devolvemos el dinero mañana mismo.",
    "cantonese": "唔好意思，我哋會盡快處理你嘅投訴。",
    "right to left": "نعتذر عن التأخير \u202eabc\u202c sorry",
    "markup": "<script>alert('x')</script> I'm sorry <b>so</b> &amp; very much; DROP TABLE turns;--",
    "no punctuation": "so sorry about this i will ring the bench now and let you know can you send a photo please " * 5,
    "capitals": "STOP SHOUTING AT ME YOU SILLY MAN",
    "numbers": "4471 0193 22/03 17:30",
    "one long word": "a" * 5_000,
    "line breaks": "Dear Ms Lau,\r\nI am sorry.\r\n\r\nKind regards\r\nSam",
    "twenty thousand characters": ("I am sorry about the clasp, and I will call you tomorrow. " * 400)[:20_000],
}


@pytest.mark.parametrize("name", REPLIES)
def test_every_label_has_a_probability(understand_reply, name):
    labels = understand_reply(REPLIES[name], history=HISTORY).scores["labels"]
    assert tuple(labels) == LABELS
    assert all(0 <= value <= 1 and math.isfinite(value) and value == round(value, 4) for value in labels.values())


@pytest.mark.parametrize("name", REPLIES)
def test_decided_and_abstained_are_disjoint_and_in_label_order(understand_reply, name):
    scores = understand_reply(REPLIES[name], history=HISTORY).scores
    for names in (scores["decided"], scores["abstained"]):
        assert names == [label for label in LABELS if label in names]
    assert not set(scores["decided"]) & set(scores["abstained"])


@pytest.mark.parametrize("name", REPLIES)
def test_everything_found_quotes_the_reply_exactly(understand_reply, name):
    text = REPLIES[name]
    found = understand_reply(text, history=HISTORY)
    spans = [
        *found.scores["evidence"],
        *found.content["topics"],
        *found.content["remedies"],
        *found.content["when"],
    ]
    for span in spans:
        assert 0 <= span["start"] < span["end"] <= len(text)
        assert text[span["start"] : span["end"]] == span["quote"]


@pytest.mark.parametrize("name", REPLIES)
def test_each_decided_label_has_evidence_and_no_other_has(understand_reply, name):
    scores = understand_reply(REPLIES[name], history=HISTORY).scores
    assert {item["label"] for item in scores["evidence"]} == set(scores["decided"])


@pytest.mark.parametrize("name", ["empty", "only blanks", "only emoji", "numbers"])
def test_a_reply_without_a_letter_has_no_label(understand_reply, name):
    scores = understand_reply(REPLIES[name], history=HISTORY).scores
    assert scores["decided"] == scores["abstained"] == scores["evidence"] == []


@pytest.mark.parametrize("name", ["spanish", "cantonese"])
def test_nothing_is_decided_in_another_language(understand_reply, name):
    assert understand_reply(REPLIES[name], history=HISTORY).scores["decided"] == []


def test_the_same_reply_scores_the_same_whatever_came_before_it(understand_reply):
    forwards = {name: understand_reply(REPLIES[name], history=HISTORY) for name in REPLIES}
    backwards = {name: understand_reply(REPLIES[name], history=HISTORY) for name in reversed(REPLIES)}
    assert json.dumps([forwards[name].scores for name in REPLIES]) == json.dumps(
        [backwards[name].scores for name in REPLIES]
    )


def test_a_model_that_is_loaded_again_scores_the_same():
    request = ReplyRequest(
        text=REPLIES["usual"], context=Context.from_metadata({"channel": "chat", "history": HISTORY})
    )
    first = asyncio.run(understand(small_processor(), request))
    second = asyncio.run(understand(load_processor(small_model()), request))
    assert first == second


def test_the_history_can_change_a_score(understand_reply):
    text = "What is wrong with it?"
    alone = understand_reply(text).scores["labels"]
    after = understand_reply(text, history=HISTORY).scores["labels"]
    assert alone != after


def test_the_channel_can_change_a_score(understand_reply):
    text = "What is your order number?"
    assert understand_reply(text).scores["labels"] != understand_reply(text, channel="social").scores["labels"]


def test_heads_do_not_read_the_vectors_of_another_encoder(tmp_path):
    with tarfile.open(small_model()) as archive:
        archive.extractall(tmp_path)  # noqa: S202
    (file,) = tmp_path.rglob("techniques.npz")
    model = TechniqueModel.load(file)
    logits = np.zeros(len(LABELS))
    vectors = np.zeros((1, 384), np.float32)
    other = Encoding(vectors, np.ones(1, np.int64), vectors[0], logits[None, :], logits, "another encoder")
    sentence = Sentence(start=0, end=5, text="Sorry", grammar=(0.0,) * len(FEATURES))
    reading = Reading("Sorry", ParsedReply((sentence,)), other, Context.from_metadata(None))
    with pytest.raises(UnderstandingError, match="N0305"):
        model.score(reading)
    assert model.score(replace(reading, encoding=replace(other, version=model.encoder))).labels


def test_a_loaded_scorer_keeps_no_second_core_busy():
    small_processor()
    threads = {pool["internal_api"]: pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
    assert threads and set(threads.values()) == {1}
