"""Hands replies to Rasa as one intent each, the labels of a reply joined by plus signs: DIET's way to many labels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

JOINED_BY: Final = "+"
NO_LABEL: Final = "none"


class CombinationImporter(RasaFileImporter):
    """Reads ``{"text", "labels"}``, one a line."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        replies: str = "",
    ) -> None:
        """``replies`` is the file."""
        super().__init__(config_file, domain_path, training_data_paths)
        self._replies = Path(replies)

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        lines = self._replies.read_text(encoding="utf-8").splitlines()
        return TrainingData([_message(json.loads(line)) for line in lines])


def intent_of(labels: list[str]) -> str:
    """The name of a combination, whichever way its labels are listed."""
    return JOINED_BY.join(sorted(labels)) or NO_LABEL


def labels_of(intent: str | None) -> list[str]:
    """The labels of a combination's name."""
    return [] if intent in (None, "", NO_LABEL) else str(intent).split(JOINED_BY)


def _message(row: dict[str, list[str]]) -> Message:
    return Message(data={TEXT: row["text"], INTENT: intent_of(row["labels"])})
