"""An assistant without Rasa: the real customer, a lexicon instead of the scorer, trackers that behave as Rasa's do.

Like Rasa it keeps the policy's slots although the action failed, forgets nothing on a plain retry, and refuses a turn
that does not follow its state. ``faults`` says what goes wrong, one entry a turn.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from coaching_rules.content_checks import check_content
from coaching_rules.feedback import feedback
from coaching_rules.findings import Commitment, Content, Evidence, Findings, Scores, Span
from coaching_rules.loading import load_rules
from coaching_rules.organisation import Organisation
from coaching_rules.rubric import Rules
from coaching_rules.session import Moment
from coaching_rules.techniques import LABELS
from policies.customer import Customer, CustomerState, Persona, load_customer
from web.assistant import AssistantCrashed, AssistantDown, AssistantMismatch, Snapshot, TurnRequest

DATA = Path(__file__).resolve().parents[2] / "data"
LEXICON = {
    "apologise": "sorry",
    "empathise": "awful",
    "question": "?",
    "listen": "I hear you",
    "own": "I'll",
    "solve": "replace",
    "hostile": "idiot",
    "stonewall": "policy",
    "thank": "thank you",
}
END = "[end "
"""``[end resolved]`` in a reply makes the customer end the conversation that way."""


class FakeAssistant:
    """``asked`` are the requests that arrived, ``seeded`` the trackers that were made.

    ``scorer_version`` is what it tells of its scorer.
    """

    def __init__(self) -> None:
        self.customer, self.rules = _materials()
        self.trackers: dict[str, dict[str, Any]] = {}
        self.asked: list[TurnRequest] = []
        self.seeded: list[str] = []
        self.faults: list[Callable[[TurnRequest], None] | str] = []
        self.parts = {"rasa": "ok", "actions": "ok"}
        self.scorer_version: str | None = None
        self._guard = threading.Lock()

    def seed(self, sender: str, snapshot: Snapshot) -> None:
        if self.faults and self.faults[0] == "seeding fails":
            self.faults.pop(0)
            raise AssistantDown("no answer")
        with self._guard:
            # Rasa answers 200 to events for a tracker it knows, and keeps the old slots.
            self.seeded.append(sender)
            self.trackers.setdefault(
                sender,
                {
                    "persona": snapshot.persona,
                    "seed": snapshot.seed,
                    "state": snapshot.state,
                    "said": tuple(snapshot.said),
                },
            )

    def turn(self, request: TurnRequest) -> dict[str, Any]:
        with self._guard:
            self.asked.append(request)
            fault = self.faults.pop(0) if self.faults else None
        if callable(fault):
            fault(request)
        if fault == "down":
            raise AssistantDown("no answer")
        result = self._played(request, spoken=fault != "action server down")
        if fault == "action server down":
            raise AssistantCrashed("no answer of the action server")
        if fault == "killed in the middle":
            raise AssistantDown("the connection broke")
        if fault == "half an answer":
            del result["state"]
        if fault == "wrong evidence":
            result["scores"]["evidence"] = [{"label": "own", "start": 0, "end": 3, "quote": "xyz", "score": 1.0}]
        if fault == "unknown ending":
            result["ended"] = "eloped"
        return result

    def understand(self, text: str, *, channel: str, history: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        return findings_in(text).to_dict()

    def scorer(self) -> str | None:
        return self.scorer_version

    def health(self) -> dict[str, str]:
        return dict(self.parts)

    def lose_trackers(self) -> None:
        """As after a restart of Rasa with an empty tracker store."""
        self.trackers.clear()

    def _played(self, request: TurnRequest, *, spoken: bool) -> dict[str, Any]:
        slots = self.trackers.get(request.sender)
        if slots is None:
            raise AssistantMismatch("no state")
        state = CustomerState.from_dict(slots["state"])
        if request.turn != state.turn + 1:
            raise AssistantMismatch(f"turn {request.turn} after {state.turn}")
        persona = Persona.from_dict(slots["persona"])
        findings = findings_in(request.text)
        response = self.customer.respond(state, findings, persona, seed=slots["seed"])
        after = replace(response.state, ended=ending_in(request.text))
        slots["state"] = after.to_dict()
        if not spoken:
            return {}
        words = self.customer.speak(response.acts, after, persona, said=slots["said"], seed=slots["seed"])
        slots["said"] = tuple(words.said)
        organisation = Organisation.from_dict(persona.organisation)
        moment = Moment(
            turn=after.turn,
            channel=persona.channel,
            mood_before=state.mood,
            mood_after=after.mood,
            acts=tuple(act.name for act in response.acts),
            counts=dict(state.labels),
            ended=after.ended,
        )
        return {
            "turn": after.turn,
            "reply_id": request.reply_id,
            "messages": [message.to_dict() for message in words.messages],
            "mood": after.mood.to_dict(),
            "ended": after.ended,
            "state": after.to_dict(),
            "said": list(words.said),
            "acts": [act.to_dict() for act in response.acts],
            **findings.to_dict(),
            "feedback": [item.to_dict() for item in feedback(findings, moment, self.rules)],
            "findings": [
                finding.to_dict() for finding in check_content(findings, organisation, self.rules, reply=request.text)
            ],
            "versions": {"scorer": "lexicon-1", "rules": self.rules.version},
        }


@lru_cache(maxsize=1)
def _materials() -> tuple[Customer, Rules]:
    return load_customer(DATA), load_rules(DATA)


def hang(seconds: float) -> Callable[[TurnRequest], None]:
    """A fault: the answer comes, but late."""
    return lambda _request: time.sleep(seconds)


def ending_in(text: str) -> str | None:
    return text.partition(END)[2].partition("]")[0] or None


def findings_in(text: str) -> Findings:
    """What the lexicon finds; every label has a probability, the found ones evidence."""
    spans = {
        label: Span(start=at, end=at + len(word), quote=text[at : at + len(word)])
        for label, word in LEXICON.items()
        if (at := text.find(word)) >= 0
    }
    promised = "ring you on Friday"
    at = text.find(promised)
    commitments = (
        (Commitment("self", None, Span(at, at + len(promised), promised), "on Friday", "phone", conditional=False),)
        if at >= 0
        else ()
    )
    return Findings(
        scores=Scores(
            labels={label: 0.9 if label in spans else 0.1 for label in LABELS},
            decided=tuple(label for label in LABELS if label in spans),
            abstained=(),
            evidence=tuple(Evidence(label=label, span=span, score=0.9) for label, span in spans.items()),
        ),
        content=Content(
            topics=(), remedies=(), when=(), language="en", sense="ok", repeats_turn=None, commitments=commitments
        ),
    )
