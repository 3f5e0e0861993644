"""Two running Amends: one that every gentle test shares, and one whose processes may be killed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.running import AMENDS, ROOT, RunningAmends, StartError, running_amends
from tests.whole.processes import until
from tests.whole.talking import REPLIES, Trainee

# Starting everything anew is part of many of these tests; a busy machine may take minutes for it.
LONGEST_TEST_SECONDS = 900


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(LONGEST_TEST_SECONDS))


def trainee_of(amends: RunningAmends) -> Trainee:
    token = subprocess.run(
        [AMENDS, "token", "--role", "trainee"],
        env=amends.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return Trainee(amends.url, token.stdout.strip(), database=amends.data_dir / "amends.db")


@pytest.fixture(scope="session")
def amends(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAmends]:
    try:
        with running_amends(tmp_path_factory.mktemp("gentle") / "data") as running:
            yield running
    except StartError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def trainee(amends: RunningAmends) -> Trainee:
    return trainee_of(amends)


@pytest.fixture(scope="session")
def _rough(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAmends]:
    running = RunningAmends(tmp_path_factory.mktemp("rough") / "data")
    yield running
    if running.is_running():
        running.stop()


@pytest.fixture(scope="session")
def _rough_trainee(_rough: RunningAmends) -> Trainee:
    return trainee_of(_rough)


@pytest.fixture
def rough(_rough: RunningAmends, rough_trainee: Trainee) -> RunningAmends:
    """An Amends to be maltreated: started again for the next test if the one before left it dead."""
    if not _rough.is_running():
        try:
            _rough.start()
        except StartError as error:
            pytest.fail(str(error), pytrace=False)
    until(lambda: rough_trainee.down() == [])
    return _rough


@pytest.fixture
def rough_trainee(_rough_trainee: Trainee) -> Trainee:
    return _rough_trainee


@pytest.fixture(scope="session")
def undisturbed(trainee: Trainee) -> Callable[[str, int], dict[str, Any]]:
    """What a talk of the first so many replies comes to where nothing goes wrong."""
    known: dict[tuple[str, int], dict[str, Any]] = {}

    def told(persona: str, replies: int) -> dict[str, Any]:
        if (persona, replies) not in known:
            talk = trainee.begin(persona)
            talk.say_all(REPLIES[persona][:replies])
            known[persona, replies] = talk.told()
        return known[persona, replies]

    return told


@pytest.fixture
def meanwhile() -> Iterator[Callable[..., Future[Any]]]:
    """Calls a function while the test goes on."""
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield pool.submit
