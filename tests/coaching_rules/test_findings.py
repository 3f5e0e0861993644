from __future__ import annotations

import json

from coaching_rules.findings import Findings, Remedy, Span


def test_findings_survive_the_wire(stage) -> None:
    reply = "I'll refund £40 on Friday."
    remedy = Remedy("refund", "offered", Span(0, 15, reply[:15]), 0.8, amount=40.0, currency="GBP", when="on Friday")
    findings = stage.findings(
        reply,
        ["solve", "follow_up"],
        abstained=["own"],
        topics=[("when_resolved", "told"), ("wish", "asked")],
        remedies=[remedy],
        named_time="on Friday",
    )
    assert Findings.from_dict(json.loads(json.dumps(findings.to_dict()))) == findings
    assert (findings.content.asked(), findings.content.told()) == (("wish",), ("when_resolved",))


def test_evidence_is_found_by_its_label(stage) -> None:
    findings = stage.findings("Sorry.", ["apologise"])
    assert findings.scores.evidence_of("apologise") == (Span(0, 6, "Sorry."),)
    assert findings.scores.evidence_of("own") == ()
