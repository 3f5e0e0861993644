from __future__ import annotations

import json

from nlu.evaluation import run_log
from nlu.evaluation.report import lines

SET = {"replies": 5, "macro_f1": 0.5, "macro_f1_interval_95": [0.4, 0.6], "gates": {"recall": 0.7, "precision": 0.9}}


def figures(model="m1"):
    return {
        "measured": {"model": model, "encoder": "e", "corpus": "c"},
        "own": {"techniques": SET, "content": {"topics": {"macro_f1": 0.61, "lines": 196}}},
        "commitments": {"f1": 0.62, "sentences": 160, "who_right": 1.0},
        "gold_dev": SET,
        "external": {"sets": {"ucc": {"hostile": {"auc": 0.7, "recall": 0.5}, "solve": {"recall": 0.5}}}},
        "alternatives": {"keywords": {"title": "word list", "own": SET}},
        "robustness": {
            "typing_slips": {"moved_share": 0.1},
            "swaps": {"gender": {"replies": 2, "replies_that_move": 1, "labels": ["own"]}},
            "negation": {"pairs": 2, "told_apart": ["own"], "found_in_both": ["solve"], "turned_round": []},
            "order_and_repetition": {"changed": 0},
        },
        "speed": {
            "graph_ms": {"p50": 20.0},
            "replies_per_second": 40.0,
            "cores": 2,
            "file": {"replies_per_second": 75.0},
        },
    }


def logged(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_run_leaves_one_line_that_says_what_it_depends_on(tmp_path):
    log = tmp_path / "runs.jsonl"
    run_log.append(log, figures(), date="2026-01-02", kept=[])
    (line,) = logged(log)
    assert (line["date"], line["model"], line["corpus"]) == ("2026-01-02", "m1", "c")
    assert line["gold_dev"]["gates"] == {"recall": 0.7, "precision": 0.9}


def test_the_same_run_twice_a_day_is_one_line_and_another_model_another(tmp_path):
    log = tmp_path / "runs.jsonl"
    for model in ("m1", "m1", "m2"):
        run_log.append(log, figures(model), date="2026-01-02", kept=[])
    assert [line["model"] for line in logged(log)] == ["m1", "m2"]


def test_a_set_that_was_not_measured_is_not_logged():
    assert "gold_dev" not in run_log.entry(figures(), date="", kept=["gold_dev"])


def test_the_report_names_every_part():
    told = "\n".join(lines(figures()))
    for part in (
        "m1",
        "topics: macro-F1 0.610",
        "commitments: F1 0.620",
        "gold/dev",
        "hostile AUC 0.700",
        "solve recall 0.500",
        "keywords",
        "1 of 2",
    ):
        assert part in told
