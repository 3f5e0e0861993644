"""Keeps the trackers of the conversations that are going on, and no more.

The database is the truth and seeds a fresh epoch for any tracker that is gone; so the store may forget whichever
conversation has rested longest.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class BoundedTrackerStore(InMemoryTrackerStore):
    """Rasa's store in memory, bounded: the least recently used conversation goes first."""

    def __init__(
        self,
        domain: Domain,
        event_broker: EventBroker | None = None,
        *,
        conversations: int = 500,
        **kwargs: Any,
    ) -> None:
        """``conversations`` is how many are kept; Rasa passes ``host`` and the like to every store, unused here."""
        super().__init__(domain, event_broker, **kwargs)
        self.store: OrderedDict[str, str] = OrderedDict()
        self._conversations = conversations

    async def save(self, tracker: DialogueStateTracker) -> None:
        await super().save(tracker)
        self.store.move_to_end(tracker.sender_id)
        while len(self.store) > self._conversations:
            self.store.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        if sender_id in self.store:
            self.store.move_to_end(sender_id)
        return await super().retrieve(sender_id)
