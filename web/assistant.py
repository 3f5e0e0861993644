"""The web application's side of the wire to Rasa: one call a turn, and the seeding of a fresh epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import httpx

TURN_TIMEOUT: Final = 15.0
"""Seconds for one turn. A turn takes a tenth of a second; who waits longer is better served by a retry."""
_HEALTH_TIMEOUT: Final = 2.0


class AssistantError(Exception):
    """The customer gave no usable answer. Nothing is known about what the tracker kept: take a fresh epoch."""


class AssistantDown(AssistantError):
    """No answer at all: not reachable, hung, or killed in the middle."""


class AssistantCrashed(AssistantError):
    """An answer that says the turn failed, or that is none."""


class AssistantMismatch(AssistantError):
    """The tracker does not stand where this turn begins (``turn-mismatch``)."""


@dataclass(frozen=True)
class Snapshot:
    """What a tracker must hold before a turn: everything that the customer's next words depend on."""

    persona: Mapping[str, Any]
    seed: int
    state: Mapping[str, Any]
    said: Sequence[str]


@dataclass(frozen=True)
class TurnRequest:
    """One reply on its way to the assistant; ``history`` is all that was said before, oldest first."""

    sender: str
    text: str
    session: str
    turn: int
    reply_id: str
    channel: str
    history: Sequence[Mapping[str, str]]

    def to_dict(self) -> dict[str, Any]:
        return {
            "sender": self.sender,
            "text": self.text,
            "metadata": {
                "session": self.session,
                "turn": self.turn,
                "reply_id": self.reply_id,
                "channel": self.channel,
                "history": [dict(entry) for entry in self.history],
            },
        }


class Assistant(Protocol):
    """What the practice service needs of the assistant; the tests' fake has the same five methods."""

    def seed(self, sender: str, snapshot: Snapshot) -> None:
        """Make a new tracker that stands at the snapshot; raises AssistantError."""

    def turn(self, request: TurnRequest) -> dict[str, Any]:
        """Post one reply and return the turn result (docs/how-it-fits.md); raises AssistantError."""

    def understand(self, text: str, *, channel: str, history: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """Scores and content of a text without a conversation; raises AssistantError."""

    def scorer(self) -> str | None:
        """The version of the scorer that runs; None where it can't be learnt."""

    def health(self) -> dict[str, str]:
        """``{"rasa": …, "actions": …}``: ``ok``, or what is wrong in a few words."""


class RasaAssistant:
    """The assistant over HTTP. ``rasa`` and ``actions`` are addresses without a slash at the end."""

    def __init__(
        self, *, rasa: str, actions: str, channel_secret: str, rasa_token: str, timeout: float = TURN_TIMEOUT
    ) -> None:
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=20)
        # trust_env off: a proxy of the environment must never see, or hold up, the talk between our own processes.
        self._http = httpx.Client(timeout=timeout, limits=limits, trust_env=False)
        self._rasa = rasa
        self._actions = actions
        self._headers = {"X-Amends-Secret": channel_secret}
        self._token = rasa_token

    def seed(self, sender: str, snapshot: Snapshot) -> None:
        response = self._send(
            "PUT",
            f"{self._rasa}/conversations/{sender}/tracker/events",
            params={"token": self._token, "include_events": "NONE"},
            json=seeding_events(snapshot),
        )
        if response.status_code != 200:
            raise AssistantCrashed(f"Rasa refused to seed {sender}: {response.status_code}")

    def turn(self, request: TurnRequest) -> dict[str, Any]:
        answer = self._post("/webhooks/amends/turn", request.to_dict())
        if answer.get("turn") != request.turn or answer.get("reply_id") != request.reply_id:
            raise AssistantMismatch(
                f"Rasa answered turn {answer.get('turn')} of reply {answer.get('reply_id')}, "
                f"asked was turn {request.turn} of reply {request.reply_id}"
            )
        return answer

    def understand(self, text: str, *, channel: str, history: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        body = {"text": text, "channel": channel, "history": [dict(entry) for entry in history]}
        return self._post("/webhooks/amends/understand", body)

    def scorer(self) -> str | None:
        try:
            response = self._http.get(
                f"{self._rasa}/webhooks/amends/health", headers=self._headers, timeout=_HEALTH_TIMEOUT
            )
            answer = response.json() if response.status_code == 200 else None
        except (httpx.HTTPError, ValueError):
            return None
        version = answer.get("scorer") if isinstance(answer, dict) else None
        return version if isinstance(version, str) else None

    def health(self) -> dict[str, str]:
        return {
            "rasa": self._answers(f"{self._rasa}/webhooks/amends/health"),
            "actions": self._answers(f"{self._actions}/health"),
        }

    def close(self) -> None:
        self._http.close()

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        response = self._send("POST", f"{self._rasa}{path}", json=body, headers=self._headers)
        try:
            answer = response.json()
        except ValueError as error:
            raise AssistantCrashed(f"Rasa answered {response.status_code} without JSON") from error
        if response.status_code == 200 and isinstance(answer, dict):
            return answer
        code = answer.get("code") if isinstance(answer, dict) else None
        if code == "turn-mismatch":
            raise AssistantMismatch(f"Rasa refused the turn: {answer.get('detail')}")
        raise AssistantCrashed(f"Rasa answered {response.status_code} {code or ''}".strip())

    def _send(self, method: str, url: str, **rest: Any) -> httpx.Response:
        try:
            return self._http.request(method, url, **rest)
        except httpx.HTTPError as error:
            raise AssistantDown(f"Rasa gave no answer: {type(error).__name__}") from error

    def _answers(self, url: str) -> str:
        try:
            response = self._http.get(url, headers=self._headers, timeout=_HEALTH_TIMEOUT)
        except httpx.HTTPError as error:
            return f"no answer ({type(error).__name__})"
        return "ok" if response.status_code == 200 else f"answers {response.status_code}"


def seeding_events(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The events that put a new tracker where the snapshot stands, waiting for the next reply."""
    slots = {
        "persona": dict(snapshot.persona),
        "seed": snapshot.seed,
        "state": dict(snapshot.state),
        "said": list(snapshot.said),
        "acts": [],
    }
    return [
        {"event": "action", "name": "action_session_start"},
        {"event": "session_started"},
        *({"event": "slot", "name": name, "value": value} for name, value in slots.items()),
        {"event": "action", "name": "action_listen"},
    ]
