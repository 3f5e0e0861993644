"""Downloads of the team's records."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from web.auth.caller import Supervisor
from web.services import Services, services_of

router: Final = APIRouter()


@router.get("/exports/{table}.csv")
def download(
    table: Literal["sessions", "labels", "verdicts"],
    who: Supervisor,
    services: Annotated[Services, Depends(services_of)],
) -> StreamingResponse:
    pieces = {
        "sessions": services.exports.sessions,
        "labels": services.exports.labels,
        "verdicts": services.exports.verdicts,
    }[table](who)
    name = f"amends-{table}-{services.clock():%Y-%m-%d}.csv"
    return StreamingResponse(
        pieces,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
