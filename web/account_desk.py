"""The administrator's desk: who may sign in, as what, in which team; and the tokens of programs."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.accounts import (
    ERASED,
    account_for_change,
    accounts,
    admins_for_change,
    name_reserved,
    name_taken,
    team_named,
    teams,
    tokens,
)
from storage.audit import Act, append, user_subject
from storage.people import ApiToken, Person, Role, Team, User, forget_proofs_of
from storage.store import Store
from web.auth.passwords import hash_password
from web.auth.roles import require_role
from web.auth.tokens import new_token, proof_hash
from web.problems import Problem

LONGEST_NAME: Final = 80
LONGEST_NOTE: Final = 200
_HANDLE: Final = 16
"""Signs of a token's hash that name it on the page: enough to be one of a kind, worth nothing as a proof."""


@dataclass(frozen=True)
class AccountView:
    """An account as its administrator sees it."""

    id: int
    name: str
    role: Role
    team_id: int | None
    team: str | None
    created_at: datetime
    deactivated_at: datetime | None
    must_change_password: bool
    erased: bool


@dataclass(frozen=True)
class TeamView:
    """A team with the number of active people in it."""

    id: int
    name: str
    people: int


@dataclass(frozen=True)
class TokenView:
    """A token as it can still be told: what proves it is not kept."""

    handle: str
    owner_id: int
    owner: str
    role: Role
    note: str
    created_at: datetime


