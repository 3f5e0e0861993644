"""The trainee's own progress: techniques over time as small drawings with the same in words, and the last verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from coaching_rules.rubric import Rules
from coaching_rules.techniques import FAULTS
from storage.progress import JudgedClause
from web.auth.caller import Trainee
from web.pages.coach_notes import label_title
from web.pages.shell import render
from web.pages.wording import VERDICTS
from web.progress import LabelCourse, Point
from web.services import Services, services_of

router = APIRouter()

_SHOWN: Final = 12
"""Conversations in a drawing, the latest: more bars than that can't be told apart on a phone."""
_LATELY: Final = 3
_STEP, _BAR, _HEIGHT = 10, 8, 30
"""Of the drawing, in pixels: from one bar to the next, a bar's width, the height of a bar for every reply."""


@dataclass(frozen=True)
class Bar:
    """One conversation in a drawing: as high as the share of its replies that show the label."""

    x: int
    y: float
    height: float


@dataclass(frozen=True)
class CourseLine:
    """One label over time, drawn and told."""

    title: str
    tone: Literal["technique", "fault"]
    told: str
    lately: str
    bars: tuple[Bar, ...]
    width: int
    height: int = _HEIGHT
    bar_width: int = _BAR


@dataclass(frozen=True)
class JudgedLine:
    """The last verdict on a requirement."""

    clause: str
    text: str
    verdict: str
    verdict_words: str
    judged: JudgedClause


@dataclass(frozen=True)
class StandardLines:
    """The requirements of one standard that were ever judged; ``unseen`` counts the others that could be."""

    title: str
    lines: tuple[JudgedLine, ...]
    unseen: int


@router.get("/progress")
def show_progress(request: Request, who: Trainee, services: Annotated[Services, Depends(services_of)]) -> Response:
    rules = services.materials.rules
    seen = services.progress.of(who)
    lines = [_line(course, rules) for course in seen.courses if course.sessions]
    unseen = [label_title(course.label, rules) for course in seen.courses if not course.sessions]
    faults = {label_title(label, rules) for label in FAULTS}
    context = {
        "conversations": seen.conversations,
        "shown": min(seen.conversations, _SHOWN),
        "groups": [
            ("techniques", "Techniques", [line for line in lines if line.tone == "technique"]),
            ("faults", "Faults", [line for line in lines if line.tone == "fault"]),
        ],
        "untried": [title for title in unseen if title not in faults],
        "standards": _standards(seen.last_verdicts, rules),
    }
    return render(request, "progress.html", context, who=who)


def _line(course: LabelCourse, rules: Rules) -> CourseLine:
    shown = course.points[-_SHOWN:]
    lately = course.points[-_LATELY:]
    return CourseLine(
        title=label_title(course.label, rules),
        tone="fault" if course.label in FAULTS else "technique",
        told=(
            f"In {course.sessions} of {len(course.points)} {_plural(len(course.points), 'conversation')}, "
            f"{course.replies} {'reply' if course.replies == 1 else 'replies'}"
        ),
        lately=f"Lately: {sum(point.found > 0 for point in lately)} of the last {len(lately)}",
        bars=tuple(_bar(place, point) for place, point in enumerate(shown)),
        width=_STEP * len(shown),
    )


def _plural(number: int, one: str) -> str:
    return one if number == 1 else f"{one}s"


def _bar(place: int, point: Point) -> Bar:
    """A conversation without the label has a bar of one unit, so that it can be counted."""
    height = max(1.0, round(_HEIGHT * point.found / point.replies, 1))
    return Bar(x=_STEP * place, y=_HEIGHT - height, height=height)


def _standards(last: Mapping[str, JudgedClause], rules: Rules) -> list[StandardLines]:
    told = []
    for standard in rules.standards:
        clauses = standard.observed_clauses()
        lines = tuple(
            JudgedLine(
                clause=clause.id,
                text=clause.text,
                verdict=last[clause.id].verdict,
                verdict_words=VERDICTS[last[clause.id].verdict],
                judged=last[clause.id],
            )
            for clause in clauses
            if clause.id in last
        )
        if lines:
            told.append(StandardLines(title=standard.title, lines=lines, unseen=len(clauses) - len(lines)))
    return told
