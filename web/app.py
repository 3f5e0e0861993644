"""The application, put together: everything that can keep it from starting does so here, before it serves anything."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from storage.faults import StorageUnavailable
from storage.schema import SchemaMismatch, create_or_check
from storage.store import Store
from web.account_desk import AccountDesk
from web.answers import problem_answer
from web.api import health, personas, sessions
from web.api.documentation import openapi_of
from web.assigned import Assigned
from web.assignments import Assignments
from web.assistant import Assistant, RasaAssistant
from web.audit_log import AuditLog
from web.auth.cross_site import RefuseCrossSite
from web.auth.sign_in import SignIn
from web.body_limit import LimitBody
from web.catalogue import Catalogue
from web.doubts import Doubts
from web.exports import Exports
from web.judging import Judge
from web.liveness import ProcessMark
from web.materials import materials_in
from web.pages import install as install_pages
from web.pages.problem_page import problem_page, wants_page
from web.persona_desk import PersonaDesk
from web.personal_data import PersonalData
from web.practice import Practice
from web.problems import Problem
from web.progress import Progress
from web.review_desk import ReviewDesk
from web.review_queue import ReviewQueue
from web.secret_files import private_folder
from web.security_headers import SecurityHeaders
from web.services import Services, utc_now
from web.settings import Settings, settings_from_environment
from web.start_up import StartUpError
from web.team_figures import TeamFigures
from web.trainer_desk import TrainerDesk
from web.turn_taking import TurnTaking

_log = logging.getLogger(__name__)
_STORAGE_RETRY: Final = 10
_ROOM: Final = 2**20
"""Bytes that must be free at the start; a conversation takes about a tenth of it."""
_METHODS: Final = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")


def create_app(
    settings: Settings, *, assistant: Assistant | None = None, clock: Callable[[], datetime] = utc_now
) -> FastAPI:
    """The web application. Raises StartUpError where the data folder, the database or the content won't do."""
    services = _services(settings, assistant=assistant, clock=clock)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        services.store.close()

    app = FastAPI(
        title="Amends",
        version="1",
        description="A conversational complaint-handling coach. Errors are RFC 9457 problem details with a `code`.",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.services = services
    app.include_router(health.router)
    for part in (health.router, sessions.router, personas.router):
        app.include_router(part, prefix="/api/v1")
    install_pages(app)
    app.openapi = openapi_of(app)  # type: ignore[method-assign]
    app.add_exception_handler(Problem, _answer_problem)
    app.add_exception_handler(StorageUnavailable, _answer_storage)
    app.add_exception_handler(RequestValidationError, _answer_form)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(Exception, _answer_mistake)
    app.add_middleware(LimitBody)
    app.add_middleware(RefuseCrossSite)
    app.add_middleware(SecurityHeaders)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies)
    return app


def open_store(settings: Settings) -> Store:
    """The database, its tables created or checked; raises StartUpError."""
    try:
        _check_folder(settings.data_dir)
        store = Store(settings.database)
        create_or_check(store)
    except SchemaMismatch as error:
        raise StartUpError(error.code, str(error).removeprefix(f"{error.code} ")) from error
    except StorageUnavailable as error:
        raise StartUpError(
            "S0104",
            f"{settings.shown_database}: {error.reason}. "
            "Free the disk or start the database, or point AMENDS_DATABASE_URL or AMENDS_DATA_DIR elsewhere.",
        ) from error
    except OSError as error:
        raise _unwritable(settings, error) from error
    return store


def _mark(settings: Settings) -> ProcessMark:
    try:
        return ProcessMark(settings.data_dir / "processes")
    except OSError as error:
        raise _unwritable(settings, error) from error


def _check_folder(folder: Path) -> None:
    """Make the folder where it is missing; raises OSError where it can't be written or the disk is full.

    SQLite would fail there as well, in words that name neither.
    """
    private_folder(folder)
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(bytes(_ROOM))


