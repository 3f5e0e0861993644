from __future__ import annotations

import io
import json
import tarfile

import numpy as np
import pytest

from nlu.errors import UnderstandingError
from nlu.evaluation.own import own_figures, own_scored
from nlu.evaluation.scored import Scored, read_scored, write_scored
from tests.nlu.evaluation.a_set import a_random_set

TECHNIQUES = {"replies": 2, "sentences": 5, "macro_f1": 0.5, "labels": {}}


def archive(path, files):
    with tarfile.open(path, "w:gz") as made:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            made.addfile(member, io.BytesIO(content))
    return path


def with_figures(**more):
    return {
        "components/train_nlu.technique_scorer.TechniqueScorer3/validation.json": json.dumps(TECHNIQUES).encode(),
        "components/train_nlu.content_understanding.ContentUnderstanding4/validation.json": b"{}",
        **more,
    }


def bytes_of(scored):
    buffer = io.BytesIO()
    write_scored(scored, buffer)
    return buffer.getvalue()


def test_scores_come_back_as_they_were_written():
    scored = a_random_set(20)
    back = read_scored(io.BytesIO(bytes_of(scored)))
    assert (back.ids, back.groups) == (scored.ids, scored.groups)
    np.testing.assert_allclose(back.probabilities, scored.probabilities, atol=1e-6)
    np.testing.assert_array_equal(back.truth, scored.truth)


def test_matrices_of_the_wrong_shape_are_refused():
    with pytest.raises(UnderstandingError, match="N0602"):
        Scored(("a",), ("g",), np.zeros((1, 3)), np.zeros((1, 3)), np.zeros((1, 3)), np.zeros((1, 3)))


def test_scores_that_lack_a_matrix_are_refused():
    buffer = io.BytesIO()
    np.savez(buffer, ids=np.array(["a"]))
    buffer.seek(0)
    with pytest.raises(UnderstandingError, match="N0602"):
        read_scored(buffer)


def test_an_archive_without_scores_gives_the_figures_of_its_training(tmp_path):
    model = archive(tmp_path / "m.tar.gz", with_figures())
    assert own_scored(model) is None
    assert own_figures(model)["techniques"] == TECHNIQUES


def test_an_archive_with_scores_gives_figures_with_intervals(tmp_path):
    scores = {
        "components/train_nlu.technique_scorer.TechniqueScorer3/validation-scores.npz": bytes_of(a_random_set(30))
    }
    figures = own_figures(archive(tmp_path / "m.tar.gz", with_figures(**scores)))["techniques"]
    assert figures["replies"] == 30
    assert figures["sentences"] == 5
    assert len(figures["macro_f1_interval_95"]) == 2


def test_an_archive_without_figures_is_refused(tmp_path):
    with pytest.raises(UnderstandingError, match="N0601"):
        own_figures(archive(tmp_path / "m.tar.gz", {"metadata.json": b"{}"}))
