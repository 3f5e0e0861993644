"""The customer inside Rasa: after a reply the pure core decides state and acts, this class carries them over.

It trains nothing. Every reply is answered by ``action_customer_turn`` alone, and a reply whose turn is not the next
one is left unanswered with the state untouched: the channel tells the application, which seeds a new epoch.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from coaching_rules.findings import Findings
from policies.customer import Customer, CustomerState, Persona, PersonaShelf, customer_version, load_customer

logger = logging.getLogger(__name__)

ACTION = "action_customer_turn"
_DATA = Path(__file__).resolve().parents[1] / "data"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class CustomerPolicy(Policy):
    """Predicts the customer's turn, or listening."""

    @staticmethod
    def supported_data() -> SupportedData:
        """Stories and rules are both ignored; saying so spares Rasa a warning about either."""
        return SupportedData.ML_AND_RULE_DATA

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            # Higher than any policy of Rasa's own: nothing else may decide what the customer does.
            "priority": 10,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        customer: Customer,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context)
        self._customer = customer
        self._personas = PersonaShelf(Persona.from_dict)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CustomerPolicy:
        return cls(config, model_storage, resource, execution_context, load_customer(_DATA))

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        """Nothing to learn; empty stories are as good as any."""
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CustomerPolicy:
        """The numbers and lines are read afresh: nothing of them is stored in the model."""
        return cls.create(config, model_storage, resource, execution_context)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """A hash of what decides what the customer does, which the training graph doesn't see."""
        return customer_version(_DATA)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """``action_customer_turn`` with new state and acts after a reply that is in turn, else ``action_listen``."""
        if tracker.latest_action_name != ACTION_LISTEN_NAME:
            return self._predict(ACTION_LISTEN_NAME, domain)
        state = CustomerState.from_dict(tracker.get_slot("state")) if tracker.get_slot("state") else None
        turn = (tracker.latest_message.metadata if tracker.latest_message else {}).get("turn")
        if state is None or state.ended is not None or turn != state.turn + 1:
            logger.warning(
                "Turn %s of %s refused: the customer stands at %s.", turn, tracker.sender_id, _standing(state)
            )
            return self._predict(ACTION_LISTEN_NAME, domain)
        return self._predict(ACTION, domain, events=self._answer(tracker, state))

    def _answer(self, tracker: DialogueStateTracker, state: CustomerState) -> list[Event]:
        response = self._customer.respond(
            state,
            Findings.from_dict(tracker.latest_message.parse_data),
            self._personas.get(tracker.get_slot("persona")),
            seed=tracker.get_slot("seed"),
        )
        return [
            SlotSet("state", response.state.to_dict()),
            SlotSet("acts", [act.to_dict() for act in response.acts]),
        ]

    def _predict(self, action: str, domain: Domain, *, events: list[Event] | None = None) -> PolicyPrediction:
        probabilities = self._default_predictions(domain)
        probabilities[domain.index_for_action(action)] = 1.0
        # Optional events hold only where this prediction wins, so a refused turn can never leave half a state behind.
        return self._prediction(probabilities, optional_events=events)


def _standing(state: CustomerState | None) -> str:
    return "no state" if state is None else f"turn {state.turn}, {state.ended or 'not ended'}"
