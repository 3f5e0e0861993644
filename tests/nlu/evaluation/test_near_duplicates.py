from __future__ import annotations

import itertools
import json
import random

import pytest

from nlu.evaluation import duplicates
from nlu.evaluation.near_duplicates import near_duplicates, plain

LONG = "I'm sorry that the clasp broke again, and I'll ring the workshop before lunch."


def runs(text):
    padded = f" {plain(text)} "
    return {padded[at : at + 5] for at in range(max(1, len(padded) - 4))}


def test_it_finds_the_pairs_that_comparing_all_with_all_finds():
    chance = random.Random(3)
    words = ["the", "ring", "clasp", "sorry", "tomorrow", "refund", "courier", "parcel", "again", "broken"]
    texts = [" ".join(chance.choices(words, k=chance.randint(3, 14))) for _ in range(150)]
    texts += [text + " today" for text in texts[:40]]
    expected = {
        (a, b)
        for a, b in itertools.combinations(range(len(texts)), 2)
        if len(runs(texts[a]) & runs(texts[b])) / len(runs(texts[a]) | runs(texts[b])) >= 0.8
    }
    assert {(pair.first, pair.second) for pair in near_duplicates(texts)} == expected
    assert expected


def test_case_punctuation_and_line_breaks_make_no_difference():
    (pair,) = near_duplicates([LONG, LONG.upper().replace(",", "\n")])
    assert pair.likeness == 1.0


def test_empty_texts_repeat_nothing():
    assert near_duplicates(["", "!", "—"]) == []


def written(folder, name, *replies):
    folder.mkdir(exist_ok=True)
    rows = [json.dumps({"id": f"{name}{place}", "reply": reply}) for place, reply in enumerate(replies)]
    (folder / f"{name}.jsonl").write_text("\n".join(rows) + "\n")
    return folder


def run(tmp_path, *outside):
    return duplicates.main(["--corpora", str(tmp_path / "ours"), *(str(folder) for folder in outside)])


def test_an_exact_repeat_of_more_than_five_words_fails(tmp_path, capsys):
    written(tmp_path / "ours", "a", LONG)
    written(tmp_path / "ours", "b", LONG)
    assert run(tmp_path) == 1
    assert "a a0 and b b0" in capsys.readouterr().err


@pytest.mark.parametrize("repeat", ["Is there anything else?", LONG.replace("lunch", "noon")])
def test_short_and_near_repeats_pass(tmp_path, repeat, capsys):
    original = LONG if "noon" in repeat else repeat
    written(tmp_path / "ours", "a", original)
    assert run(tmp_path, written(tmp_path / "gold", "dev", repeat)) == 0
    assert ("alike" in capsys.readouterr().out) == ("noon" in repeat)


def test_what_we_learn_from_may_not_be_in_a_set_that_measures(tmp_path):
    written(tmp_path / "ours", "a", LONG)
    assert run(tmp_path, written(tmp_path / "gold", "dev", LONG)) == 1


def test_repeats_among_outside_sets_are_no_concern(tmp_path):
    written(tmp_path / "ours", "a", "Quite another reply with more than five words.")
    assert run(tmp_path, written(tmp_path / "gold", "dev", LONG, LONG)) == 0


def test_outside_texts_are_never_quoted(tmp_path, capsys):
    written(tmp_path / "ours", "a", LONG)
    run(tmp_path, written(tmp_path / "gold", "dev", LONG))
    captured = capsys.readouterr()
    assert "clasp" not in captured.out + captured.err


@pytest.mark.parametrize(("scenario", "failed"), [("s1", 0), ("s2", 1)])
def test_a_sentence_of_a_reply_may_be_marked_for_topics_too(tmp_path, scenario, failed):
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "a.jsonl").write_text(json.dumps({"id": "a0", "scenario": "s1", "reply": LONG}) + "\n")
    (folder / "topics.jsonl").write_text(json.dumps({"id": "t0", "scenario": scenario, "text": LONG}) + "\n")
    assert run(tmp_path) == failed
