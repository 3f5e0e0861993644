from __future__ import annotations

import asyncio

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import BoundedTrackerStore


def a_store(conversations=2):
    return BoundedTrackerStore(Domain.empty(), None, host=None, conversations=conversations)


def save(store, *names):
    for name in names:
        asyncio.run(store.save(DialogueStateTracker.from_events(name, [SlotSet("seed", 7)])))


def kept(store):
    return list(asyncio.run(store.keys()))


def test_the_conversation_that_rested_longest_is_forgotten():
    store = a_store()
    save(store, "a", "b", "c")
    assert kept(store) == ["b", "c"]
    assert asyncio.run(store.retrieve("a")) is None


def test_saving_or_reading_keeps_a_conversation():
    store = a_store()
    save(store, "a", "b", "a", "c")
    assert kept(store) == ["a", "c"]
    asyncio.run(store.retrieve("a"))
    save(store, "d")
    assert kept(store) == ["a", "d"]


def test_a_tracker_comes_back_as_it_was_saved():
    store = a_store()
    save(store, "a")
    assert len(asyncio.run(store.retrieve("a")).events) == 1
