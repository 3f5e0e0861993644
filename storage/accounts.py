"""What an administrator looks up and changes: accounts, teams and tokens."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from storage.people import ApiToken, Role, Team, User


def accounts(
    db: Session,
    *,
    name: str = "",
    role: Role | None = None,
    team_id: int | None = None,
    active: bool | None = None,
) -> list[User]:
    """Accounts that were not erased, by name; ``name`` is a part of it in any capitals."""
    query = select(User).options(joinedload(User.team)).where(User.erased_at.is_(None)).order_by(func.lower(User.name))
    if name:
        query = query.where(func.lower(User.name).contains(name.lower(), autoescape=True))
    if role is not None:
        query = query.where(User.role == role)
    if team_id is not None:
        query = query.where(User.team_id == team_id)
    if active is not None:
        query = query.where(User.deactivated_at.is_(None) == active)
    return list(db.scalars(query))


def account_for_change(db: Session, user_id: int) -> User | None:
    """The account, locked until the transaction ends."""
    return db.scalar(select(User).where(User.id == user_id).with_for_update())


def admins_for_change(db: Session) -> tuple[int, ...]:
    """The ids of everybody who can administer now, their accounts locked until the transaction ends."""
    query = select(User.id).where(User.role == Role.ADMIN, User.deactivated_at.is_(None)).order_by(User.id)
    return tuple(db.scalars(query.with_for_update()))


def name_taken(db: Session, name: str, *, except_id: int | None = None) -> bool:
    """Whether somebody has that name, capitals aside: two people who read alike would be taken for each other."""
    folded = name.casefold()
    rows = db.execute(select(User.id, User.name))
    return any(row.name.casefold() == folded and row.id != except_id for row in rows)


def names_of(db: Session) -> dict[int, str]:
    """Everybody's present name by id, erased people included."""
    return {row.id: row.name for row in db.execute(select(User.id, User.name))}


def teams(db: Session) -> list[tuple[Team, int]]:
    """Every team by name, with how many active people are in it."""
    query = (
        select(Team, func.count(User.id))
        .outerjoin(User, (User.team_id == Team.id) & User.deactivated_at.is_(None))
        .group_by(Team.id)
        .order_by(func.lower(Team.name))
    )
    return [(row[0], row[1]) for row in db.execute(query)]


def team_named(db: Session, name: str) -> Team | None:
    """The team of that name, capitals aside."""
    folded = name.casefold()
    return next((team for team in db.scalars(select(Team)) if team.name.casefold() == folded), None)


def tokens(db: Session) -> list[ApiToken]:
    """Every token with its owner, the newest first."""
    return list(db.scalars(select(ApiToken).options(joinedload(ApiToken.user)).order_by(ApiToken.created_at.desc())))
