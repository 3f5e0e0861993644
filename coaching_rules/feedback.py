"""Feedback on one reply: a kind word or two, the worst harm or one omission, and exactly one suggestion.

It never says anything about a label that was too close to call, never praises what a fault beside it has spoilt, and
never suggests what the reply has just done. The same reply at the same moment always gets the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from coaching_rules.advice import is_readable
from coaching_rules.content_finding import Finding
from coaching_rules.findings import Findings, Span
from coaching_rules.rubric import Rules
from coaching_rules.session import Moment


@dataclass(frozen=True)
class FeedbackItem:
    """``kind`` is good, missing, harm or next; ``clause`` the requirement it bears on; good and harm carry evidence."""

    kind: str
    text: str
    label: str
    clause: str
    evidence: tuple[Span, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "text": self.text,
            "label": self.label,
            "clause": self.clause,
            "evidence": [span.to_dict() for span in self.evidence],
        }


def feedback(
    findings: Findings, moment: Moment, rules: Rules, *, content: Sequence[Finding] = ()
) -> tuple[FeedbackItem, ...]:
    """The items in the order in which they are read: good, missing or harm, next.

    ``content`` are the content findings on the same reply: what they put in doubt is not praised, and where no fault
    is worse, the suggestion is to put it right.
    """
    worst = next((fault for fault in rules.advice.severity if fault in findings.scores.decided), None)
    items = [_item("good", label, findings, moment, rules) for label in _praised(findings, moment, rules, content)]
    if worst is not None:
        items.append(_item("harm", worst, findings, moment, rules))
    elif moment.ended is None and not content:
        items.extend(_missing(findings, moment, rules))
    items.append(_next(worst, findings, moment, rules, content))
    return tuple(items)


def _praised(findings: Findings, moment: Moment, rules: Rules, content: Sequence[Finding]) -> list[str]:
    advice, decided = rules.advice, findings.scores.decided
    if not is_readable(findings):
        return []
    faults = [fault for fault in advice.severity if fault in decided]
    spoilt = {label for fault in faults for label in advice.silences[fault]}
    spoilt |= {label for finding in content for label in advice.findings[finding.id].silences}
    held = {step.label for step in advice.holds_back if step.when.holds(findings, moment)}
    heated = moment.mood_before.anger >= advice.heated_from
    order = advice.good_order_heated if heated else advice.good_order
    praised = [label for label in order if label in decided and label not in spoilt and label not in held]
    return praised[: advice.most_good_beside_harm if faults or content else advice.most_good]


def _missing(findings: Findings, moment: Moment, rules: Rules) -> list[FeedbackItem]:
    possible = {*findings.scores.decided, *findings.scores.abstained}
    for step in rules.advice.missing:
        if step.label not in possible and step.when.holds(findings, moment):
            texts = step.texts or rules.advice.techniques[step.label].missing
            return [_worded("missing", step.label, texts, moment, rules)]
    return []


def _next(
    worst: str | None, findings: Findings, moment: Moment, rules: Rules, content: Sequence[Finding]
) -> FeedbackItem:
    advice = rules.advice
    if worst is not None and moment.ended is None:
        fault = advice.faults[worst]
        return _worded("next", fault.repair, fault.next, moment, rules)
    if content and moment.ended is None:
        finding = advice.findings[content[0].id]
        return _worded("next", finding.repair, finding.next, moment, rules)
    possible = {*findings.scores.decided, *findings.scores.abstained}
    fitting = [step for step in advice.plan if step.when.holds(findings, moment)]
    # After the end no reply follows, so a suggestion can't repeat what the last one did.
    free = [step for step in fitting if step.label not in possible or moment.ended is not None]
    step = (free or advice.plan[-1:])[0]
    return _worded("next", step.label, step.texts or advice.techniques[step.label].next, moment, rules)


def _item(kind: str, label: str, findings: Findings, moment: Moment, rules: Rules) -> FeedbackItem:
    texts = rules.advice.techniques[label].good if kind == "good" else rules.advice.faults[label].harm
    return _worded(kind, label, texts, moment, rules, evidence=findings.scores.evidence_of(label))


def _worded(
    kind: str, label: str, texts: Sequence[str], moment: Moment, rules: Rules, *, evidence: tuple[Span, ...] = ()
) -> FeedbackItem:
    text = texts[(moment.turn - 1) % len(texts)]
    return FeedbackItem(kind, text, label, rules.words.labels[label].clauses[0], evidence)
