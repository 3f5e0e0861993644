"""Whose word counts for where a request comes from, as the limit on failed sign-ins shows it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import PASSWORD, Clock
from tests.web.fake_assistant import FakeAssistant
from web.app import create_app
from web.auth.sign_in import PER_ADDRESS, PER_NAME_AND_ADDRESS
from web.settings import Settings

PROXY = "10.9.9.9"


@pytest.fixture
def serve(settings: Settings, assistant: FakeAssistant, clock: Clock) -> Callable[..., Callable[..., int]]:
    """The application behind a proxy; returns who signs in through it and gets back the status."""

    def serving(trusted: str, *, peer: str = PROXY) -> Callable[..., int]:
        trusting = Settings(data_dir=settings.data_dir, trusted_proxies=trusted)
        client = TestClient(
            create_app(trusting, assistant=assistant, clock=clock), base_url="http://amends.test", client=(peer, 5)
        )

        def sign_in(name: str, password: str, *, forwarded: str) -> int:
            headers = {"Origin": "http://amends.test", "X-Forwarded-For": forwarded}
            sent = {"name": name, "password": password}
            return client.post("/sign-in", data=sent, headers=headers, follow_redirects=False).status_code

        return sign_in

    return serving


@pytest.mark.parametrize(("trusted", "peer"), [("", "127.0.0.1"), (PROXY, "10.9.9.8"), ("10.0.0.0/24", PROXY)])
def test_an_address_that_is_made_up_gets_nobody_round_the_limit(
    serve: Callable[..., Callable[..., int]], trusted: str, peer: str
) -> None:
    sign_in = serve(trusted, peer=peer)
    guesses = [sign_in("cat", "wrong", forwarded=f"10.0.0.{number}") for number in range(PER_NAME_AND_ADDRESS + 1)]
    assert guesses == [422] * PER_NAME_AND_ADDRESS + [429]


def test_what_a_client_adds_in_front_is_not_believed_through_a_trusted_proxy(
    serve: Callable[..., Callable[..., int]],
) -> None:
    sign_in = serve(PROXY)
    made_up = [f"10.0.0.{number}, 192.0.2.7" for number in range(PER_NAME_AND_ADDRESS + 1)]
    guesses = [sign_in("cat", "wrong", forwarded=forwarded) for forwarded in made_up]
    assert guesses == [422] * PER_NAME_AND_ADDRESS + [429]


@pytest.mark.parametrize("trusted", [PROXY, "10.9.0.0/16", f"127.0.0.1, {PROXY}"])
def test_behind_a_trusted_proxy_each_address_has_its_own_limit(
    serve: Callable[..., Callable[..., int]], trusted: str
) -> None:
    sign_in = serve(trusted)
    for number in range(PER_ADDRESS):
        assert sign_in(f"n{number}", "wrong", forwarded="192.0.2.7") == 422
    assert sign_in("ann", PASSWORD, forwarded="192.0.2.7") == 429
    assert sign_in("ann", PASSWORD, forwarded="192.0.2.8") == 303
