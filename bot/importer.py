"""Brings the labelled corpora into ``rasa train`` as ordinary training messages.

So one path serves training and serving, and Rasa's own fingerprints see changed data. Replies that the encoder was
tuned on stay out: nothing is fitted on them here, and reading them all would take minutes.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu import encoder_weights
from nlu.corpus import read_corpora
from nlu.examples import messages_of


class CorpusImporter(RasaFileImporter):
    """Rasa's file importer, with the corpora instead of intents and examples in YAML."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        corpora: str = "data/nlu",
    ) -> None:
        """``corpora`` is the folder of the labelled corpora, from the folder that Rasa runs in."""
        super().__init__(config_file, domain_path, training_data_paths)
        self._corpora = Path(corpora)

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        corpora, tuned_on = read_corpora(self._corpora), encoder_weights.manifest()
        unseen = tuple(reply for reply in corpora.replies if not tuned_on.has_seen(reply.scenario))
        return TrainingData(messages_of(replace(corpora, replies=unseen)))
