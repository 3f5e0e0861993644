"""Keeps the trackers of the conversations that are going on, and no more.

The database is the truth and seeds a fresh epoch for any tracker that is gone; so the store may forget whichever
conversation has rested longest, and may keep trackers as they are instead of writing them out at every step, as Rasa's
own store in memory does: a turn that failed half-way spends its epoch anyhow.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class BoundedTrackerStore(TrackerStore):
    """Trackers in memory, bounded: the least recently used conversation goes first."""

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
        self._trackers: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        self._conversations = conversations

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        self._trackers[tracker.sender_id] = tracker
        self._trackers.move_to_end(tracker.sender_id)
        while len(self._trackers) > self._conversations:
            self._trackers.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        if sender_id in self._trackers:
            self._trackers.move_to_end(sender_id)
        return self._trackers.get(sender_id)

    async def keys(self) -> Iterable[str]:
        return self._trackers.keys()
