"""A policy as small as one can be: it stands in for the customer where only the channel is looked at."""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False)
class TurnPolicy(Policy):
    """Runs the action for the turn after ``state.turn``, and for no other."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": 1}

    def train(self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any) -> Resource:
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        turn = (tracker.latest_message.metadata or {}).get("turn")
        before = (tracker.get_slot("state") or {"turn": 0})["turn"]
        if tracker.latest_message.text == "crash":
            raise RuntimeError("the policy was asked to crash")
        acts = tracker.latest_action_name == ACTION_LISTEN_NAME and turn == before + 1
        chosen = "action_customer_turn" if acts else ACTION_LISTEN_NAME
        events = [SlotSet("state", {"turn": turn})] if acts else []
        scores = [float(name == chosen) for name in domain.action_names_or_texts]
        return PolicyPrediction(scores, "TurnPolicy", events=events)
