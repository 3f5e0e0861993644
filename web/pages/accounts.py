"""The administrator's page: who has an account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from starlette.responses import Response

from storage.people import Person, Role, User
from web.auth.caller import caller_with_role
from web.pages.shell import render
from web.services import Services, services_of

router = APIRouter()

Admin = Annotated[Person, Depends(caller_with_role(Role.ADMIN))]


@router.get("/accounts")
def list_accounts(request: Request, who: Admin, services: Annotated[Services, Depends(services_of)]) -> Response:
    with services.store.reading() as db:
        accounts = list(db.scalars(select(User).options(selectinload(User.team)).order_by(User.name)))
        return render(request, "accounts.html", {"accounts": accounts}, who=who)
