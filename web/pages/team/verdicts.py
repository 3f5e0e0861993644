"""The verdicts of a session for its supervisor: the list, and the form that settles one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from coaching_rules.rubric import Rules
from storage.people import Person
from web.auth.caller import Supervisor
from web.pages.report_page import RequirementLine, arrange, requirement_line
from web.pages.shell import go_to, render
from web.pages.team.wording import WITHDRAW
from web.problems import Problem
from web.review_desk import MAX_REASON
from web.services import Services, services_of
from web.text_rules import from_form

router: Final = APIRouter()

Wired = Annotated[Services, Depends(services_of)]


@dataclass(frozen=True)
class VerdictForm:
    """The form as it was filled in, and what was wrong with it, if anything."""

    verdict: str = ""
    reason: str = ""
    problem: str = ""


@router.get("/sessions/{session_id}/verdicts")
def list_verdicts(request: Request, session_id: str, who: Supervisor, services: Wired, at: str = "") -> Response:
    """All verdicts by standard; the standard of the clause ``at``, or else the first, is unfolded."""
    known = services.review.session(who, session_id)
    if known.report is None or known.original is None:
        raise Problem("still-running", "The conversation is still running; its verdicts come when it has ended.")
    report = arrange(known.report, services.materials.rules)
    context = {
        "known": known,
        "session": known.session,
        "report": report,
        "original": known.original,
        "judged": {item["clause"]: item["verdict"] for item in known.original["requirements"]},
        "corrected": known.review.verdicts(),
        "unfolded": next(
            (standard.id for standard in report.standards if any(line.clause == at for line in standard.lines)),
            report.standards[0].id,
        ),
    }
    return render(request, "team/verdicts.html", context, who=who)


@router.get("/sessions/{session_id}/verdicts/{clause}")
def show_verdict(request: Request, session_id: str, clause: str, who: Supervisor, services: Wired) -> Response:
    return _page(request, who, session_id, clause, services, form=VerdictForm())


@router.post("/sessions/{session_id}/verdicts/{clause}")
def decide_verdict(
    request: Request,
    session_id: str,
    clause: str,
    who: Supervisor,
    services: Wired,
    verdict: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    seen: Annotated[int, Form()] = -1,
) -> Response:
    form = VerdictForm(verdict=verdict, reason=from_form(reason))
    review = services.review
    try:
        if verdict == WITHDRAW:
            review.withdraw_verdict(who, session_id, clause=clause, reason=form.reason, seen=seen)
        else:
            review.correct_verdict(who, session_id, clause=clause, verdict=verdict, reason=form.reason, seen=seen)
    except Problem as problem:
        if problem.kind.status in (403, 404):
            raise
        again = replace(form, problem=problem.detail)
        return _page(request, who, session_id, clause, services, form=again, status=problem.kind.status)
    return go_to(f"/team/sessions/{session_id}/verdicts?at={clause}#clause-{clause}")


def _page(
    request: Request,
    who: Person,
    session_id: str,
    clause: str,
    services: Services,
    *,
    form: VerdictForm,
    status: int = 200,
) -> Response:
    known = services.review.session(who, session_id)
    services.review.check_clause(clause)
    rules = services.materials.rules
    context = {
        "known": known,
        "session": known.session,
        "clause": clause,
        "text": rules.clause(clause).text,
        "line": _line(known.report, clause, rules),
        "judged": _line(known.original, clause, rules),
        "decisions": known.corrections_of_verdict(clause),
        "form": form,
        "longest": MAX_REASON,
    }
    return render(request, "team/verdict.html", context, who=who, status=status)


def _line(report: Mapping[str, Any] | None, clause: str, rules: Rules) -> RequirementLine | None:
    """The clause in a report; None before the end, and where older rules did not judge it."""
    requirements = report["requirements"] if report else ()
    return next(
        (requirement_line(item, rules.clause(clause).text) for item in requirements if item["clause"] == clause), None
    )
