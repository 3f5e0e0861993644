"""Every conversation of a trainee, filtered and in pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from web.auth.caller import Trainee
from web.pages.filters import offered
from web.pages.shell import render
from web.pages.tries import numbered
from web.pages.wording import GOOD_ENDINGS, MODES
from web.services import Services, services_of
from web.views import SessionCard

router = APIRouter()

_PAGE: Final = 20
_STATES: Final[Mapping[str, tuple[str, Callable[[SessionCard], bool]]]] = {
    "running": ("In progress", lambda card: card.ended is None),
    "good": ("Came to a good end", lambda card: card.ended in GOOD_ENDINGS),
    "bad": ("The customer broke off", lambda card: card.ended in ("walked_away", "went_public")),
    "stopped": ("Stopped", lambda card: card.ended == "abandoned"),
}
"""What the state filter offers: a name, and which conversations it means."""


@router.get("/history")
def show_history(
    request: Request,
    who: Trainee,
    services: Annotated[Services, Depends(services_of)],
    customer: str = "",
    mode: str = "",
    state: str = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    everything = services.practice.sessions(who)
    customers = dict(sorted({card.persona.id: card.persona.title for card in everything}.items(), key=lambda it: it[1]))
    found = [card for card in everything if _fits(card, customer=customer, mode=mode, state=state)]
    pages = max(1, -(-len(found) // _PAGE))
    page = min(page, pages)
    chosen = {name: value for name, value in (("customer", customer), ("mode", mode), ("state", state)) if value}
    context = {
        "total": len(everything),
        "found": len(found),
        "tries": numbered(everything),
        "sessions": found[(page - 1) * _PAGE : page * _PAGE],
        "filters": (
            offered("customer", "Customer", "Every customer", customers.items(), customer),
            offered("mode", "Mode", "Practice and assessment", MODES.items(), mode),
            offered("state", "State", "Every state", [(name, title) for name, (title, _) in _STATES.items()], state),
        ),
        "page": page,
        "pages": pages,
        "address": lambda number: f"/history?{urlencode({**chosen, 'page': number})}",
    }
    return render(request, "history.html", context, who=who)


def _fits(card: SessionCard, *, customer: str, mode: str, state: str) -> bool:
    if customer not in ("", card.persona.id) or mode not in ("", card.mode):
        return False
    return state == "" or (state in _STATES and _STATES[state][1](card))
