"""What goes to the action server and how its answer is checked: Rasa's own ways of both cost more than the action.

Rasa 3.6 sends every event of the conversation with each call; our one action reads the slots and the latest message,
so the events stay here. And it hands its schema to ``jsonschema.validate`` at every answer, which first checks the
schema itself: half of a turn's time in the assistant, measured. Here one validator holds answers against that schema.
"""

from __future__ import annotations

from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity


def lighten_action_calls() -> None:
    """Puts both in the place of Rasa's own, for the whole process."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def is_valid(_action: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = is_valid
    RemoteAction._action_call_format = _call_without_events


def _call_without_events(action: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """The body of a call as Rasa 3.6 makes it, with no events in it."""
    from rasa import __version__

    return {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "tracker": {**tracker.current_state(EventVerbosity.NONE), "events": []},
        "domain": domain.as_dict(),
        "version": __version__,
    }
