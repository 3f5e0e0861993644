"""Demonstration data: five accounts with random passwords, and the personas that come with Amends, published."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select

from storage.people import Role, Team, User, anybody, forget_proofs_of, user_named
from storage.store import Store
from web.auth.passwords import hash_password
from web.persona_desk import PersonaDesk
from web.secret_files import write_private

TEAM: Final = "Harbour branch"
PEOPLE: Final = (
    ("amal", Role.TRAINEE),
    ("bruno", Role.TRAINEE),
    ("saskia", Role.SUPERVISOR),
    ("tomas", Role.TRAINER),
    ("ada", Role.ADMIN),
)
ACCOUNTS_FILE: Final = "demo-accounts.txt"


@dataclass(frozen=True)
class DemoAccounts:
    """The sign-ins just made, in ``text`` as they are written to ``path`` and shown this once."""

    path: Path
    text: str


def prepare_demo(
    store: Store, desk: PersonaDesk, *, personas: tuple[Path, ...], data_dir: Path, clock: Callable[[], datetime]
) -> DemoAccounts | None:
    """Make a database that was never used ready for a demonstration; returns the sign-ins if they are new.

    The personas that come with Amends are published, or brought up to date where no trainer has touched them.
    """
    for path in personas:
        desk.publish_shipped(path)
    with store.reading() as db:
        used = anybody(db)
    return None if used else reset_demo(store, data_dir=data_dir, clock=clock)


def reset_demo(store: Store, *, data_dir: Path, clock: Callable[[], datetime]) -> DemoAccounts:
    """New passwords for the demo accounts, made where they are missing; everyone of them is signed out.

    The file is written before the change is committed: passwords that nobody could read would lock everybody out.
    """
    passwords = {name: secrets.token_urlsafe(9) for name, _ in PEOPLE}
    width = max(len(role) for _, role in PEOPLE)
    lines = [f"{role:<{width}}  {name:<8}  {passwords[name]}" for name, role in PEOPLE]
    text = "\n".join(("Demo sign-ins (role, name, password); new ones: .venv/bin/amends demo reset", *lines, ""))
    path = data_dir / ACCOUNTS_FILE
    hashes = {name: hash_password(password) for name, password in passwords.items()}
    with store.writing() as db:
        team = db.scalar(select(Team).where(Team.name == TEAM)) or Team(name=TEAM)
        for name, role in PEOPLE:
            user = user_named(db, name)
            if user is None:
                user = User(name=name, role=role, team=team, created_at=clock())
                db.add(user)
            else:
                forget_proofs_of(db, user.id)
            user.password_hash, user.must_change_password, user.deactivated_at = hashes[name], False, None
        db.flush()
        write_private(path, text)
    return DemoAccounts(path=path, text=text)
