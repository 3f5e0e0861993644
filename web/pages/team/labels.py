"""One label of one reply: what was found and decided so far, and the form that decides anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from coaching_rules.techniques import LABELS
from storage.people import Person
from web.auth.caller import Supervisor
from web.pages.coach_notes import clause_texts, notes_on
from web.pages.shell import go_to, render
from web.pages.team.label_lines import all_lines, line_of
from web.pages.team.wording import LIMITS, WITHDRAW
from web.problems import Problem
from web.review_desk import MAX_REASON
from web.reviewed_session import ReviewedSession
from web.sentences import quotable
from web.services import Services, services_of
from web.text_rules import from_form
from web.views import TurnView

router: Final = APIRouter()

Wired = Annotated[Services, Depends(services_of)]
_HOLDS: Final = {"yes": True, "no": False}


@dataclass(frozen=True)
class LabelForm:
    """The form as it was filled in, and what was wrong with it, if anything."""

    holds: str = ""
    quote: str = ""
    reason: str = ""
    problem: str = ""


@router.get("/sessions/{session_id}/replies/{number}/labels")
def list_labels(request: Request, session_id: str, number: int, who: Supervisor, services: Wired) -> Response:
    """All thirty labels of a reply, to choose one that was missed."""
    known, turn = _turn(who, session_id, number, services)
    context = {
        "known": known,
        "session": known.session,
        "turn": turn,
        "lines": all_lines(known, turn, services.materials.rules),
        "limits": LIMITS,
    }
    return render(request, "team/labels.html", context, who=who)


@router.get("/sessions/{session_id}/replies/{number}/labels/{label}")
def show_label(
    request: Request, session_id: str, number: int, label: str, who: Supervisor, services: Wired
) -> Response:
    return _page(request, who, session_id, number, label, services, form=None)


@router.post("/sessions/{session_id}/replies/{number}/labels/{label}")
def decide_label(
    request: Request,
    session_id: str,
    number: int,
    label: str,
    who: Supervisor,
    services: Wired,
    holds: Annotated[str, Form()] = "",
    quote: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    seen: Annotated[int, Form()] = -1,
) -> Response:
    form = LabelForm(holds=holds, quote=quote, reason=from_form(reason))
    review = services.review
    try:
        if holds == WITHDRAW:
            review.withdraw_label(who, session_id, turn=number, label=label, reason=form.reason, seen=seen)
        else:
            review.correct_label(
                who,
                session_id,
                turn=number,
                label=label,
                holds=_HOLDS.get(holds),
                quote=quote,
                reason=form.reason,
                seen=seen,
            )
    except Problem as problem:
        if problem.kind.status in (403, 404):
            raise
        again = LabelForm(holds=holds, quote=quote, reason=form.reason, problem=problem.detail)
        return _page(request, who, session_id, number, label, services, form=again, status=problem.kind.status)
    return go_to(f"/team/sessions/{session_id}#reply-{number}")


def _page(
    request: Request,
    who: Person,
    session_id: str,
    number: int,
    label: str,
    services: Services,
    *,
    form: LabelForm | None,
    status: int = 200,
) -> Response:
    known, turn = _turn(who, session_id, number, services)
    if label not in LABELS:
        raise Problem("not-found", "There is no such label.")
    rules = services.materials.rules
    words = rules.words.labels[label]
    evidence = [item for item in (turn.scores or {"evidence": ()})["evidence"] if item["label"] == label]
    context = {
        "known": known,
        "session": known.session,
        "turn": turn,
        "line": line_of(known, turn, label, rules),
        "notes": notes_on(turn, rules, known.review.labels_on(number), only=label),
        "before": (known.session.turns[number - 2].messages if number > 1 else known.session.messages),
        "did": words.did,
        "limits": LIMITS,
        "measured": services.materials.trust.labels.get(label),
        "clauses": [(clause, clause_texts(rules).get(clause, "")) for clause in words.clauses],
        "quotable": quotable(turn.reply, evidence),
        "form": form or _untouched(evidence),
        "longest": MAX_REASON,
    }
    return render(request, "team/label.html", context, who=who, status=status)


def _untouched(evidence: Sequence[Mapping[str, Any]]) -> LabelForm:
    """The form before anybody filled it in: the words that the program found are chosen, if it found any."""
    return LabelForm(quote=f"{evidence[0]['start']}-{evidence[0]['end']}" if evidence else "")


def _turn(who: Person, session_id: str, number: int, services: Services) -> tuple[ReviewedSession, TurnView]:
    known = services.review.session(who, session_id)
    if not 1 <= number <= len(known.session.turns):
        raise Problem("not-found", "This conversation has no such reply.")
    return known, known.session.turns[number - 1]
