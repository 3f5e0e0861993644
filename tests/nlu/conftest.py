from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from nlu.graph import Understood, understand
from nlu.request import ReplyRequest, read_request
from tests.nlu.small_model import small_processor

Understand = Callable[..., Understood]


@pytest.fixture(scope="session")
def understand_reply() -> Understand:
    """Understands a reply with the small model."""
    processor = small_processor()

    def run(text: str, *, channel: str = "chat", history: list[dict[str, Any]] | None = None) -> Understood:
        raw = {"text": text, "channel": channel, "history": history or []}
        request: ReplyRequest = read_request(raw, text_key="text")
        return asyncio.run(understand(processor, request))

    return run
