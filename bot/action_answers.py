"""Checks the action server's answers by one validator, made once.

Rasa 3.6 hands its schema to ``jsonschema.validate`` at every answer, which first checks the schema itself: half of a
turn's time in the assistant, measured. Here the answers are held against the same schema.
"""

from __future__ import annotations

from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


def check_answers_by_one_validator() -> None:
    """Puts the validator in the place of Rasa's own check, for the whole process."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def is_valid(_action: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = is_valid
