"""Signing in: fresh cookies, hashes only, a brake on guessing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from storage.audit import NOBODY, AuditEntry, user_subject, verify
from storage.people import ApiToken, BrowserSession, FailedSignIn, Person, User, user_named
from tests.web.conftest import PASSWORD, Clock
from tests.web.test_practice import refused
from web.auth import sign_in as rules
from web.auth.passwords import check_new_password, hash_is_dated, hash_password, password_fits
from web.auth.sign_in import SignedIn
from web.problems import Problem
from web.services import Services

NEW = "four plain words here"


def signed_in(services: Services, name: str = "ann", password: str = PASSWORD, **more: str) -> SignedIn | None:
    return services.sign_in.sign_in(name, password, address=more.pop("address", "10.0.0.1"), **more)


def test_the_right_password_signs_in_and_the_cookie_proves_it(services: Services) -> None:
    entry = signed_in(services)
    assert entry is not None
    assert entry.person.name == "ann"
    assert services.sign_in.person_by_cookie(entry.cookie) == entry.person


@pytest.mark.parametrize(
    ("name", "password"),
    [("ann", "wrong"), ("ann", ""), ("nobody", PASSWORD), ("", ""), ("Ann", PASSWORD), ("ann\x00", PASSWORD),
     ("\ud800", "\udc00"), ("x" * 10_000, "y" * 10_000)],
)  # fmt: skip
def test_a_wrong_name_or_password_signs_nobody_in(services: Services, name: str, password: str) -> None:
    assert signed_in(services, name, password) is None


def test_every_sign_in_makes_a_new_cookie_and_forgets_the_browsers_old_one(services: Services) -> None:
    first = signed_in(services)
    assert first is not None
    second = signed_in(services, old_cookie=first.cookie)
    assert second is not None
    assert second.cookie != first.cookie
    assert services.sign_in.person_by_cookie(first.cookie) is None
    assert services.sign_in.person_by_cookie(second.cookie) is not None


def test_a_planted_cookie_is_worth_nothing_after_the_sign_in(services: Services) -> None:
    signed_in(services, old_cookie="planted")
    assert services.sign_in.person_by_cookie("planted") is None


def test_signing_out_ends_this_browser_alone(services: Services) -> None:
    here, there = signed_in(services), signed_in(services)
    assert here is not None and there is not None
    services.sign_in.sign_out(here.cookie)
    assert services.sign_in.person_by_cookie(here.cookie) is None
    assert services.sign_in.person_by_cookie(there.cookie) is not None


def test_a_browser_is_signed_out_after_a_working_day(services: Services, clock: Clock) -> None:
    entry = signed_in(services)
    assert entry is not None
    for _ in range(11):
        clock.pass_(hours=1)
        assert services.sign_in.person_by_cookie(entry.cookie) is not None
    clock.pass_(minutes=59)
    assert services.sign_in.person_by_cookie(entry.cookie) is not None
    clock.pass_(minutes=1)
    assert services.sign_in.person_by_cookie(entry.cookie) is None


def test_a_browser_that_asks_nothing_is_signed_out_earlier(services: Services, clock: Clock) -> None:
    entry = signed_in(services)
    assert entry is not None
    clock.pass_(hours=1)
    assert services.sign_in.person_by_cookie(entry.cookie) is not None
    clock.now += rules.BROWSER_IDLE - timedelta(minutes=1)
    assert services.sign_in.person_by_cookie(entry.cookie) is not None
    clock.now += rules.BROWSER_IDLE
    assert services.sign_in.person_by_cookie(entry.cookie) is None


def test_a_deactivated_person_is_out_at_once_and_told_at_the_door(services: Services) -> None:
    entry = signed_in(services)
    assert entry is not None
    with services.store.writing() as db:
        db.get_one(User, entry.person.id).deactivated_at = services.clock()
    assert services.sign_in.person_by_cookie(entry.cookie) is None
    assert services.sign_in.person_by_token("token-ann") is None
    with refused("account-deactivated"):
        signed_in(services)
    assert signed_in(services, password="wrong") is None  # a stranger learns nothing


def test_a_changed_password_signs_other_browsers_out_and_keeps_tokens(services: Services) -> None:
    here, there = signed_in(services), signed_in(services)
    assert here is not None and there is not None
    fresh = services.sign_in.change_password(here.person, PASSWORD, NEW, address="x")
    assert fresh.cookie not in (here.cookie, there.cookie)
    assert services.sign_in.person_by_cookie(fresh.cookie) == here.person
    assert services.sign_in.person_by_cookie(here.cookie) is None
    assert services.sign_in.person_by_cookie(there.cookie) is None
    assert services.sign_in.person_by_token("token-ann") is not None
    assert signed_in(services) is None
    assert signed_in(services, password=NEW) is not None


@pytest.mark.parametrize(
    ("present", "new", "code"),
    [("wrong", "x", "password-wrong"), (PASSWORD, PASSWORD, "password-unfit"),
     (PASSWORD, "eleven char", "password-unfit"), (PASSWORD, "y" * 201, "password-unfit"),
     (PASSWORD, "abababababab", "password-unfit")],
)  # fmt: skip
def test_a_password_that_will_not_do_changes_nothing(
    services: Services, ann: Person, present: str, new: str, code: str
) -> None:
    with refused(code):
        services.sign_in.change_password(ann, present, new, address="x")
    assert signed_in(services) is not None


def test_a_password_is_not_the_name(services: Services) -> None:
    with refused("password-unfit"):
        check_new_password("Frederik.Jansen1", name="frederik.jansen")


@pytest.mark.parametrize("new", [NEW, "short"])
def test_guessing_the_present_password_is_stopped_too(services: Services, ann: Person, new: str) -> None:
    for _ in range(rules.PER_NAME_AND_ADDRESS):
        with refused("password-wrong"):
            services.sign_in.change_password(ann, "guess", new, address="10.0.0.1")
    with refused("too-many-attempts"):
        services.sign_in.change_password(ann, PASSWORD, NEW, address="10.0.0.1")


def test_a_new_password_that_will_not_do_is_no_failed_sign_in(services: Services, ann: Person) -> None:
    for _ in range(rules.PER_NAME_AND_ADDRESS):
        with refused("password-unfit"):
            services.sign_in.change_password(ann, PASSWORD, "short", address="10.0.0.1")
    assert services.sign_in.change_password(ann, PASSWORD, NEW, address="10.0.0.1").person == ann
    assert signed_in(services, password=NEW) is not None


def test_signing_in_and_out_is_logged_without_what_was_typed(services: Services) -> None:
    entry = signed_in(services)
    assert entry is not None
    signed_in(services, password="wrong")
    signed_in(services, "my secret in the wrong field")
    services.sign_in.change_password(entry.person, PASSWORD, NEW, address="x")
    fresh = signed_in(services, password=NEW)
    assert fresh is not None
    services.sign_in.sign_out(fresh.cookie)
    ann = user_subject(entry.person.id)
    with services.store.reading() as db:
        assert verify(db) is None
        logged = db.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [(entry.act, entry.actor, entry.subject) for entry in logged[-6:]] == [
        ("signed-in", ann, ann),
        ("sign-in-failed", NOBODY, ann),
        ("sign-in-failed", NOBODY, "unknown"),
        ("password-changed", ann, ann),
        ("signed-in", ann, ann),
        ("signed-out", ann, ann),
    ]
    assert not any("secret" in str(entry.detail) for entry in logged)


def test_neither_cookies_nor_tokens_nor_passwords_are_stored(services: Services) -> None:
    entry = signed_in(services)
    assert entry is not None
    with services.store.reading() as db:
        stored = [*db.scalars(select(BrowserSession.cookie_hash)), *db.scalars(select(ApiToken.token_hash))]
        stored += db.scalars(select(User.password_hash))
    assert not any(secret in text for text in stored for secret in (entry.cookie, "token-ann", PASSWORD))
    assert services.sign_in.person_by_token(stored[0]) is None


def test_guessing_a_name_from_one_address_is_stopped_and_told_how_long(services: Services, clock: Clock) -> None:
    for _ in range(rules.PER_NAME_AND_ADDRESS):
        assert signed_in(services, password="wrong") is None
    with refused("too-many-attempts") as refusal:
        signed_in(services)
    assert refusal.value.retry_after == rules.WINDOW.total_seconds()
    assert signed_in(services, address="10.0.0.2") is not None
    assert signed_in(services, "bob") is not None
    clock.pass_(seconds=rules.WINDOW.total_seconds())
    assert signed_in(services) is not None


def test_a_list_of_names_from_one_address_is_stopped(services: Services) -> None:
    with services.store.writing() as db:
        for number in range(rules.PER_ADDRESS):
            db.add(FailedSignIn(name=f"n{number}", address="10.0.0.1", failed_at=services.clock()))
    with refused("too-many-attempts"):
        signed_in(services)
    assert signed_in(services, address="10.0.0.2") is not None


def test_one_account_guessed_from_everywhere_is_stopped(services: Services) -> None:
    with services.store.writing() as db:
        for number in range(rules.PER_NAME):
            db.add(FailedSignIn(name="ann", address=f"10.1.0.{number}", failed_at=services.clock()))
    with refused("too-many-attempts"):
        signed_in(services)
    assert signed_in(services, "bob") is not None


def test_guesses_at_the_same_moment_are_counted_too(services: Services) -> None:
    def guess(_: int) -> str:
        try:
            return str(signed_in(services, password="wrong"))
        except Problem as problem:
            return problem.code

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(guess, range(12)))
    assert outcomes.count("None") == rules.PER_NAME_AND_ADDRESS


def test_signing_in_does_not_count_as_a_failure(services: Services) -> None:
    for _ in range(rules.PER_NAME_AND_ADDRESS + 2):
        assert signed_in(services) is not None


def test_a_dated_hash_is_made_anew_at_the_next_sign_in(services: Services) -> None:
    with services.store.writing() as db:
        user = user_named(db, "ann")
        assert user is not None
        user.password_hash = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    assert signed_in(services) is not None
    with services.store.reading() as db:
        user = user_named(db, "ann")
        assert user is not None
        assert not hash_is_dated(user.password_hash)
        assert password_fits(PASSWORD, user.password_hash)


def test_a_password_is_hashed_with_argon2id_and_a_salt_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.auth.passwords._hasher", PasswordHasher())
    one, two = hash_password("same"), hash_password("same")
    assert one.startswith("$argon2id$")
    assert one != two
    assert password_fits("same", one)
    assert not password_fits("same ", one)
    assert not password_fits("same", "no hash at all")


def test_an_unknown_account_costs_the_same_work_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:
            checked.append(str(hash).rpartition("p=")[0])  # the parameters, without salt and hash
            return super().verify(hash, password)

    monkeypatch.setattr("web.auth.passwords._hasher", Counting(time_cost=1, memory_cost=64, parallelism=1))
    known = hash_password("x")
    password_fits("wrong", known)
    password_fits("wrong", None)
    assert checked[0] == checked[1] == known.rpartition("p=")[0]
