from __future__ import annotations

import asyncio
import json
import os
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace

import pytest

from coaching_rules.techniques import LABELS
from nlu import batch, graph
from nlu.errors import UnderstandingError
from nlu.graph import understand
from nlu.request import read_request
from tests.nlu.small_model import small_model, small_processor

GOOD = {
    "id": "one",
    "channel": "phone",
    "history": [{"who": "customer", "text": "It broke."}],
    "reply": "/ I'm so sorry. I'll ring you by five.",
    "note": "ignored",
}
BAD_LINES = {
    b"{": (None, "N0201"),
    b"[]": (None, "N0201"),
    b'"text"': (None, "N0201"),
    b"\xff\xfe{}": (None, "N0201"),
    b"[" * 100_000: (None, "N0201"),
    json.dumps({**GOOD, "id": 3}).encode(): (None, "N0203"),
    json.dumps({key: value for key, value in GOOD.items() if key != "id"}).encode(): (None, "N0202"),
    json.dumps({**GOOD, "id": "\ud800"}).encode(): (None, "N0207"),
    json.dumps({key: value for key, value in GOOD.items() if key != "history"}).encode(): ("one", "N0202"),
    json.dumps({**GOOD, "channel": "fax"}).encode(): ("one", "N0204"),
    json.dumps({**GOOD, "reply": "x" * 20_001}).encode(): ("one", "N0206"),
    json.dumps({**GOOD, "reply": "\ud83d"}).encode(): ("one", "N0207"),
    json.dumps({**GOOD, "reply": "a\x00"}).encode(): ("one", "N0207"),
    json.dumps({**GOOD, "history": None}).encode(): ("one", "N0203"),
}


@pytest.fixture
def score(tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "_load", lambda model: small_processor())

    def run(content: bytes):
        source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        source.write_bytes(content)
        code = batch.main([str(source), str(target), "--model", str(small_model())])
        return code, target.read_bytes()

    return run


