"""The one question of every door: is this person in one of these roles."""

from __future__ import annotations

from storage.people import Person, Role
from web.problems import Problem


def require_role(who: Person, *roles: Role) -> None:
    """Raises the 403 Problem unless the person has one of the roles."""
    if who.role not in roles:
        wanted = " or ".join(roles)
        raise Problem("wrong-role", f"This is for a {wanted}; you are signed in as {who.name} ({who.role}).")
