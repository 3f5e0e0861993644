"""Demonstration data: five accounts with random passwords, and the personas that come with Amends, published."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.accounts import account_named
from storage.audit import Act, append, made_by_somebody, user_subject
from storage.people import Role, Team, User, anybody, forget_proofs_of
from storage.store import Store
from web.auth.passwords import hash_password
from web.persona_desk import PersonaDesk
from web.secret_files import write_private
from web.start_up import StartUpError

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

    Raises StartUpError, and changes nothing, where one of their names is somebody else's.
    The file is written before the change is committed: passwords that nobody could read would lock everybody out.
    """
    passwords = {name: secrets.token_urlsafe(9) for name, _ in PEOPLE}
    width = max(len(role) for _, role in PEOPLE)
    lines = [f"{role:<{width}}  {name:<8}  {passwords[name]}" for name, role in PEOPLE]
    text = "\n".join(("Demo sign-ins (role, name, password); new ones: .venv/bin/amends demo reset", *lines, ""))
    path = data_dir / ACCOUNTS_FILE
    hashes = {name: hash_password(password) for name, password in passwords.items()}
    with store.writing() as db:
        done: list[tuple[Act, str, dict[str, object]]] = []
        team = db.scalar(select(Team).where(Team.name == TEAM))
        if team is None:
            team = Team(name=TEAM)
            db.add(team)
            db.flush()
            done.append((Act.TEAM_CREATED, f"team:{team.id}", {}))
        for name, role in PEOPLE:
            user = _own_account(db, name, role=role, team=team)
            if user is None:
                user = User(name=name, role=role, team=team, created_at=clock(), password_hash=hashes[name])
                db.add(user)
                db.flush()
                done.append((Act.ACCOUNT_CREATED, user_subject(user.id), {"role": role, "team": team.id}))
                continue
            forget_proofs_of(db, user.id)
            done.append((Act.PASSWORD_RESET, user_subject(user.id), {}))
            if user.deactivated_at is not None:
                done.append((Act.ACCOUNT_REACTIVATED, user_subject(user.id), {}))
            user.password_hash, user.must_change_password, user.deactivated_at = hashes[name], False, None
        db.flush()
        for act, subject, detail in done:
            append(db, at=clock(), actor_id=None, act=act, subject=subject, detail=detail)
        write_private(path, text)
    return DemoAccounts(path=path, text=text)


def _own_account(db: Session, name: str, *, role: Role, team: Team) -> User | None:
    """The demonstration's account of that name; raises StartUpError where it is somebody else's."""
    user = account_named(db, name)
    if user is None:
        return None
    as_made = (user.name, user.role, user.team_id) == (name, role, team.id)
    if not as_made or made_by_somebody(db, user.id):
        raise StartUpError(
            "W0114",
            f"{user.name}: the demonstration did not make this account, or it has another role or team by now. "
            "Give it another name, then reset again.",
        )
    return user
