"""Training examples as Rasa messages.

They carry text and metadata exactly as a live message does, so that the same components read both; what is labelled
rides along. The intent is only there because Rasa takes text without one for an end-to-end story.
"""

from __future__ import annotations

from typing import Any, Final

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.corpus import Corpora, LabelledContent, LabelledReply
from nlu.request import neutralise

LABELLED_REPLY: Final = "labelled_reply"
LABELLED_TOPICS: Final = "labelled_topics"
LABELLED_REMEDIES: Final = "labelled_remedies"
VOCABULARY: Final = "vocabulary"
REPLY_INTENT: Final = "reply"


def messages_of(corpora: Corpora) -> list[Message]:
    """One message a labelled line, in the corpus's order."""
    return [
        *(_message(reply, LABELLED_REPLY) for reply in corpora.replies),
        *(_message(item, LABELLED_TOPICS, vocabulary=corpora.vocabulary.topics) for item in corpora.topics),
        *(_message(item, LABELLED_REMEDIES, vocabulary=corpora.vocabulary.remedies) for item in corpora.remedies),
    ]


def labelled(training_data: TrainingData, key: str) -> list[Message]:
    """The messages that carry labels of one kind."""
    return [message for message in training_data.nlu_examples if message.get(key) is not None]


def _message(item: LabelledReply | LabelledContent, key: str, *, vocabulary: tuple[str, ...] = ()) -> Message:
    data: dict[str, Any] = {
        TEXT: neutralise(item.text),
        INTENT: REPLY_INTENT,
        "metadata": item.context.to_metadata(),
        key: item,
    }
    if vocabulary:
        data[VOCABULARY] = vocabulary
    return Message(data=data)
