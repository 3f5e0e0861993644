"""A running application for each test: real rules and personas, a fake assistant, a clock that stands still."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from storage.people import ApiToken, Person, Role, Team, User, user_named
from tests.web.fake_assistant import FakeAssistant
from web.app import create_app
from web.auth import passwords
from web.auth.passwords import hash_password
from web.auth.tokens import proof_hash
from web.services import Services
from web.settings import Settings

PASSWORD = "correct horse"
PEOPLE = (
    ("ann", Role.TRAINEE, "floor"),
    ("bob", Role.TRAINEE, "floor"),
    ("cat", Role.TRAINEE, "office"),
    ("sue", Role.SUPERVISOR, "floor"),
    ("sid", Role.SUPERVISOR, "office"),
    ("tom", Role.TRAINER, None),
    ("ada", Role.ADMIN, None),
)
RING = "ring-before-the-wedding"


@dataclass
class Clock:
    """Noon until somebody moves it."""

    now: datetime = field(default=datetime(2026, 3, 2, 12, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Argon2 with hardly any work: these tests sign in some hundred times."""
    with pytest.MonkeyPatch.context() as patched:
        quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
        patched.setattr(passwords, "_hasher", quick)
        patched.setattr(passwords, "_NOBODY", quick.hash("nobody"))
        yield


def populate(services: Services) -> None:
    """Everybody of PEOPLE, each with a token of their own name, and the personas that come with Amends."""
    with services.store.writing() as db:
        teams = {name: Team(name=name) for name in ("floor", "office")}
        for name, role, team in PEOPLE:
            user = User(
                name=name,
                role=role,
                team=teams[team] if team else None,
                password_hash=hash_password(PASSWORD),
                created_at=services.clock(),
            )
            db.add(user)
            db.flush()
            db.add(ApiToken(token_hash=proof_hash(f"token-{name}"), user_id=user.id, created_at=services.clock()))
    for path in services.materials.personas:
        services.personas.publish_shipped(path)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with everybody in it, to be copied."""
    folder = tmp_path_factory.mktemp("prepared")
    services: Services = create_app(Settings(data_dir=folder), assistant=FakeAssistant(), clock=Clock()).state.services
    populate(services)
    services.store.close()
    return folder / "amends.db"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def settings(tmp_path: Path, prepared: Path) -> Settings:
    shutil.copy(prepared, tmp_path / "amends.db")
    return Settings(data_dir=tmp_path)


@pytest.fixture
def app(settings: Settings, assistant: FakeAssistant, clock: Clock) -> FastAPI:
    return create_app(settings, assistant=assistant, clock=clock)


@pytest.fixture
def services(app: FastAPI) -> Services:
    found: Services = app.state.services
    return found


@pytest.fixture
def person(services: Services) -> Callable[[str], Person]:
    def named(name: str) -> Person:
        with services.store.reading() as db:
            user = user_named(db, name)
            assert user is not None
            return user.person()

    return named


@pytest.fixture
def ann(person: Callable[[str], Person]) -> Person:
    return person("ann")


class Api:
    """A client of the HTTP API, signed in with a person's token."""

    def __init__(self, client: TestClient, name: str | None) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer token-{name}"} if name else {}

    def __call__(self, method: str, path: str, json: Any = None, **rest: Any) -> Any:
        headers = {**self.headers, **rest.pop("headers", {})}
        if json is not None:
            rest["json"] = json
        return self.client.request(method, f"/api/v1{path}", headers=headers, **rest)

    def start(self, **body: Any) -> str:
        answer = self("POST", "/sessions", {"persona": RING, "seed": 7, **body})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["session_id"])

    def reply(self, session_id: str, text: str, reply_id: str) -> Any:
        return self("POST", f"/sessions/{session_id}/replies", {"reply_id": reply_id, "text": text})


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://amends.test", raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def api(client: TestClient) -> Api:
    return Api(client, "ann")


@pytest.fixture
def as_(client: TestClient) -> Callable[[str | None], Api]:
    return lambda name: Api(client, name)


def rid(number: int) -> str:
    """A reply_id."""
    return f"00000000-0000-4000-8000-{number:012d}"
