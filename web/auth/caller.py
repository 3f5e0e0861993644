"""Who asks: FastAPI dependencies that turn a bearer token or a browser's cookie into a person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from storage.people import Person, Role
from web.auth.roles import require_role
from web.problems import Problem
from web.services import Services, services_of

COOKIE: Final = "amends_session"

_bearer: Final = HTTPBearer(auto_error=False, description="A token printed by `amends token --role …`.")


def signed_in(
    request: Request,
    services: Annotated[Services, Depends(services_of)],
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Person:
    """The person of the token, else of the browser's cookie, also with a password that must be changed first.

    Raises the 401 Problem.
    """
    if "authorization" in request.headers:
        person = services.sign_in.person_by_token(bearer.credentials) if bearer else None
        if person is None:
            raise Problem("not-signed-in", "The bearer token is not valid. Print one with: amends token --role …")
        return person
    cookie = request.cookies.get(COOKIE)
    person = services.sign_in.person_by_cookie(cookie) if cookie else None
    if person is None:
        raise Problem("not-signed-in", "Sign in, or send an Authorization header with a bearer token.")
    return person


SignedInPerson = Annotated[Person, Depends(signed_in)]


def caller(who: SignedInPerson) -> Person:
    """Who asks; raises the 401 Problem, or the 403 one until a one-time password has been changed."""
    if who.must_change_password:
        raise Problem("password-change-needed", "Your password was reset. Choose one of your own at /password.")
    return who


Caller = Annotated[Person, Depends(caller)]


def caller_with_role(*roles: Role) -> Callable[[Person], Awaitable[Person]]:
    """A dependency that lets people of these roles through; raises the 401 or 403 Problem."""

    async def allowed(who: Caller) -> Person:
        require_role(who, *roles)
        return who

    return allowed


Trainee = Annotated[Person, Depends(caller_with_role(Role.TRAINEE))]
Supervisor = Annotated[Person, Depends(caller_with_role(Role.SUPERVISOR))]
Trainer = Annotated[Person, Depends(caller_with_role(Role.TRAINER))]
Speaker = Annotated[Person, Depends(caller_with_role(Role.TRAINEE, Role.TRAINER))]
"""Who talks to customers at the pages: trainees, and trainers in trials of their own."""
SessionReader = Annotated[Person, Depends(caller_with_role(Role.TRAINEE, Role.SUPERVISOR))]
PageReader = Annotated[Person, Depends(caller_with_role(Role.TRAINEE, Role.SUPERVISOR, Role.TRAINER))]
"""Who reads conversations at the pages; a trainer only trials of their own, and none by the HTTP API."""
PersonaReader = Annotated[Person, Depends(caller_with_role(Role.TRAINEE, Role.SUPERVISOR, Role.TRAINER))]
