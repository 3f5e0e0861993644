"""Looking up accounts: alike on both databases, in every alphabet."""

from __future__ import annotations

import pytest

from storage.accounts import account_named, accounts, erased_name, name_reserved, name_taken, team_named, teams
from storage.people import Role, Team
from storage.store import Store
from tests.storage.rows import person

NAMES = ("zoe", "Özil Ünal", "ann", "Анна", "Bob", "Straße", "Ädam")


@pytest.fixture
def people(store: Store) -> Store:
    with store.writing() as db:
        for name in NAMES:
            person(db, name, Role.TRAINER if name == "Bob" else Role.TRAINEE, team=Team(name=f"{name}'s"))
    return store


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("özil", ["Özil Ünal"]),
        ("ÖZIL", ["Özil Ünal"]),
        ("ünal", ["Özil Ünal"]),
        ("АННА", ["Анна"]),
        ("STRASSE", ["Straße"]),
        ("%", []),
        ("_", []),
        ("b", ["Bob"]),
        ("", ["ann", "Bob", "Straße", "zoe", "Ädam", "Özil Ünal", "Анна"]),
    ],
)
def test_a_part_of_a_name_is_found_in_any_capitals(people: Store, typed: str, found: list[str]) -> None:
    with people.reading() as db:
        assert [user.name for user in accounts(db, name=typed)] == found


def test_a_name_and_another_filter_both_hold(people: Store) -> None:
    with people.reading() as db:
        assert [user.name for user in accounts(db, name="B", role=Role.TRAINER)] == ["Bob"]
        assert accounts(db, name="Ö", role=Role.TRAINER) == []


def test_teams_come_in_the_same_order_on_every_database(people: Store) -> None:
    with people.reading() as db:
        told = [team.name.removesuffix("'s") for team, _ in teams(db)]
    assert told == ["ann", "Bob", "Straße", "zoe", "Ädam", "Özil Ünal", "Анна"]


def test_a_name_is_taken_in_any_capitals_and_found_by_them(people: Store) -> None:
    with people.reading() as db:
        found = account_named(db, "ÖZIL ÜNAL")
        assert found is not None and found.name == "Özil Ünal"
        assert account_named(db, "Özil") is None
        assert name_taken(db, "özil ünal") and not name_taken(db, "özil ünal", except_id=found.id)


@pytest.mark.parametrize(
    ("name", "reserved"), [("Erased person 8", True), ("erased PERSON", True), ("A person erased", False)]
)
def test_names_of_erased_people_are_kept_for_them(name: str, reserved: bool) -> None:
    assert name_reserved(name) == reserved


def test_a_name_of_an_erased_person_is_nobody_elses(store: Store) -> None:
    with store.writing() as db:
        ann = person(db, "ann")
        assert erased_name(db, ann.id) == f"Erased person {ann.id}"
        for taken in (f"erased person {ann.id}", f"Erased person {ann.id}."):
            person(db, taken)
        assert erased_name(db, ann.id) == f"Erased person {ann.id}.."


@pytest.mark.parametrize("alike", ["ａｎｎ", "ＡＮＮ", "aｎn"])
def test_a_name_is_taken_by_one_in_wide_letters(people: Store, alike: str) -> None:
    with people.writing() as db:
        assert name_taken(db, alike)
        assert team_named(db, f"{alike}'s") is not None
        assert [user.name for user in accounts(db, name=alike)] == ["ann"]
    assert name_reserved("Ｅrased person 8")
