"""The supervisor's first page: which sessions wait, filtered, counted, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from storage.people import Person
from storage.review_queue import QueueFilter, QueueState
from web.auth.caller import Supervisor
from web.pages.shell import render
from web.pages.team.wording import QUEUE_STATES
from web.pages.wording import MODES
from web.problems import Problem
from web.services import Services, services_of
from web.written_days import written_day

router: Final = APIRouter()

_FIELDS: Final = ("state", "trainee", "persona", "mode", "from", "to", "order")


@dataclass(frozen=True)
class AskedFilter:
    """The filter of an address, its fields as they were typed, and what could not be understood of them."""

    wanted: QueueFilter
    typed: Mapping[str, str]
    problems: tuple[str, ...]

    @property
    def narrowed(self) -> bool:
        """Whether anything but the state and the order narrows the queue."""
        return any(self.typed[name] for name in _FIELDS if name not in ("state", "order"))

    def link(self, **changed: object) -> str:
        """The address of the same queue with some fields changed."""
        fields = {**self.typed, **{name: str(value) for name, value in changed.items()}}
        told = {name: value for name, value in fields.items() if value}
        return f"/team?{urlencode(told)}" if told else "/team"


@router.get("")
def show_queue(request: Request, who: Supervisor, services: Annotated[Services, Depends(services_of)]) -> Response:
    asked = asked_filter(request.query_params)
    number = request.query_params.get("page", "")
    page = services.queue.page(who, asked.wanted, page=int(number) if number.isdecimal() and len(number) < 7 else 1)
    context = {
        "asked": asked,
        "queue": page,
        "choices": services.queue.choices(who),
        "states": [(state, QUEUE_STATES[state], page.counts[state]) for state in QueueState],
        "signed": _signed(services, who, request.query_params.get("signed", "")),
        "teamless": who.team_id is None,
    }
    return render(request, "team/queue.html", context, who=who)


def _signed(services: Services, who: Person, session_id: str) -> str | None:
    """The session of that id where it is signed off; None for anything else that stands in the address."""
    if not session_id:
        return None
    try:
        known = services.review.session(who, session_id)
    except Problem:
        return None
    return session_id if known.review.sign_off else None


def asked_filter(query: QueryParams) -> AskedFilter:
    """Read a filter from an address. What can't be read filters nothing, and is told."""
    typed = {name: query.get(name, "").strip() for name in _FIELDS}
    problems: list[str] = []
    wanted = QueueFilter(
        state=QueueState(typed["state"]) if typed["state"] in list(QueueState) else QueueState.TO_REVIEW,
        trainee_id=int(typed["trainee"]) if typed["trainee"].isdecimal() and len(typed["trainee"]) < 10 else None,
        persona_id=typed["persona"] or None,
        mode=typed["mode"] if typed["mode"] in MODES else None,
        newest_first=typed["order"] == "newest",
    )
    since, until = (_day(typed[name], problems) for name in ("from", "to"))
    if since is not None and until is not None and until < since:
        problems.append("The last day is before the first, so nothing is shown.")
    return AskedFilter(
        wanted=replace(
            wanted, since=_midnight(since) if since else None, until=_midnight(until, days=1) if until else None
        ),
        typed=typed,
        problems=tuple(problems),
    )


def _day(text: str, problems: list[str]) -> date | None:
    if not text:
        return None
    try:
        return written_day(text)
    except ValueError:
        problems.append(f"“{text[:40]}” is no date. Write it as 2026-03-02.")
        return None


def _midnight(day: date, *, days: int = 0) -> datetime:
    """The moment a day begins in UTC, or so many days later; the calendar's last day stays within it."""
    begun = datetime.combine(day, time(), tzinfo=UTC)
    return begun + timedelta(days=days) if day < date.max else begun
