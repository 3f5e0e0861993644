"""JSON answers that can always be sent, whatever text is in them, and the shape of every refusal."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import JSONResponse

from web.problems import Problem


class Json(JSONResponse):
    """JSON in ASCII: half a surrogate pair in a diagnostic's quotation must not break the answer that quotes it."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


class ProblemJson(Json):
    """RFC 9457."""

    media_type = "application/problem+json"


def problem_answer(problem: Problem) -> ProblemJson:
    return ProblemJson(problem.to_dict(), status_code=problem.kind.status, headers=problem.headers())
