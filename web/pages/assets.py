"""Style sheets and scripts: files of ours, asked after at every visit so that an update is seen at once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER: Final = Path(__file__).resolve().parent.parent / "assets"


class Assets(StaticFiles):
    """Browsers keep a file and ask each time whether it is still the same; the answer is mostly a short "yes"."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "no-cache"
        return answer