@pytest.mark.parametrize("line", BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_bad_line_is_answered_in_its_place(line):
    name, code = BAD_LINES[line]
    found, error = batch.read_line(line)
    assert (found, error.code) == (name, code)


def test_bad_lines_stop_nothing(score):
    lines = [json.dumps(GOOD).encode(), b"{", json.dumps({**GOOD, "id": "two"}).encode()]
    code, written = score(b"\n".join(lines))
    answers = [json.loads(line) for line in written.splitlines()]
    assert code == 1
    assert [answer["id"] for answer in answers] == ["one", None, "two"]
    assert answers[1] == {"id": None, "error": "N0201 not JSON in UTF-8, line 2"}
    assert tuple(answers[0]["labels"]) == LABELS


def test_a_reply_that_cannot_be_scored_stops_nothing(score, monkeypatch, capsys):
    whole = graph.understand

    async def understand(processor, request):
        if request.text == "Deep.":
            raise RecursionError("too deep")
        understood = await whole(processor, request)
        return replace(understood, scores={"labels": float("nan")}) if request.text == "Odd." else understood

    monkeypatch.setattr(graph, "understand", understand)
    names = ("Hello", "Deep", "Odd", "Bye")
    code, written = score(b"\n".join(json.dumps({**GOOD, "id": name, "reply": f"{name}."}).encode() for name in names))
    hello, deep, odd, bye = (json.loads(line) for line in written.splitlines())
    assert code == 1
    assert deep == {
        "id": "Deep",
        "error": "N0506 RecursionError while scoring; please report it with this reply, line 2",
    }
    assert odd == {"id": "Odd", "error": "N0506 ValueError while scoring; please report it with this reply, line 3"}
    assert [tuple(answer["labels"]) for answer in (hello, bye)] == [LABELS, LABELS]
    assert "too deep" in capsys.readouterr().err


def test_a_fault_of_the_model_is_told_once(score, monkeypatch, tmp_path):
    async def understand(processor, request):
        raise UnderstandingError("N0304", "not trained")

    monkeypatch.setattr(graph, "understand", understand)
    (tmp_path / "out.jsonl").write_text("old", encoding="utf-8")
    assert score(json.dumps(GOOD).encode()) == (2, b"old")


def test_the_same_file_is_scored_to_the_same_bytes(score):
    content = json.dumps(GOOD).encode() + b"\n"
    assert score(content) == score(content)


def test_a_score_does_not_depend_on_its_neighbours(score):
    other = json.dumps({**GOOD, "id": "other", "reply": "Bye. " * 300}).encode()
    mine = json.dumps(GOOD).encode()
    (_, first), (_, second) = score(mine + b"\n" + other), score(other + b"\n" + mine)
    assert sorted(first.splitlines()) == sorted(second.splitlines())


def test_a_batch_score_is_the_live_score(score):
    _, written = score(json.dumps(GOOD).encode())
    live = asyncio.run(understand(small_processor(), read_request(GOOD, text_key="reply")))
    assert json.loads(written) == {"id": "one", **live.scores}


def test_a_long_file_is_shared_out_and_scored_to_the_same_bytes_in_the_same_order(tmp_path, monkeypatch):
    monkeypatch.setattr(batch, "LINES_A_PROCESS", 10)
    source, shared, alone = (tmp_path / name for name in ("in.jsonl", "shared.jsonl", "alone.jsonl"))
    lines = [json.dumps({**GOOD, "id": str(n), "reply": f"I'm sorry. I'll ring you at {n}."}) for n in range(60)]
    source.write_text("\n".join([*lines, "{"]), encoding="utf-8")
    model = str(small_model())
    assert batch.main([str(source), str(shared), "--model", model, "--processes", "2"]) == 1
    assert batch.main([str(source), str(alone), "--model", model, "--processes", "1"]) == 1
    assert shared.read_bytes() == alone.read_bytes()
    assert [json.loads(line)["id"] for line in shared.read_text().splitlines()] == [*map(str, range(60)), None]


def test_what_a_process_finds_wrong_with_the_model_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(batch, "LINES_A_PROCESS", 1)
    source, model = tmp_path / "in.jsonl", tmp_path / "broken.tar.gz"
    source.write_text("{}\n{}\n", encoding="utf-8")
    model.write_bytes(b"no archive")
    assert batch.main([str(source), str(tmp_path / "out.jsonl"), "--model", str(model), "--processes", "2"]) == 2
    assert "N0504" in capsys.readouterr().err
    assert not (tmp_path / "out.jsonl").exists()


def test_a_process_that_dies_is_told_and_leaves_the_old_scores(tmp_path, monkeypatch, capsys):
    def die(*_, **__):
        raise BrokenProcessPool
        yield

    monkeypatch.setattr(batch.ProcessPoolExecutor, "map", die)
    monkeypatch.setattr(batch, "LINES_A_PROCESS", 1)
    (tmp_path / "in.jsonl").write_text("{}\n{}\n", encoding="utf-8")
    target = tmp_path / "out.jsonl"
    target.write_text("old", encoding="utf-8")
    assert batch.main([str(tmp_path / "in.jsonl"), str(target), "--model", str(small_model()), "--processes", "2"]) == 2
    assert "N0505" in capsys.readouterr().err
    assert target.read_text(encoding="utf-8") == "old"


def test_line_breaks_of_every_kind_are_understood(score):
    code, written = score(
        b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n\r\n" + json.dumps(GOOD).encode() + b"\r\n"
    )
    assert code == 0
    assert len(written.splitlines()) == 2


def test_an_empty_file_gives_an_empty_file(score):
    assert score(b"") == (0, b"")


def test_a_missing_file_exits_with_2_and_leaves_the_old_scores(tmp_path, capsys):
    target = tmp_path / "out.jsonl"
    target.write_text("old", encoding="utf-8")
    assert batch.main([str(tmp_path / "none.jsonl"), str(target)]) == 2
    assert "N0501" in capsys.readouterr().err
    assert target.read_text(encoding="utf-8") == "old"


def test_a_missing_model_exits_with_2(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.jsonl").write_text("", encoding="utf-8")
    assert batch.main(["in.jsonl", "out.jsonl"]) == 2
    assert "N0502" in capsys.readouterr().err


def test_a_folder_that_is_not_there_exits_with_2(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(batch, "_load", lambda model: small_processor())
    source = tmp_path / "in.jsonl"
    source.write_text("", encoding="utf-8")
    assert batch.main([str(source), str(tmp_path / "none" / "out.jsonl"), "--model", str(small_model())]) == 2
    assert "N0503" in capsys.readouterr().err


def test_a_crash_leaves_the_old_scores_and_no_rubbish(score, tmp_path, monkeypatch):
    def crash(*_, **__):
        raise RuntimeError("out of memory")

    (tmp_path / "out.jsonl").write_text("old", encoding="utf-8")
    monkeypatch.setattr(batch, "_score_lines", crash)
    with pytest.raises(RuntimeError):
        score(b"{}")
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "old"
    assert sorted(os.listdir(tmp_path)) == ["in.jsonl", "out.jsonl"]


def test_the_newest_model_is_taken(tmp_path):
    for name, age in (("b.tar.gz", 2), ("a.tar.gz", 1), ("c.tar.gz", 3)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1_000 - age, 1_000 - age))
    assert batch.newest_model(tmp_path).name == "a.tar.gz"
