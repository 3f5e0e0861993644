"""The pages: complete HTML from the server, for people of every role. ``install`` puts them into the application."""

from __future__ import annotations

from fastapi import FastAPI

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
from web.pages.assets import Assets
from web.pages.problem_page import problem_page, wants_page

__all__ = ["install", "problem_page", "wants_page"]


def install(app: FastAPI) -> None:
    """Add every page and the folder of assets to the application; the pages stay out of its OpenAPI document."""
    app.mount("/assets", Assets(), name="assets")
    for part in (
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
    ):
        app.include_router(part.router, include_in_schema=False)
    for router in (*trainer.ROUTERS, *administration.ROUTERS):
        app.include_router(router, include_in_schema=False)
