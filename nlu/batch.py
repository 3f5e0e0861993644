"""Scores a file of replies: ``python -m nlu.batch IN OUT``, one JSON object a line in and out, in the same order.

A long file is shared out among the cores, each with a model of its own; a score is the same wherever it is made.
Exit codes: 0; 1 when some lines were bad (each is answered by an error in its place); 2 for a missing file or model.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import json
import multiprocessing
import os
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from nlu.errors import UnderstandingError
from nlu.request import ReplyRequest, read_request, read_text

if TYPE_CHECKING:
    from rasa.core.processor import MessageProcessor

MODELS: Final = Path("models")
PROGRESS_SECONDS: Final = 2.0
LINES_A_PROCESS: Final = 400
"""A process takes as long to load a model as to score so many replies: for fewer, one more saves nothing."""
LINES_AT_ONCE: Final = 25


class Answered(NamedTuple):
    """The answers to some lines, and how many of those lines were bad."""

    answers: str
    lines: int
    bad: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="nlu.batch", description="Find the techniques in a file of replies.")
    parser.add_argument("replies", type=Path, metavar="IN", help="one reply a line, JSON")
    parser.add_argument("scores", type=Path, metavar="OUT", help="where the scores go; replaced as a whole")
    parser.add_argument("--model", type=Path, help="a model archive; the newest in models/ when left out")
    parser.add_argument("--processes", type=_positive, metavar="N", help="at most so many; one a core when left out")
    options = parser.parse_args(arguments)
    try:
        lines = _read_lines(options.replies)
        model = options.model or newest_model(MODELS)
        if not model.is_file():
            raise UnderstandingError("N0502", f"{model}: no such model; run make train")
        processes = min(options.processes or os.cpu_count() or 1, len(lines) // LINES_A_PROCESS + 1)
        print(f"Loading {model}" + (f" in {processes} processes." if processes > 1 else "."), file=sys.stderr)
        bad = _score_file(lines, model, options.scores, processes=processes)
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


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _score_file(lines: Sequence[tuple[int, bytes]], model: Path, target: Path, *, processes: int) -> int:
    try:
        handle, name = tempfile.mkstemp(dir=target.absolute().parent, prefix=f".{target.name}.")
    except OSError as error:
        raise UnderstandingError("N0503", f"{target}: {error.strerror}; choose a folder that can be written") from error
    partial = Path(name)
    bad = 0
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            for scored in _with_progress(_score_all(lines, model, processes=processes), of=len(lines)):
                file.write(scored.answers)
                bad += scored.bad
        partial.chmod(0o644)
        partial.replace(target)
    except OSError as error:
        raise UnderstandingError("N0503", f"{target}: {error.strerror}; free some space or choose another") from error
    finally:
        partial.unlink(missing_ok=True)
    return bad


def _score_all(lines: Sequence[tuple[int, bytes]], model: Path, *, processes: int) -> Iterator[Answered]:
    """The answers in the order of the lines, whoever makes them."""
    chunks = [lines[start : start + LINES_AT_ONCE] for start in range(0, len(lines), LINES_AT_ONCE)]
    score = functools.partial(_score_lines, model=model)
    if processes == 1:
        yield from map(score, chunks)
        return
    # Not forked: the encoder's threads would be missing in the copy.
    pool = ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield from pool.map(score, chunks)
    except BrokenProcessPool as error:
        raise UnderstandingError("N0505", "a scoring process died, often of memory; try --processes 1") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _score_lines(lines: Sequence[tuple[int, bytes]], *, model: Path) -> Answered:
    processor = _load(model)
    answers, bad = [], 0
    for number, line in lines:
        name, request = read_line(line)
        answer = request if isinstance(request, UnderstandingError) else _score(name, request, processor)
        if isinstance(answer, UnderstandingError):
            bad += 1
            answer = _as_line({"id": name, "error": f"{answer}, line {number}"})
        answers.append(answer)
    return Answered("".join(answers), len(lines), bad)


def _score(name: str | None, request: ReplyRequest, processor: MessageProcessor) -> str | UnderstandingError:
    """The answer to one reply, or what went wrong: a fault of ours in one may not cost the others their scores."""
    from nlu.graph import understand

    try:
        return _as_line({"id": name, **asyncio.run(understand(processor, request)).scores})
    except UnderstandingError:
        raise  # the model is at fault, and will be for every reply
    except Exception as error:
        traceback.print_exception(error, file=sys.stderr)
        return UnderstandingError("N0506", f"{type(error).__name__} while scoring; please report it with this reply")


def _as_line(answer: Mapping[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, allow_nan=False) + "\n"


@functools.cache
def _load(model: Path) -> MessageProcessor:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    # Rasa's old dependencies warn by the page about things nobody here can change, whatever the filters say.
    warnings.showwarning = _silence
    from rasa.shared.exceptions import RasaException

    from nlu.graph import load_processor

    try:
        return load_processor(model)
    except (RasaException, OSError) as error:
        raise UnderstandingError("N0504", f"{model}: {error}; run make train") from error


def _silence(*_: Any, **__: Any) -> None:
    return None


def _with_progress(parts: Iterator[Answered], *, of: int) -> Iterator[Answered]:
    done, reported = 0, time.monotonic()
    for part in parts:
        yield part
        done += part.lines
        if time.monotonic() - reported >= PROGRESS_SECONDS:
            reported = time.monotonic()
            print(f"Scored {done} of {of}.", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
