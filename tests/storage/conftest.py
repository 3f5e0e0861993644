"""A store of each kind; PostgreSQL's is made once a run and emptied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.store import Store
from tests.storage.databases import KINDS, emptied, opened, postgres_url


@pytest.fixture(scope="session")
def postgres() -> Iterator[Store]:
    with postgres_url() as url, opened(url) as store:
        yield store


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "postgresql":
        yield emptied(request.getfixturevalue("postgres"))
    else:
        with opened(f"sqlite:///{tmp_path / 'amends.db'}") as made:
            yield made
