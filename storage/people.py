"""Who uses Amends: teams, people with one role each, and what proves who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Select, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, contains_eager, mapped_column, relationship

from storage.base import Base


class Role(StrEnum):
    """What a person is here for; it decides what they see and may do."""

    TRAINEE = "trainee"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"
    ADMIN = "admin"


@dataclass(frozen=True)
class Person:
    """Who asks: the identity that every query is scoped to."""

    id: int
    name: str
    role: Role
    team_id: int | None
    must_change_password: bool = False


class Team(Base):
    """A group of trainees and the supervisors who may read their sessions."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class User(Base):
    """A person's account. ``password_hash`` is argon2id in its usual encoded form.

    Nobody can sign in with a deactivated one; an erased one is deactivated for good and stands for a name in the log.
    """

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("role IN ('trainee', 'supervisor', 'trainer', 'admin')", name="role_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), index=True)
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None]

    team: Mapped[Team | None] = relationship()

    def person(self) -> Person:
        return Person(
            id=self.id,
            name=self.name,
            role=Role(self.role),
            team_id=self.team_id,
            must_change_password=self.must_change_password,
        )


class BrowserSession(Base):
    """A signed-in browser. Only the hash of the cookie is kept, so that a stolen database signs nobody in.

    ``expires_at`` moves on while the browser is used, but only so far.
    """

    __tablename__ = "browser_sessions"

    cookie_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    user: Mapped[User] = relationship()


class ApiToken(Base):
    """A token for the HTTP API, kept as its hash. ``note`` says what it is for."""

    __tablename__ = "api_tokens"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")

    user: Mapped[User] = relationship()


class FailedSignIn(Base):
    """One attempt to sign in that has not succeeded. In the database, so that several web processes count together."""

    __tablename__ = "failed_sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(index=True)
    failed_at: Mapped[datetime] = mapped_column(index=True)


def user_named(db: Session, name: str) -> User | None:
    return db.scalar(select(User).where(User.name == name))


def users_with_role(db: Session, role: Role) -> list[User]:
    """Accounts of one role, the oldest first."""
    return list(db.scalars(select(User).where(User.role == role).order_by(User.id)))


def team_trainees(db: Session, team_id: int) -> list[User]:
    """The trainees of a team by name, deactivated ones among them: their sessions stay to be read."""
    return list(db.scalars(select(User).where(User.team_id == team_id, User.role == Role.TRAINEE).order_by(User.name)))


def anybody(db: Session) -> bool:
    """Whether any account exists: none means a database that was never used."""
    return db.scalar(select(User.id).limit(1)) is not None


def token_owner(db: Session, token_hash: str) -> Person | None:
    """The person whose token this is; None for an unknown one and for a deactivated account."""
    active = (ApiToken.token_hash == token_hash, User.deactivated_at.is_(None))
    user = db.scalar(select(User).join(ApiToken).where(*active))
    return user.person() if user else None


def open_browser(db: Session, cookie_hash: str, *, now: datetime) -> BrowserSession | None:
    """The browser with that cookie and its person; None for an unknown or expired one and a deactivated account."""
    return db.scalar(
        select(BrowserSession)
        .join(BrowserSession.user)
        .options(contains_eager(BrowserSession.user))
        .where(
            BrowserSession.cookie_hash == cookie_hash, BrowserSession.expires_at > now, User.deactivated_at.is_(None)
        )
    )


def keep_browser(db: Session, cookie_hash: str, *, until: datetime) -> None:
    """Let a browser stay signed in until then."""
    db.execute(update(BrowserSession).where(BrowserSession.cookie_hash == cookie_hash).values(expires_at=until))


def forget_browser(db: Session, cookie_hash: str) -> None:
    db.execute(delete(BrowserSession).where(BrowserSession.cookie_hash == cookie_hash))


def forget_expired_browsers(db: Session, *, now: datetime) -> None:
    db.execute(delete(BrowserSession).where(BrowserSession.expires_at <= now))


def forget_browsers_of(db: Session, user_id: int) -> None:
    """Sign a person out of every browser; their tokens go on."""
    db.execute(delete(BrowserSession).where(BrowserSession.user_id == user_id))


def forget_proofs_of(db: Session, user_id: int) -> None:
    """Sign a person out everywhere: browsers and tokens."""
    forget_browsers_of(db, user_id)
    db.execute(delete(ApiToken).where(ApiToken.user_id == user_id))


def failed_sign_ins(db: Session, *, since: datetime, name: str | None = None, address: str | None = None) -> int:
    """How often signing in failed since a moment, for a name, from an address, or both."""
    query: Select[int] = select(func.count()).select_from(FailedSignIn).where(FailedSignIn.failed_at > since)
    if name is not None:
        query = query.where(FailedSignIn.name == name)
    if address is not None:
        query = query.where(FailedSignIn.address == address)
    return db.scalar(query) or 0


def forgive_sign_in(db: Session, attempt_id: int) -> None:
    """Take an attempt back that succeeded."""
    db.execute(delete(FailedSignIn).where(FailedSignIn.id == attempt_id))


def forgive_sign_ins(db: Session, *, before: datetime) -> None:
    """Drop attempts too old to count."""
    db.execute(delete(FailedSignIn).where(FailedSignIn.failed_at <= before))
