"""Runs a reply through the trained Rasa graph without a conversation: the one way to scores outside a turn."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.utils.log_utils import configure_structlog

from nlu.content_understanding import CONTENT
from nlu.request import ReplyRequest, neutralise
from nlu.technique_scorer import SCORES, VERSION


@dataclass(frozen=True)
class Understood:
    """What the graph found, in the wire shapes of ``coaching_rules.findings``, and the scorer that found it."""

    scores: dict[str, Any]
    content: dict[str, Any]
    version: str


def message_of(text: str, **fields: Any) -> UserMessage:
    """A Rasa message with the text exactly as sent, save for a leading slash.

    Rasa strips the text it is constructed with, which would move every offset: so it is set afterwards.
    """
    message = UserMessage(text="", **fields)
    message.text = neutralise(text)
    return message


async def understand(processor: MessageProcessor, request: ReplyRequest) -> Understood:
    """Understands one reply; leaves no trace of it."""
    message = message_of(request.text, metadata=request.context.to_metadata())
    found = await processor.parse_message(message)
    return Understood(scores=found[SCORES], content=found[CONTENT], version=found[VERSION])


def load_processor(model: Path) -> MessageProcessor:
    """Loads a trained model archive."""
    # Left alone, Rasa prints every reply that it parses.
    configure_structlog(logging.WARNING)
    processor: MessageProcessor = Agent.load(model).processor
    return processor