class AccountDesk:
    """Accounts, teams and tokens. Every change is logged in the transaction that makes it."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def accounts(
        self,
        who: Person,
        *,
        name: str = "",
        role: Role | None = None,
        team_id: int | None = None,
        active: bool | None = None,
    ) -> tuple[AccountView, ...]:
        require_role(who, Role.ADMIN)
        with self._store.reading() as db:
            found = accounts(db, name=name, role=role, team_id=team_id, active=active)
            return tuple(_view(user) for user in found)

    def account(self, who: Person, user_id: int) -> AccountView:
        require_role(who, Role.ADMIN)
        with self._store.reading() as db:
            return _view(_found(db.get(User, user_id)))

    def create(self, who: Person, *, name: str, role: str, team_id: int | None) -> tuple[AccountView, str]:
        """A new account and its one-time password, which is told this once."""
        require_role(who, Role.ADMIN)
        password = _one_time_password()
        hashed = hash_password(password)
        with self._store.writing() as db:
            user = User(password_hash=hashed, created_at=self._clock(), must_change_password=True)
            self._fill(db, user, name=name, role=role, team_id=team_id)
            db.add(user)
            self._keep(db)
            self._log(db, who, Act.ACCOUNT_CREATED, user.id, role=user.role, team=user.team_id)
            return _view(user), password

    def change(self, who: Person, user_id: int, *, name: str, role: str, team_id: int | None) -> AccountView:
        """Rename somebody or give them another role or team. Another role signs them out and takes their tokens."""
        require_role(who, Role.ADMIN)
        with self._store.writing() as db:
            self._check_still_admin(db, who)
            user = _open(account_for_change(db, user_id))
            before = {"role": user.role, "team": user.team_id}
            named = user.name
            self._fill(db, user, name=name, role=role, team_id=team_id)
            if user.role != before["role"]:
                if user.id == who.id:
                    raise Problem("own-account", "Ask another administrator to change your role.")
                forget_proofs_of(db, user.id)
            after = {"role": user.role, "team": user.team_id}
            changed = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
            if user.name != named:
                changed["renamed"] = [True]  # neither name: the log names people by id alone
            if changed:
                self._keep(db)
                self._log(db, who, Act.ACCOUNT_CHANGED, user.id, **changed)
            return _view(user)

    def deactivate(self, who: Person, user_id: int) -> AccountView:
        """Nobody can sign in with the account any more; browsers and tokens of its owner are out at once."""
        require_role(who, Role.ADMIN)
        with self._store.writing() as db:
            self._check_still_admin(db, who)
            user = _open(account_for_change(db, user_id))
            if user.id == who.id:
                raise Problem("own-account", "Ask another administrator to deactivate you.")
            if user.deactivated_at is None:
                user.deactivated_at = self._clock()
                forget_proofs_of(db, user.id)
                self._log(db, who, Act.ACCOUNT_DEACTIVATED, user.id)
            return _view(user)

    def reactivate(self, who: Person, user_id: int) -> AccountView:
        """Let somebody sign in again, with the password they had. Their tokens are gone."""
        require_role(who, Role.ADMIN)
        with self._store.writing() as db:
            user = _open(account_for_change(db, user_id))
            if user.deactivated_at is not None:
                user.deactivated_at = None
                self._log(db, who, Act.ACCOUNT_REACTIVATED, user.id)
            return _view(user)

    def reset_password(self, who: Person, user_id: int) -> tuple[AccountView, str]:
        """A one-time password, told this once and changed by its owner at the next sign-in; they are out everywhere."""
        require_role(who, Role.ADMIN)
        password = _one_time_password()
        hashed = hash_password(password)
        with self._store.writing() as db:
            user = _open(account_for_change(db, user_id))
            if user.id == who.id:
                raise Problem("own-account", "Change your own password on its page.")
            user.password_hash, user.must_change_password = hashed, True
            forget_proofs_of(db, user.id)
            self._log(db, who, Act.PASSWORD_RESET, user.id)
            return _view(user), password

    def teams(self, who: Person) -> tuple[TeamView, ...]:
        require_role(who, Role.ADMIN)
        with self._store.reading() as db:
            return tuple(TeamView(id=team.id, name=team.name, people=people) for team, people in teams(db))

    def create_team(self, who: Person, *, name: str) -> None:
        require_role(who, Role.ADMIN)
        with self._store.writing() as db:
            team = Team(name=_team_name(db, name))
            db.add(team)
            db.flush()
            append(db, at=self._clock(), actor_id=who.id, act=Act.TEAM_CREATED, subject=f"team:{team.id}")

    def rename_team(self, who: Person, team_id: int, *, name: str) -> None:
        require_role(who, Role.ADMIN)
        with self._store.writing() as db:
            team = db.get(Team, team_id)
            if team is None:
                raise Problem("team-not-found", "There is no team of that number.")
            team.name = _team_name(db, name, except_id=team.id)
            db.flush()
            append(db, at=self._clock(), actor_id=who.id, act=Act.TEAM_RENAMED, subject=f"team:{team.id}")

    def tokens(self, who: Person) -> tuple[TokenView, ...]:
        """Every token, the newest first."""
        require_role(who, Role.ADMIN)
        with self._store.reading() as db:
            return tuple(
                TokenView(
                    handle=_handle(token),
                    owner_id=token.user_id,
                    owner=token.user.name,
                    role=Role(token.user.role),
                    note=token.note,
                    created_at=token.created_at,
                )
                for token in tokens(db)
            )

    def make_token(self, who: Person, *, user_id: int, note: str) -> str:
        """A token that acts as that person, told this once."""
        require_role(who, Role.ADMIN)
        note = note.strip()
        if not note or len(note) > LONGEST_NOTE or not note.isprintable():
            raise Problem("note-unfit", f"Say in at most {LONGEST_NOTE} characters which program it is for.")
        token = new_token()
        with self._store.writing() as db:
            user = _open(account_for_change(db, user_id))
            if user.deactivated_at is not None:
                raise Problem("token-unfit", "The account is deactivated. Reactivate it first.")
            made = ApiToken(token_hash=proof_hash(token), user_id=user.id, created_at=self._clock(), note=note)
            db.add(made)
            db.flush()
            self._log(db, who, Act.TOKEN_MADE, user.id, token=_handle(made))
        return token

    def revoke_token(self, who: Person, handle: str) -> None:
        """Make a token worthless at once."""
        require_role(who, Role.ADMIN)
        with self._store.writing() as db:
            token = next((token for token in tokens(db) if _handle(token) == handle), None)
            if token is None:
                raise Problem("token-not-found", "It was revoked already.")
            db.execute(delete(ApiToken).where(ApiToken.token_hash == token.token_hash))
            self._log(db, who, Act.TOKEN_REVOKED, token.user_id, token=handle)

    def _check_still_admin(self, db: Session, who: Person) -> None:
        """Two administrators who take the role from each other at once must not both succeed."""
        if who.id not in admins_for_change(db):
            raise Problem("wrong-role", "You are no administrator any more.")

    def _keep(self, db: Session) -> None:
        """Write to the tables now; the names are theirs to judge where two administrators act at once."""
        try:
            db.flush()
        except IntegrityError as error:
            raise Problem("account-unfit", "Somebody took that name this very moment. Choose another.") from error

    def _fill(self, db: Session, user: User, *, name: str, role: str, team_id: int | None) -> None:
        name = name.strip()
        if not _is_name(name):
            raise Problem("account-unfit", f"Give a name of 1 to {LONGEST_NAME} characters that can be seen.")
        if name_reserved(name):
            raise Problem("account-unfit", f"“{ERASED}” is how names of erased people begin. Choose another.")
        if name_taken(db, name, except_id=user.id):
            raise Problem("account-unfit", "Somebody has that name already, perhaps in other capitals. Choose another.")
        if role not in list(Role):
            raise Problem("account-unfit", "Choose one of the roles.")
        team = db.get(Team, team_id) if team_id is not None else None
        if team_id is not None and team is None:
            raise Problem("account-unfit", "That team is gone. Choose another.")
        user.name, user.role, user.team = name, Role(role), team

    def _log(self, db: Session, who: Person, act: Act, user_id: int, **detail: Any) -> None:
        append(db, at=self._clock(), actor_id=who.id, act=act, subject=user_subject(user_id), detail=detail)


def _found(user: User | None) -> User:
    if user is None:
        raise Problem("account-not-found", "There is no account of that number.")
    return user


def _open(user: User | None) -> User:
    if _found(user).erased_at is not None:
        raise Problem("account-erased", "Nothing can be done to it any more. Make a new account.")
    return _found(user)


def _team_name(db: Session, name: str, *, except_id: int | None = None) -> str:
    name = name.strip()
    if not _is_name(name):
        raise Problem("team-unfit", f"Give a name of 1 to {LONGEST_NAME} characters that can be seen.")
    taken = team_named(db, name)
    if taken is not None and taken.id != except_id:
        raise Problem("team-unfit", "There is a team of that name already, perhaps in other capitals.")
    return name


def _is_name(name: str) -> bool:
    return 1 <= len(name) <= LONGEST_NAME and name.isprintable()


def _one_time_password() -> str:
    """Eighty bits, in groups that can be read out on the telephone without mistaking one sign for another."""
    signs = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(signs) for _ in range(4)) for _ in range(4))


def _handle(token: ApiToken) -> str:
    return token.token_hash[:_HANDLE]


def _view(user: User) -> AccountView:
    return AccountView(
        id=user.id,
        name=user.name,
        role=Role(user.role),
        team_id=user.team_id,
        team=user.team.name if user.team else None,
        created_at=user.created_at,
        deactivated_at=user.deactivated_at,
        must_change_password=user.must_change_password,
        erased=user.erased_at is not None,
    )
