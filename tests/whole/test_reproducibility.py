"""The same persona, seed and replies: the same transcript, labels, scores, feedback and verdicts, byte for byte."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.running import MODEL, ROOT, RunningAmends
from tests.whole.processes import hung, is_alive, parts_of, until
from tests.whole.talking import PERSONAS, REPLIES, Talk, Trainee


@pytest.fixture(scope="module")
def finished(trainee: Trainee) -> dict[str, Talk]:
    """One finished talk with each customer, all of its replies said."""
    talks = {}
    for persona in PERSONAS:
        talks[persona] = trainee.begin(persona)
        talks[persona].say_all(REPLIES[persona])
        talks[persona].finish()
    return talks


@pytest.mark.parametrize("persona", PERSONAS)
def test_two_sessions_are_the_same(trainee: Trainee, finished: dict[str, Talk], persona: str) -> None:
    again = trainee.begin(persona)
    again.say_all(REPLIES[persona])
    again.finish()
    assert again.told() == finished[persona].told()


@pytest.mark.parametrize("from_turn", [1, 2, 3])
@pytest.mark.parametrize("persona", PERSONAS)
def test_a_branch_goes_on_as_the_talk_it_left(finished: dict[str, Talk], persona: str, from_turn: int) -> None:
    branch = finished[persona].branch(from_turn)
    branch.say_all(REPLIES[persona][len(branch.session()["turns"]) :])
    branch.finish()
    assert branch.told() == finished[persona].told()


def test_processes_killed_between_turns_make_no_difference_and_leave_none_behind(
    rough: RunningAmends, rough_trainee: Trainee, finished: dict[str, Talk]
) -> None:
    talks = {persona: rough_trainee.begin(persona) for persona in PERSONAS}
    for persona, talk in talks.items():
        talk.say_all(REPLIES[persona][:1])
    os.kill(parts_of(rough.pid)["assistant"], signal.SIGKILL)
    until(lambda: rough_trainee.down() == ["rasa"])
    until(lambda: rough_trainee.down() == [])
    for persona, talk in talks.items():
        talk.say_all(REPLIES[persona][1:2])
    assert not all(talk.has_ended() for talk in talks.values()), "nothing is left to say after the kill"
    kill_the_keeper(rough)
    rough.start()
    for persona, talk in talks.items():
        talk.say_all(REPLIES[persona][2:])
        talk.finish()
        assert talk.told() == finished[persona].told()


def kill_the_keeper(amends: RunningAmends) -> None:
    """End ``amends run`` outright, with a child that hung; its children must end with it, or a port stays taken."""
    parts = parts_of(amends.pid)
    assert set(parts) == {"assistant", "actions", "web"}
    with hung(parts["assistant"]):
        amends.kill()
        until(lambda: not any(is_alive(pid) for pid in parts.values()), seconds=20.0)


def test_scores_of_a_session_are_those_of_batch_scoring(finished: dict[str, Talk], tmp_path: Path) -> None:
    replies = [reply for talk in finished.values() for reply in replies_with_history(talk.session())]
    (tmp_path / "replies.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line, _ in replies))
    python = ROOT / "bot" / ".venv" / "bin" / "python"
    command: list[str | Path] = [python, "-W", "ignore", "-m", "nlu.batch", "--model", MODEL]
    files = [tmp_path / "replies.jsonl", tmp_path / "scores.jsonl"]
    batch = subprocess.run([*command, *files], cwd=ROOT, capture_output=True, text=True)
    assert batch.returncode == 0, batch.stderr
    lines = (tmp_path / "scores.jsonl").read_text().splitlines()
    expected = [{"id": line["id"], **scores} for line, scores in replies]
    assert [json.dumps(json.loads(line)) for line in lines] == [json.dumps(scores) for scores in expected]


def replies_with_history(session: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each reply as a line for batch scoring, with all that was said before it; and its scores in the session."""
    said, lines = list(session["messages"]), []
    for turn in session["turns"]:
        line = {
            "id": f"{session['persona']} {turn['turn']}",
            "channel": session["channel"],
            "history": list(said),
            "reply": turn["reply"],
        }
        lines.append((line, turn["scores"]))
        said += [{"who": "trainee", "text": turn["reply"]}, *turn["messages"]]
    return lines
