"""``make cards``: brings picture, model card and datasheet up to the committed figures and corpora."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from nlu.evaluation import datasheet, model_card, picture

ROOT: Final = Path(__file__).resolve().parents[2]
FIGURES: Final = ROOT / "data" / "metrics" / "scorer.json"
CORPORA: Final = ROOT / "data" / "nlu"
PICTURE: Final = ROOT / "docs" / "pictures" / "scorer.svg"
MODEL_CARD: Final = ROOT / "docs" / "model-card.md"
DATASHEET: Final = ROOT / "docs" / "datasheet.md"


def main(arguments: Sequence[str] | None = None) -> None:
    """Fills them with what is committed."""
    argparse.ArgumentParser(description="Bring picture, model card and datasheet up to date.").parse_args(arguments)
    fill(committed())


def fill(figures: Mapping[str, Any]) -> None:
    """Writes all three."""
    for path, text in drawn_up(figures).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def drawn_up(figures: Mapping[str, Any]) -> dict[Path, str]:
    """What each document should be."""
    return {
        PICTURE: picture.draw(figures),
        MODEL_CARD: model_card.fill(MODEL_CARD.read_text(encoding="utf-8"), figures),
        DATASHEET: datasheet.fill(DATASHEET.read_text(encoding="utf-8"), CORPORA),
    }


def committed() -> dict[str, Any]:
    """The figures as they stand in ``data/metrics/scorer.json``."""
    figures: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return figures


if __name__ == "__main__":
    main()
