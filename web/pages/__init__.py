"""The pages: complete HTML from the server, for people of every role. ``install`` puts them into the application."""

from __future__ import annotations

from fastapi import Depends, FastAPI

from web.pages import (
    administration,
    compare,
    conversation,
    history,
    password,
    practise,
    progress,
    record,
    report,
    sign_in,
    team,
    trainer,
    trust,
)
from web.pages.addresses import refuse_nul
from web.pages.assets import Assets
from web.pages.problem_page import problem_page, wants_page

__all__ = ["install", "problem_page", "wants_page"]


def install(app: FastAPI) -> None:
    """Add every page and the folder of assets to the application; the pages stay out of its OpenAPI document."""
    app.mount("/assets", Assets(), name="assets")
    parts = (
        sign_in,
        password,
        practise,
        conversation,
        record,
        report,
        compare,
        history,
        progress,
        trust,
        team,
    )
    for router in (*(part.router for part in parts), *trainer.ROUTERS, *administration.ROUTERS):
        app.include_router(router, include_in_schema=False, dependencies=[Depends(refuse_nul)])
