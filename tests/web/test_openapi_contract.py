"""The API against its own description: generated requests get documented statuses, types and shapes, never a 500."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import load_all_checks, positive_data_acceptance
from starlette.testclient import TestClient

from tests.web.conftest import RING, Clock, populate
from tests.web.fake_assistant import FakeAssistant
from tests.web.test_roles import TABLE
from web.app import create_app
from web.settings import Settings

EXAMPLES = int(os.environ.get("AMENDS_TEST_EXAMPLES", "12"))
"""Requests of each sort for each operation; raise it for a thorough search."""


load_all_checks()


class World:
    """One application for all generated requests, with a session of every kind that they may meet."""

    def __init__(self, folder: Path) -> None:
        self.app = create_app(Settings(data_dir=folder), assistant=FakeAssistant(), clock=Clock())
        populate(self.app.state.services)
        self.client = TestClient(self.app, base_url="http://amends.test", raise_server_exceptions=False)
        self.schema = schemathesis.openapi.from_asgi("/openapi.json", self.app)
        self.sessions = [self._session("practice"), self._session("assessment"), self._session("practice", end=True)]

    def operation(self, name: str) -> Any:
        method, _, path = name.partition(" ")
        return self.schema[path][method.lower()]

    def _session(self, mode: str, *, end: bool = False) -> str:
        headers = {"Authorization": "Bearer token-ann"}
        begun = self.client.post("/api/v1/sessions", json={"persona": RING, "mode": mode}, headers=headers).json()
        path = f"/api/v1/sessions/{begun['session_id']}"
        for text in ("I'm sorry, that must be awful.", "Well? [end resolved]" if end else "Well?"):
            body = {"reply_id": str(uuid.uuid4()), "text": text}
            assert self.client.post(f"{path}/replies", json=body, headers=headers).status_code == 200
        return str(begun["session_id"])


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("contract"))


_limits = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
OPERATIONS = tuple(f"{method} {path if path == '/healthz' else '/api/v1' + path}" for method, path in TABLE)
"""Those of the role table, which a test there holds against the description."""
ROWS = [
    (name, mode)
    for name in OPERATIONS
    for mode in GenerationMode
    # A request without parameters, body or token can't be wrong.
    if (name, mode) != ("GET /healthz", GenerationMode.NEGATIVE)
]
# What a schema can't say: an empty text, a stale ETag, a draft with errors are refused although they are well-formed.
BEYOND_SCHEMA = [positive_data_acceptance]


@pytest.mark.parametrize(("name", "mode"), ROWS)
def test_an_operation_keeps_to_its_description(name: str, mode: GenerationMode, world: World) -> None:
    @given(case=world.operation(name).as_strategy(mode))
    @_limits
    def one(case: Case) -> None:
        case.call_and_validate(headers=token_for(name), excluded_checks=BEYOND_SCHEMA)

    one()


@pytest.mark.parametrize(("name", "mode"), [row for row in ROWS if "session_id" in row[0]])
def test_an_operation_on_sessions_that_are_there_keeps_to_its_description(
    name: str, mode: GenerationMode, world: World
) -> None:
    for session_id in world.sessions:

        @given(case=world.operation(name).as_strategy(mode, path_parameters={"session_id": session_id}))
        @_limits
        def one(case: Case) -> None:
            answer = case.call_and_validate(headers=token_for(name), excluded_checks=BEYOND_SCHEMA)
            assert answer.status_code not in (403, 404)

        one()


def token_for(name: str) -> dict[str, str]:
    """The token of somebody who may do this."""
    return {"Authorization": f"Bearer token-{'tom' if '/personas' in name else 'ann'}"}
