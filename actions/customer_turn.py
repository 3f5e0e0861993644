"""``action_customer_turn``: the customer's words and the coach's feedback on one reply, in one custom message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn_result import moment_of, turn_result
from coaching_rules.content_checks import check_content
from coaching_rules.feedback import feedback
from coaching_rules.findings import Findings
from coaching_rules.loading import load_rules
from coaching_rules.organisation import Organisation
from coaching_rules.rubric import Rules
from policies.customer import Act, Customer, CustomerState, Persona, PersonaShelf, load_customer

DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True)
class Case:
    """A persona and the organisation it is played under."""

    persona: Persona
    organisation: Organisation


def case_of(compiled: Mapping[str, Any]) -> Case:
    persona = Persona.from_dict(compiled)
    return Case(persona=persona, organisation=Organisation.from_dict(persona.organisation))


class ActionCustomerTurn(Action):  # type: ignore[misc]
    """Reads the tracker, lets the core choose words and the rules choose feedback, and answers. Stores nothing."""

    def __init__(self, customer: Customer | None = None, rules: Rules | None = None) -> None:
        self._customer = customer or load_customer(DATA)
        self._rules = rules or load_rules(DATA)
        self._cases = PersonaShelf(case_of)

    def name(self) -> str:
        return "action_customer_turn"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        message = tracker.latest_message
        case = self._cases.get(tracker.get_slot("persona"))
        findings = Findings.from_dict(message)
        state = CustomerState.from_dict(tracker.get_slot("state"))
        acts = tuple(Act.from_dict(act) for act in tracker.get_slot("acts"))
        spoken = self._customer.speak(
            acts, state, case.persona, said=tracker.get_slot("said"), seed=tracker.get_slot("seed")
        )
        doubts = check_content(findings, case.organisation, self._rules, reply=message["text"])
        moment = moment_of(state, acts, findings, channel=case.persona.channel)
        dispatcher.utter_message(
            json_message=turn_result(
                message,
                state=state,
                acts=acts,
                spoken=spoken,
                feedback=feedback(findings, moment, self._rules, content=doubts),
                findings=doubts,
                rules_version=self._rules.version,
            )
        )
        return [SlotSet("said", list(spoken.said))]
