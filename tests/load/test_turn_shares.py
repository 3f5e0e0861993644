from __future__ import annotations

import json
from pathlib import Path

from tests.load.bench_picture import draw
from tests.load.turn_shares import MARK, TurnLog, shares

TURN = {"taking": 2.0, "asking": 20.0, "storing": 4.0, "nlu": 10.0, "policy": 0.5, "actions": 3.0, "all": 16.0}


def test_only_turns_that_are_new_in_the_log_are_read(tmp_path: Path) -> None:
    path = tmp_path / "web.log"
    path.write_text(f"INFO web.turn_taking {MARK}{json.dumps(TURN)}\nINFO something else\n")
    log = TurnLog(path)
    assert log.new_turns() == [TURN]
    assert log.new_turns() == []
    with path.open("a") as more:
        more.write(f"INFO web.turn_taking {MARK}{json.dumps({**TURN, 'nlu': 11.0})}\n")
    assert [turn["nlu"] for turn in log.new_turns()] == [11.0]


def test_the_parts_of_a_steady_turn_add_up_to_the_whole() -> None:
    parts = shares([TURN, TURN], whole_ms=30.0)
    assert parts["Rasa's own steps"] == 2.5
    assert sum(parts.values()) == 30.0


def test_the_picture_shows_every_part_and_tells_its_message_in_words() -> None:
    side = {"stock": {"p50_ms": 20.0, "turns_per_s": 40.0}, "ours": {"p50_ms": 30.0, "turns_per_s": 30.0}}
    picture = draw(
        {
            "alone": side,
            "users_20": side,
            "shares_ms": shares([TURN], whole_ms=30.0),
            "memory_total_mb": {"stock": 1100.0, "ours": 1200.0},
            "ratio": {"p50_alone": 1.5, "throughput": 0.75},
        }
    )
    assert "1.5 times the stock" in picture
    assert all(name in picture for name in ("understanding (NLU)", "storage", "policy"))
