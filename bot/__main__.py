"""Serves the assistant: ``python -m bot MODEL`` from the repository root, on loopback, port ``AMENDS_RASA_PORT``.

The ``rasa`` command would take the API's token as an argument, where every process of the machine can read it.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

import rasa.api
import structlog
from sanic import Sanic

from bot.action_calls import lighten_action_calls
from bot.channel import FIRST_WORDS
from bot.stopwatch import install_stopwatch
from nlu.errors import UnderstandingError
from nlu.graph import understand

HOST = "127.0.0.1"
HERE = Path(__file__).resolve().parent


def main() -> None:
    """Reads the environment, checks it, and serves until it is told to stop."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        sys.exit("usage: python -m bot MODEL   (MODEL is the file that `make train` writes: models/amends.tar.gz)")
    missing = [
        name
        for name in ("AMENDS_RASA_PORT", "AMENDS_ACTIONS_PORT", "AMENDS_CHANNEL_SECRET", "AMENDS_RASA_TOKEN")
        if not os.environ.get(name)
    ]
    if missing:
        sys.exit(f"Set {', '.join(missing)}: `amends run` does, when it starts the assistant.")
    # A debug line of Rasa's holds the words of the conversation: they belong to the database alone.
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    lighten_action_calls()
    install_stopwatch()
    rasa.api.run(
        sys.argv[1],
        str(HERE / "endpoints.yml"),
        credentials=str(HERE / "credentials.yml"),
        interface=HOST,
        port=int(os.environ["AMENDS_RASA_PORT"]),
        auth_token=os.environ["AMENDS_RASA_TOKEN"],
        server_listeners=[(_refuse_to_serve_without_a_model, "after_server_start")],
    )


async def _refuse_to_serve_without_a_model(app: Sanic, _loop: object) -> None:
    """Rasa logs that a model would not load and then answers everything with errors; ending lets the keeper see it.

    A model that loads may still belong to another encoder: reading one sentence tells, and warms what the first reply
    would otherwise wait for.
    """
    log = logging.getLogger(__name__)
    if not app.ctx.agent or not app.ctx.agent.is_ready():
        log.error("The model did not load; run make train. Its error stands above.")
        os._exit(1)
    try:
        await understand(app.ctx.agent.processor, FIRST_WORDS)
    except UnderstandingError as error:
        log.error("The model can't read replies: %s %s", error.code, error.detail)
        os._exit(1)


if __name__ == "__main__":
    main()
