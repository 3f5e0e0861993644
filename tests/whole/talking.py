"""A trainee over the HTTP API, and everything about a talk that must be the same every time."""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

RING = "ring-before-the-wedding"
ORDER = "late-order-address"
PERSONAS = (RING, ORDER)
SEED = 20_260_301

REPLIES: Mapping[str, tuple[str, ...]] = {
    RING: (
        "Good morning, I'm Dana. I'm sorry you have to come back with this, please tell me what happened.",
        "That must be horrible, so close to the day. When did you first see the scratch?",
        "Do you have the ticket of the repair with you? I'd like to look up what was agreed.",
        "So the ring came back too small and scratched, and nobody wanted to look at it yesterday. Is that right?",
        "I'll take it to the workshop myself now. They can polish it and bring it to the right size by Friday noon.",
        "I'll ring you on Thursday by five to tell you how it goes.",
    ),
    ORDER: (
        "Hello Callum, I'm Dana. I'm very sorry that the dress isn't with you yet. I'll look at your order now.",
        "Thank you for waiting. I understand how worrying that is with the birthday on Friday.",
        "The carrier left it at the old flat on the tenth. Do you know who lives there now?",
        "I'll ask the carrier today to collect it there and bring it to you by Thursday.",
        "If it hasn't turned up by tomorrow noon, I'll send you the same dress again, at no cost to you.",
        "I'll write to you tomorrow before noon, whatever I find out.",
    ),
}

_TIMES_AND_IDS = ("session_id", "parent", "branched_from", "started_at", "ended_at")
_STORED = (
    "SELECT number, reply, messages, mood, ended, state, said, acts, scores, content, feedback, findings, "
    "scorer_version, rules_version FROM turns WHERE session_id = ? ORDER BY number",
    "SELECT number, label, probability, standing, evidence FROM detections JOIN turns ON turns.id = turn_id "
    "WHERE session_id = ? ORDER BY number, detections.id",
)


class Trainee:
    """A client of the HTTP API with a trainee's token. ``database`` is the SQLite file behind it."""

    def __init__(self, url: str, token: str, *, database: Path) -> None:
        self.database = database
        self._http = httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=120, trust_env=False
        )

    def ask(self, method: str, path: str, **rest: Any) -> httpx.Response:
        return self._http.request(method, f"/api/v1{path}", **rest)

    def down(self) -> list[str] | None:
        """The parts that don't answer by the word of ``/healthz``; None where web itself is silent."""
        try:
            answer = self._http.get("/healthz")
        except httpx.TransportError:
            return None
        return [] if answer.status_code == 200 else list(answer.json()["down"])

    def begin(self, persona: str, *, seed: int = SEED) -> Talk:
        answer = self.ask("POST", "/sessions", json={"persona": persona, "seed": seed})
        assert answer.status_code == 201, answer.text
        return Talk(self, answer.json()["session_id"])


@dataclass(frozen=True)
class Talk:
    """One session."""

    trainee: Trainee
    id: str

    def send(self, text: str, reply_id: str | None = None) -> httpx.Response:
        """Post a reply and return whatever comes back."""
        body = {"reply_id": reply_id or str(uuid.uuid4()), "text": text}
        return self._ask("POST", "/replies", json=body)

    def say(self, text: str, reply_id: str | None = None) -> dict[str, Any]:
        """Post a reply that must be answered at once."""
        answer = self.send(text, reply_id)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def say_all(self, texts: Iterable[str]) -> None:
        """Say one after the other, until the customer leaves if it comes to that."""
        for text in texts:
            if not self.has_ended():
                self.say(text)

    def has_ended(self) -> bool:
        return self.session()["ended"] is not None

    def send_until_answered(self, text: str, reply_id: str, *, seconds: float = 120.0) -> httpx.Response:
        """The same reply again and again; each refusal on the way must be the polite one."""
        end = time.monotonic() + seconds
        while (answer := self.send(text, reply_id)).status_code != 200:
            assert_please_retry(answer)
            assert time.monotonic() < end, f"not answered after {seconds:.0f} s: {answer.text}"
            time.sleep(0.2)
        return answer

    def branch(self, from_turn: int) -> Talk:
        answer = self._ask("POST", "/branch", json={"from_turn": from_turn})
        assert answer.status_code == 201, answer.text
        return Talk(self.trainee, answer.json()["session_id"])

    def finish(self) -> None:
        answer = self._ask("POST", "/finish")
        assert answer.status_code == 200, answer.text

    def session(self) -> dict[str, Any]:
        answer = self._ask("GET", "")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def told(self) -> dict[str, Any]:
        """All that is shown and stored of it, as it was written, but for ids and times."""
        session = {name: value for name, value in self.session().items() if name not in _TIMES_AND_IDS}
        session["turns"] = [{**turn, "reply_id": None} for turn in session["turns"]]
        report = self._ask("GET", "/report")
        assert report.status_code == 200, report.text
        return {"session": json.dumps(session), "report": report.text, "stored": self._stored()}

    def _ask(self, method: str, path: str, **rest: Any) -> httpx.Response:
        return self.trainee.ask(method, f"/sessions/{self.id}{path}", **rest)

    def _stored(self) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(f"file:{self.trainee.database}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            rows = [row for query in _STORED for row in database.execute(query, (self.id,))]
        return [dict(row) for row in rows]


def assert_please_retry(answer: httpx.Response) -> None:
    """A 503 that says when to try again."""
    assert answer.status_code == 503, answer.text
    assert answer.json()["code"] in ("assistant-unavailable", "storage-unavailable")
    assert int(answer.headers["Retry-After"]) > 0
