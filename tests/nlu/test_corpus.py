from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from nlu.corpus import read_corpora
from nlu.errors import UnderstandingError
from nlu.request import CHANNELS

SMALL = Path(__file__).parent / "corpus"


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    shutil.copytree(SMALL, tmp_path / "nlu")
    return tmp_path / "nlu"


def change_first_line(path: Path, **changes):
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[0] = json.dumps({**json.loads(lines[0]), **changes})
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_the_small_corpus_is_read():
    corpora = read_corpora(SMALL)
    assert corpora.replies[0].labels == ("greet", "empathise", "apologise", "own", "follow_up")
    assert corpora.topics[0].marks == (("when_bought", "asked"),)
    assert corpora.remedies[0].marks == (("refund", "offered"),)
    assert "refund" in corpora.vocabulary.remedies


def test_the_corpora_in_the_repository_are_sound(data):
    corpora = read_corpora(data / "nlu")
    assert corpora.replies
    for lines in (corpora.topics, corpora.remedies):
        shares = [sum(line.context.channel == channel for line in lines) / len(lines) for channel in CHANNELS]
        assert min(shares) > 0.14, "no channel may come to mean that a line of content follows"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"channel": "fax"}, "N0103"),
        ({"id": 3}, "N0103"),
        ({"scenario": None}, "N0103"),
        ({"sentences": [{"start": 0, "end": 9_999, "labels": []}]}, "N0105"),
        ({"sentences": [{"start": 5, "end": 5, "labels": []}]}, "N0105"),
        ({"sentences": [{"start": 0, "labels": []}]}, "N0103"),
        ({"sentences": [{"start": 0, "end": 5, "labels": ["charm"]}]}, "N0104"),
        ({"labels": []}, "N0106"),
    ],
)
def test_a_bad_reply_is_refused_with_file_and_line(corpora, changes, code):
    change_first_line(corpora / "replies" / "small.jsonl", **changes)
    with pytest.raises(UnderstandingError, match=r"small\.jsonl:1") as caught:
        read_corpora(corpora)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("topics.jsonl", {"topics": [{"topic": "weather", "mode": "asked"}]}),
        ("topics.jsonl", {"topics": [{"topic": "name", "mode": "sung"}]}),
        ("remedies.jsonl", {"remedies": [{"kind": "bribe", "stance": "offered"}]}),
        ("remedies.jsonl", {"remedies": [{"kind": "refund", "stance": "dreamt"}]}),
    ],
)
def test_an_unknown_topic_or_remedy_is_refused(corpora, file, changes):
    change_first_line(corpora / file, **changes)
    with pytest.raises(UnderstandingError, match=f"N0104 .*{file}:1"):
        read_corpora(corpora)


def test_a_repeated_id_is_refused(corpora):
    path = corpora / "topics.jsonl"
    path.write_text(path.read_text(encoding="utf-8") * 2, encoding="utf-8")
    with pytest.raises(UnderstandingError, match="N0107 .*'t01'"):
        read_corpora(corpora)


@pytest.mark.parametrize("line", ["{", "[]", "3"])
def test_a_line_that_is_no_object_is_refused(corpora, line):
    (corpora / "remedies.jsonl").write_text("\n" + line + "\n", encoding="utf-8")
    with pytest.raises(UnderstandingError, match=r"N0102 .*remedies\.jsonl:2"):
        read_corpora(corpora)


@pytest.mark.parametrize("gone", ["content.yml", "topics.jsonl", "remedies.jsonl", "replies/small.jsonl"])
def test_a_missing_corpus_is_named(corpora, gone):
    (corpora / gone).unlink()
    with pytest.raises(UnderstandingError, match="N0101"):
        read_corpora(corpora)
