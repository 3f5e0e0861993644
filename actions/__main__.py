"""Runs the action server: ``python -m actions`` from the repository root, on loopback, port ``AMENDS_ACTIONS_PORT``.

The sdk's own entry point listens on every interface and answers a crash with the whole request, personal data included;
both are undone here. ``GET /health`` answers ``{"status": "ok"}``.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic
from sanic.handlers import ErrorHandler
from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions.customer_turn import ActionCustomerTurn

HOST = "127.0.0.1"
DEFAULT_PORT = 5055

logger = logging.getLogger(__name__)


class DiscreetErrors(ErrorHandler):
    """Logs what went wrong and answers its kind alone: the sdk's handler would send the request's body back."""

    def default(self, request: Request, exception: Exception) -> HTTPResponse:
        status = getattr(exception, "status_code", 500)
        if status >= 500:
            logger.error("An action crashed.", exc_info=exception)
        return json({"error": type(exception).__name__}, status=status)


def build_app() -> Sanic[Any, Any]:
    """The sdk's application with our action."""
    executor = ActionExecutor()
    executor.register_action(ActionCustomerTurn())
    app: Sanic[Any, Any] = create_app(executor, cors_origins=[])
    app.error_handler = DiscreetErrors()
    return app


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    written = os.environ.get("AMENDS_ACTIONS_PORT", str(DEFAULT_PORT))
    if not written.isdigit() or not 0 < int(written) < 65536:
        sys.exit(f"AMENDS_ACTIONS_PORT is {written!r}: set it to a port, 1 to 65535")
    build_app().run(host=HOST, port=int(written), single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()
