"""How far to trust the program: its measured strengths and weaknesses, label by label, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from coaching_rules.label_trust import Advice
from web.auth.caller import Caller
from web.pages.coach_notes import label_title
from web.pages.shell import render
from web.services import Services, services_of

router = APIRouter()

ADVICE: Final[Mapping[Advice, str]] = {
    "rely": "Dependable",
    "look": "Look at the words it quotes",
    "read": "Read the reply yourself",
}


@router.get("/trust")
def show_trust(request: Request, who: Caller, services: Annotated[Services, Depends(services_of)]) -> Response:
    trust, rules = services.materials.trust, services.materials.rules
    lines = [(label_title(label, rules), line) for label, line in trust.labels.items()]
    runs = services.assistant.scorer()
    context = {
        "trust": trust,
        "running": runs if runs != trust.scorer else None,
        "groups": [
            (title, [(name, line) for name, line in lines if line.tone == tone])
            for title, tone in (("Techniques", "technique"), ("Faults", "fault"))
        ],
        "advice": ADVICE,
    }
    return render(request, "trust.html", context, who=who)
