"""Who is known, and by which proof."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from storage.people import (
    ApiToken,
    BrowserSession,
    FailedSignIn,
    Person,
    Role,
    User,
    anybody,
    failed_sign_ins,
    forget_browser,
    forget_expired_browsers,
    forget_proofs_of,
    forgive_sign_in,
    forgive_sign_ins,
    open_browser,
    token_owner,
    user_named,
    users_with_role,
)
from storage.store import Store
from tests.storage.rows import NOON, person


def opened(db: Session, cookie_hash: str, now: datetime) -> Person | None:
    browser = open_browser(db, cookie_hash, now=now)
    return browser.user.person() if browser else None


def test_a_new_database_knows_nobody_until_somebody_is_added(store: Store) -> None:
    with store.writing() as db:
        assert not anybody(db)
        person(db, "ann")
        assert anybody(db)


def test_people_are_found_by_name_and_by_role_the_oldest_first(store: Store) -> None:
    with store.writing() as db:
        zoe, ann = person(db, "zoe"), person(db, "ann")
        person(db, "sue", Role.SUPERVISOR)
        found = user_named(db, "ann")
        assert found is not None and found.person() == ann
        assert user_named(db, "Ann") is None
        assert [user.person() for user in users_with_role(db, Role.TRAINEE)] == [zoe, ann]


def test_a_role_that_does_not_exist_is_not_stored(store: Store) -> None:
    with pytest.raises(IntegrityError), store.writing() as db:
        db.add(User(name="x", role="king", password_hash="-", created_at=NOON))


def test_a_moment_without_a_time_zone_is_not_stored(store: Store) -> None:
    with pytest.raises(StatementError, match="time zone"), store.writing() as db:
        db.add(User(name="x", role="trainee", password_hash="-", created_at=NOON.replace(tzinfo=None)))


def test_moments_come_back_in_utc(store: Store) -> None:
    with store.writing() as db:
        person(db, "ann")
    with store.reading() as db:
        assert db.scalar(select(User.created_at)) == NOON


def test_a_browser_is_known_until_its_session_expires(store: Store) -> None:
    with store.writing() as db:
        ann = person(db, "ann")
        db.add(BrowserSession(cookie_hash="h", user_id=ann.id, created_at=NOON, expires_at=NOON + timedelta(hours=1)))
    with store.writing() as db:
        assert opened(db, "h", NOON) == ann
        assert opened(db, "h", NOON + timedelta(hours=1)) is None
        assert opened(db, "other", NOON) is None
        forget_expired_browsers(db, now=NOON)
        assert opened(db, "h", NOON) == ann
        forget_expired_browsers(db, now=NOON + timedelta(hours=2))
        assert opened(db, "h", NOON) is None


def test_signing_somebody_out_everywhere_leaves_others_signed_in(store: Store) -> None:
    with store.writing() as db:
        ann, bob = person(db, "ann"), person(db, "bob")
        for who in (ann, bob):
            db.add(ApiToken(token_hash=f"t-{who.name}", user_id=who.id, created_at=NOON))
            db.add(BrowserSession(cookie_hash=f"c-{who.name}", user_id=who.id, created_at=NOON, expires_at=NOON))
    with store.writing() as db:
        forget_proofs_of(db, ann.id)
        assert token_owner(db, "t-ann") is None
        assert token_owner(db, "t-bob") == bob
        forget_browser(db, "c-bob")
        assert db.scalars(select(BrowserSession.cookie_hash)).all() == []


def test_a_deactivated_person_is_out_at_once(store: Store) -> None:
    with store.writing() as db:
        ann = person(db, "ann")
        db.add(ApiToken(token_hash="t", user_id=ann.id, created_at=NOON))
        db.add(BrowserSession(cookie_hash="h", user_id=ann.id, created_at=NOON, expires_at=NOON + timedelta(hours=1)))
    with store.writing() as db:
        db.get_one(User, ann.id).deactivated_at = NOON
    with store.reading() as db:
        assert opened(db, "h", NOON) is None
        assert token_owner(db, "t") is None


def test_failed_sign_ins_are_counted_by_name_address_and_time(store: Store) -> None:
    with store.writing() as db:
        for minute, (name, address) in enumerate([("ann", "1"), ("ann", "2"), ("bob", "1"), ("ann", "1")]):
            db.add(FailedSignIn(name=name, address=address, failed_at=NOON + timedelta(minutes=minute)))
        db.flush()
        assert failed_sign_ins(db, since=NOON - timedelta(1)) == 4
        assert failed_sign_ins(db, since=NOON - timedelta(1), name="ann") == 3
        assert failed_sign_ins(db, since=NOON - timedelta(1), address="1") == 3
        assert failed_sign_ins(db, since=NOON, name="ann", address="1") == 1
        forgive_sign_in(db, db.scalars(select(FailedSignIn.id).where(FailedSignIn.name == "bob")).one())
        assert failed_sign_ins(db, since=NOON - timedelta(1)) == 3
        forgive_sign_ins(db, before=NOON + timedelta(minutes=1))
        assert failed_sign_ins(db, since=NOON - timedelta(1)) == 1
