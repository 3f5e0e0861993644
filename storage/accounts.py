"""What an administrator looks up and changes: accounts, teams and tokens."""

from __future__ import annotations

import unicodedata
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from storage.people import ApiToken, Role, Team, User

ERASED: Final = "Erased person"
"""What the name of everybody erased begins with, and nobody else's."""


def accounts(
    db: Session,
    *,
    name: str = "",
    role: Role | None = None,
    team_id: int | None = None,
    active: bool | None = None,
) -> list[User]:
    """Accounts that were not erased, by name; ``name`` is a part of it in any capitals.

    Names are compared here: SQLite knows no capitals beyond ASCII, and each PostgreSQL has an order of its own.
    """
    query = select(User).options(joinedload(User.team)).where(User.erased_at.is_(None))
    if role is not None:
        query = query.where(User.role == role)
    if team_id is not None:
        query = query.where(User.team_id == team_id)
    if active is not None:
        query = query.where(User.deactivated_at.is_(None) == active)
    found = [user for user in db.scalars(query) if folded(name) in folded(user.name)]
    return sorted(found, key=lambda user: (user.name.casefold(), user.id))


def folded(name: str) -> str:
    """A name as it is compared: without capitals, wide letters and ligatures (NFKC), which read like plain ones."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def account_for_change(db: Session, user_id: int) -> User | None:
    """The account, locked until the transaction ends."""
    return db.scalar(select(User).where(User.id == user_id).with_for_update())


def admins_for_change(db: Session) -> tuple[int, ...]:
    """The ids of everybody who can administer now, their accounts locked until the transaction ends."""
    query = select(User.id).where(User.role == Role.ADMIN, User.deactivated_at.is_(None)).order_by(User.id)
    return tuple(db.scalars(query.with_for_update()))


def name_taken(db: Session, name: str, *, except_id: int | None = None) -> bool:
    """Whether somebody has a name that reads like it: two such people would be taken for each other."""
    return any(user_id != except_id for user_id in _ids_named(db, name))


def account_named(db: Session, name: str) -> User | None:
    """Whose name that is, capitals and widths aside."""
    return next((db.get(User, user_id) for user_id in _ids_named(db, name)), None)


def name_reserved(name: str) -> bool:
    """Whether it would be taken for an erased person's."""
    return folded(name).startswith(folded(ERASED))


def erased_name(db: Session, user_id: int) -> str:
    """What stands in place of an erased person's name; longer where an account from before has that name already."""
    name = f"{ERASED} {user_id}"
    while name_taken(db, name, except_id=user_id):
        name += "."
    return name


def names_of(db: Session) -> dict[int, str]:
    """Everybody's present name by id, erased people included."""
    return {row.id: row.name for row in db.execute(select(User.id, User.name))}


def teams(db: Session) -> list[tuple[Team, int]]:
    """Every team by name, with how many active people are in it."""
    query = (
        select(Team, func.count(User.id))
        .outerjoin(User, (User.team_id == Team.id) & User.deactivated_at.is_(None))
        .group_by(Team.id)
    )
    return sorted(((row[0], row[1]) for row in db.execute(query)), key=lambda found: found[0].name.casefold())


def team_named(db: Session, name: str) -> Team | None:
    """The team of that name, capitals and widths aside."""
    return next((team for team in db.scalars(select(Team)) if folded(team.name) == folded(name)), None)


def tokens(db: Session) -> list[ApiToken]:
    """Every token with its owner, the newest first."""
    return list(db.scalars(select(ApiToken).options(joinedload(ApiToken.user)).order_by(ApiToken.created_at.desc())))


def _ids_named(db: Session, name: str) -> list[int]:
    wanted = folded(name)
    return [row.id for row in db.execute(select(User.id, User.name)) if folded(row.name) == wanted]
