"""What the administrator's forms share."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends

from storage.people import Person, Role
from web.auth.caller import caller_with_role
from web.problems import Problem

Admin = Annotated[Person, Depends(caller_with_role(Role.ADMIN))]

ROLE_WORDS: Final = {
    Role.TRAINEE: "Trainee: practises",
    Role.SUPERVISOR: "Supervisor: reads and corrects what the team practised",
    Role.TRAINER: "Trainer: writes customers",
    Role.ADMIN: "Administrator: accounts, teams, tokens, the audit log",
}
"""What each role is for, where one is chosen."""


def chosen_team(text: str) -> int | None:
    """The number of the team that was chosen, None for no team; raises the 422 Problem for what no team can have."""
    number = chosen_number(text)
    if text and number is None:
        raise Problem("account-unfit", "That team is gone. Choose another.")
    return number


def chosen_number(text: str) -> int | None:
    """The number that a select was left at; None for its empty choice and for what no select of ours holds."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
