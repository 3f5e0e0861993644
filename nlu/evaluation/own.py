"""What ``rasa train`` left in the model archive about itself: figures on replies it had not learnt from."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from nlu.errors import UnderstandingError
from nlu.evaluation.figures import set_figures
from nlu.evaluation.scored import Scored, read_scored

SCORES_FILE: Final = "validation-scores.npz"
"""Beside ``validation.json``: cross-fitted probabilities and decisions, reply by reply."""
_FIGURES_FILE: Final = "validation.json"
_PARTS: Final = {"TechniqueScorer": "techniques", "ContentUnderstanding": "content"}


def own_figures(model: Path) -> dict[str, Any]:
    """``{"techniques": …, "content": …}``; the first in full where the archive holds the scores behind its figures.

    Raises:
        UnderstandingError: N0601 where the archive holds no figures.
    """
    figures: dict[str, Any] = {
        _PARTS[part]: json.loads(content)
        for name, content in _files(model, _FIGURES_FILE).items()
        for part in _PARTS
        if part in name
    }
    if set(figures) != set(_PARTS.values()):
        raise UnderstandingError("N0601", f"{model}: holds no figures of its training; run make train")
    scored = own_scored(model)
    if scored is not None:
        figures["techniques"] = set_figures(scored) | {"sentences": figures["techniques"]["sentences"]}
    return figures


def own_scored(model: Path) -> Scored | None:
    """The cross-fitted scores of our own replies; None in an archive of before they were kept."""
    for content in _files(model, SCORES_FILE).values():
        return read_scored(io.BytesIO(content))
    return None


def _files(model: Path, ending: str) -> Mapping[str, bytes]:
    with tarfile.open(model) as archive:
        found = {}
        for member in archive.getmembers():
            if Path(member.name).name == ending and (content := archive.extractfile(member)) is not None:
                found[member.name] = content.read()
    return found
