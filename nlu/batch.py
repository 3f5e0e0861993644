"""Scores a file of replies: ``python -m nlu.batch IN OUT``, one JSON object a line in and out, in the same order.

Exit codes: 0; 1 when some lines were bad (each is answered by an error in its place); 2 for a missing file or model.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from nlu.errors import UnderstandingError
from nlu.request import ReplyRequest, read_request, read_text

if TYPE_CHECKING:
    from rasa.core.processor import MessageProcessor

MODELS: Final = Path("models")
PROGRESS_SECONDS: Final = 2.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="nlu.batch", description="Find the techniques in a file of replies.")
    parser.add_argument("replies", type=Path, metavar="IN", help="one reply a line, JSON")
    parser.add_argument("scores", type=Path, metavar="OUT", help="where the scores go; replaced as a whole")
    parser.add_argument("--model", type=Path, help="a model archive; the newest in models/ when left out")
    options = parser.parse_args(arguments)
    try:
        lines = _read_lines(options.replies)
        model = options.model or newest_model(MODELS)
        bad = _score_file(lines, _load(model), options.scores)
    except UnderstandingError as error:
        print(error, file=sys.stderr)
        return 2
    if bad:
        print(f"{bad} of {len(lines)} lines were bad; see their errors in {options.scores}", file=sys.stderr)
    return 1 if bad else 0


def newest_model(folder: Path) -> Path:
    """The newest model archive.

    Raises:
        UnderstandingError: N0502 where there is none.
    """
    archives = sorted(folder.glob("*.tar.gz"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    if not archives:
        raise UnderstandingError("N0502", f"no model in {folder}/; run make train")
    return archives[-1]


def read_line(line: bytes) -> tuple[str | None, ReplyRequest | UnderstandingError]:
    """One line of the input: its id, as far as it has one, and the reply or what is wrong with it."""
    try:
        raw = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None, UnderstandingError("N0201", "not JSON in UTF-8")
    if not isinstance(raw, dict):
        return None, UnderstandingError("N0201", "not a JSON object")
    name: str | None = None
    try:
        if "id" not in raw:
            raise UnderstandingError("N0202", "id is missing")
        name = read_text(raw["id"], "id")
        return name, read_request(raw, text_key="reply")
    except UnderstandingError as error:
        return name, error


def _read_lines(path: Path) -> list[tuple[int, bytes]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnderstandingError("N0501", f"{path}: {error.strerror}; name a file of replies") from error
    numbered = enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1)
    return [(number, line) for number, line in numbered if line.strip()]


def _load(model: Path) -> MessageProcessor:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    if not model.is_file():
        raise UnderstandingError("N0502", f"{model}: no such model; run make train")
    print(f"Loading {model}.", file=sys.stderr)
    # Rasa's old dependencies warn by the page about things nobody here can change, whatever the filters say.
    warnings.showwarning = _silence
    from rasa.shared.exceptions import RasaException

    from nlu.graph import load_processor

    try:
        return load_processor(model)
    except RasaException as error:
        raise UnderstandingError("N0504", f"{model}: {error}; run make train") from error


def _silence(*_: Any, **__: Any) -> None:
    return None


def _score_file(lines: Sequence[tuple[int, bytes]], processor: MessageProcessor, target: Path) -> int:
    try:
        handle, name = tempfile.mkstemp(dir=target.absolute().parent, prefix=f".{target.name}.")
    except OSError as error:
        raise UnderstandingError("N0503", f"{target}: {error.strerror}; choose a folder that can be written") from error
    partial = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            bad = asyncio.run(_score_lines(lines, processor, file))
        partial.chmod(0o644)
        partial.replace(target)
    except OSError as error:
        raise UnderstandingError("N0503", f"{target}: {error.strerror}; free some space or choose another") from error
    finally:
        partial.unlink(missing_ok=True)
    return bad


async def _score_lines(lines: Sequence[tuple[int, bytes]], processor: MessageProcessor, file: IO[str]) -> int:
    from nlu.graph import understand

    bad = 0
    for number, line in _with_progress(lines):
        name, request = read_line(line)
        answer: dict[str, Any]
        if isinstance(request, UnderstandingError):
            bad += 1
            answer = {"id": name, "error": f"{request}, line {number}"}
        else:
            answer = {"id": name, **(await understand(processor, request)).scores}
        file.write(json.dumps(answer, ensure_ascii=False, allow_nan=False) + "\n")
    return bad


def _with_progress(lines: Sequence[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    reported = time.monotonic()
    for done, item in enumerate(lines):
        yield item
        if time.monotonic() - reported >= PROGRESS_SECONDS:
            reported = time.monotonic()
            print(f"Scored {done + 1} of {len(lines)}.", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
