"""The audit log: who did what to what, filtered, page by page, and whether the chain is whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from storage.audit import Act
from storage.people import Person
from web.audit_log import ChainCheck
from web.pages.administration.forms import Admin, chosen_number
from web.pages.filters import Box, offered
from web.pages.shell import render
from web.services import Services, services_of
from web.written_days import written_day

router = APIRouter()

Wired = Annotated[Services, Depends(services_of)]
ACT_WORDS: Final = {act: act.value.replace("persona", "customer").replace("-", " ").capitalize() for act in Act}
"""What each act is called; the pages say customer where the code says persona."""
BUT_SIGNING_IN: Final = "but-signing-in"
"""The choice that leaves out the comings and goings, of which a busy day has hundreds."""


@router.get("/audit-log")
def show_log(
    request: Request,
    who: Admin,
    services: Wired,
    act: str = "",
    person: str = "",
    first: str = "",
    last: str = "",
    before: str = "",
) -> Response:
    typed = {"act": act, "person": person, "first": first, "last": last, "before": before}
    return _log(request, who, services, typed)


@router.get("/audit-log/check")
def check_chain(request: Request, who: Admin, services: Wired) -> Response:
    return _log(request, who, services, {}, check=services.audit_log.check(who))


def _log(
    request: Request, who: Person, services: Services, typed: dict[str, str], *, check: ChainCheck | None = None
) -> Response:
    act, person = typed.get("act", ""), typed.get("person", "")
    first, last = typed.get("first", ""), typed.get("last", "")
    problems: list[str] = []
    people = sorted(services.audit_log.people(who).items(), key=lambda item: item[1].casefold())
    page = services.audit_log.page(
        who,
        acts=_chosen_acts(act),
        person_id=chosen_number(person),
        first_day=_day(first, problems),
        last_day=_day(last, problems),
        before=chosen_number(typed.get("before", "")),
    )
    kept = {"act": act, "person": person, "first": first, "last": last}
    context = {
        "page": page,
        "check": check,
        "problems": problems,
        "act_words": {str(one): words for one, words in ACT_WORDS.items()},
        "filters": (
            offered("act", "Act", "Every act", _acts(), act),
            offered("person", "Person", "Everybody", ((str(number), name) for number, name in people), person),
        ),
        "boxes": (Box("first", "From (UTC)", "date", first), Box("last", "To (UTC)", "date", last)),
        "filters_of": "Which entries",
        "path": "/audit-log",
        "earlier": urlencode({**kept, "before": page.before}) if page.before else None,
    }
    return render(request, "administration/audit_log.html", context, who=who)


def _acts() -> Iterator[tuple[str, str]]:
    yield BUT_SIGNING_IN, "All but signing in and out"
    yield from ((str(act), words) for act, words in sorted(ACT_WORDS.items(), key=lambda item: item[1]))


def _chosen_acts(chosen: str) -> Collection[Act] | None:
    """The acts to show; None for all."""
    if chosen == BUT_SIGNING_IN:
        return set(Act) - {Act.SIGNED_IN, Act.SIGN_IN_FAILED, Act.SIGNED_OUT}
    return {Act(chosen)} if chosen in list(Act) else None


def _day(text: str, problems: list[str]) -> date | None:
    """The day that was asked for; what is none shows every day, and is told."""
    if not text:
        return None
    try:
        return written_day(text)
    except ValueError:
        problems.append(f"“{text[:40]}” is no date, so every day is shown. Write it as 2026-03-02.")
        return None
