"""How the action server is called: Rasa's own way costs more than the action.

Rasa 3.6 sends every event of the conversation with each call; our one action reads the slots and the latest message,
so the events stay here. It hands its schema to ``jsonschema.validate`` at every answer, which first checks the schema
itself; here one validator holds answers against that schema. It opens a connection for each call; here one is kept.
And it writes all slots into a line of the log that nobody reads, the whole persona among them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig


def lighten_action_calls() -> None:
    """Puts all of it in the place of Rasa's own, for the whole process."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def is_valid(_action: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = is_valid
    RemoteAction._action_call_format = _call_without_events
    EndpointConfig.session = _kept_session
    MessageProcessor._log_slots = staticmethod(lambda _tracker: None)


_open_session = EndpointConfig.session


@asynccontextmanager
async def _kept_session(endpoint: EndpointConfig) -> AsyncIterator[ClientSession]:
    """An endpoint's connections, left open for the next call; one that the other side has closed is opened anew."""
    session: ClientSession | None = getattr(endpoint, "kept_session", None)
    if session is None or session.closed:
        session = endpoint.kept_session = _open_session(endpoint)
    yield session


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