def _unwritable(settings: Settings, error: OSError) -> StartUpError:
    return StartUpError(
        "W0101",
        f"{settings.data_dir}: {error.strerror}. "
        "Free the disk, or point AMENDS_DATA_DIR at a folder that may be written.",
    )


def _services(settings: Settings, *, assistant: Assistant | None, clock: Callable[[], datetime]) -> Services:
    materials = materials_in(settings.content_dir)
    store = open_store(settings)
    mark = _mark(settings)
    if assistant is None:
        assistant = RasaAssistant(
            rasa=settings.rasa,
            actions=settings.actions,
            channel_secret=settings.channel_secret(),
            rasa_token=settings.rasa_token(),
        )
    judge = Judge(materials.rules)
    turns = TurnTaking(store, assistant, judge=judge, mark=mark, clock=clock)
    desk = PersonaDesk(store, customer=materials.customer, organisation=materials.organisation, clock=clock)
    personal_data = PersonalData(store, retention_days=settings.retention_days, clock=clock)
    personal_data.apply_retention()
    turns.let_go_of_abandoned()
    mark.sweep()
    return Services(
        settings=settings,
        store=store,
        assistant=assistant,
        materials=materials,
        sign_in=SignIn(store, clock=clock),
        personas=desk,
        trainer=TrainerDesk(store, desk=desk, clock=clock),
        practice=Practice(store, turns=turns, judge=judge, customer=materials.customer, clock=clock),
        review=ReviewDesk(store, judge=judge, clock=clock),
        queue=ReviewQueue(store),
        assignments=Assignments(store, clock=clock),
        team=TeamFigures(store, rules=materials.rules, clock=clock),
        exports=Exports(store, rules=materials.rules),
        catalogue=Catalogue(store, rules=materials.rules),
        assigned=Assigned(store, clock=clock),
        accounts=AccountDesk(store, clock=clock),
        personal_data=personal_data,
        audit_log=AuditLog(store),
        doubts=Doubts(store, clock=clock),
        progress=Progress(store),
        clock=clock,
    )


def from_environment() -> FastAPI:
    """The application of this process's environment, as ``uvicorn --factory`` starts it."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("web").setLevel(logging.INFO)
    return create_app(settings_from_environment())


def _refuse(request: Request, problem: Problem) -> Response:
    """As a page to a person, as problem details to a program."""
    return problem_page(request, problem) if wants_page(request) else problem_answer(problem)


def _answer_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)  # noqa: S101 — registered for it
    return _refuse(request, error)


def _answer_form(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 — registered for it
    first = error.errors()[0]
    if first["loc"][0] == "path":
        return _refuse(request, Problem("not-found", "There is nothing at this address."))
    return _refuse(request, Problem("invalid-body", f"{first['loc'][-1]}: {first['msg']}"))


def _answer_storage(request: Request, error: Exception) -> Response:
    assert isinstance(error, StorageUnavailable)  # noqa: S101 — registered for it
    _log.error("storage: %s", error.reason)
    return _refuse(
        request,
        Problem(
            "storage-unavailable",
            f"{error.reason.capitalize()}. Nothing that was stored is lost; try again.",
            retry_after=_STORAGE_RETRY,
        ),
    )


def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 — registered for it
    if error.status_code == 405:
        answer = _refuse(request, Problem("method-not-allowed", f"{request.method} is not for this address."))
        answer.headers["Allow"] = ", ".join(_methods(request))
        return answer
    if error.status_code == 404:
        return _refuse(request, Problem("not-found", "There is nothing at this address."))
    if error.status_code == 400:
        return _refuse(request, Problem("invalid-body", "What was sent is no form that can be read. Send it again."))
    raise error


def _answer_mistake(request: Request, _error: Exception) -> Response:
    fault = Problem("internal-error", "This is a fault of Amends, and it was logged. Nothing that was stored is lost.")
    return _refuse(request, fault)


def _methods(request: Request) -> list[str]:
    """The methods that this address does take, over all its routes."""
    return [
        method
        for method in _METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    ]
