from __future__ import annotations

import json

from nlu.evaluation.commitments import commitment_figures


def row(text, *commitments, built_on=False):
    return {"id": text, "scenario": "s", "built_on": built_on, "text": text, "commitments": list(commitments)}


def commitment(text, what, **fields):
    start = text.index(what)
    usual = {"who": "self", "start": start, "end": start + len(what), "when": None, "channel": None}
    return {**usual, "conditional": False, **fields}


def test_found_missed_and_wrong_ones_are_counted_and_details_of_the_found(tmp_path):
    ring, refund, odd = "I'll ring you on Friday.", "I'll refund it.", "The part arrives and that is a vow."
    rows = [
        row(ring, commitment(ring, "ring you on Friday", when="on Friday", channel="email")),
        row(refund),
        row(odd, commitment(odd, "vow")),
        row("I'll mend it.", built_on=True),
    ]
    path = tmp_path / "marked.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in rows))
    figures = commitment_figures(path)
    assert (figures["sentences"], figures["commitments"]) == (3, 2)
    assert (figures["precision"], figures["recall"], figures["f1"]) == (0.5, 0.5, 0.5)
    assert (figures["who_right"], figures["when_right"], figures["channel_right"]) == (1.0, 1.0, 0.0)


def test_the_marked_sentences_are_quoted_from_themselves():
    figures = commitment_figures()
    assert figures["sentences"] >= 100 and figures["commitments"] >= 40
