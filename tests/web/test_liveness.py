"""Whether somebody is still at it: known across processes, and after one was killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from web.liveness import ProcessMark

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import sys
from pathlib import Path
from web.liveness import ProcessMark
with ProcessMark(Path(sys.argv[1])).claim() as claim:
    print(claim, flush=True)
    sys.stdin.read()
"""


def test_a_claim_is_alive_for_the_length_of_its_block(tmp_path: Path) -> None:
    mark, other = ProcessMark(tmp_path), ProcessMark(tmp_path)
    with mark.claim() as claim:
        assert not mark.is_abandoned(claim)
        assert not other.is_abandoned(claim)
    assert mark.is_abandoned(claim)


def test_a_claim_of_a_killed_process_is_abandoned_that_moment(tmp_path: Path) -> None:
    mark = ProcessMark(tmp_path)
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    claim = child.stdout.readline().strip()
    assert not mark.is_abandoned(claim)
    child.kill()
    child.wait()
    assert mark.is_abandoned(claim)
    for stream in (child.stdin, child.stdout):
        assert stream is not None
        stream.close()


def test_a_claim_of_an_unknown_process_is_left_to_its_time_limit(tmp_path: Path) -> None:
    assert not ProcessMark(tmp_path).is_abandoned("another-machine/1")


def test_a_process_that_ends_in_order_leaves_no_file(tmp_path: Path) -> None:
    mark = ProcessMark(tmp_path)
    mark.close()
    assert list(tmp_path.iterdir()) == []


def test_sweeping_takes_away_the_dead_and_spares_the_living_and_itself(tmp_path: Path) -> None:
    living, me = ProcessMark(tmp_path), ProcessMark(tmp_path)
    (tmp_path / "dead.lock").write_text("")
    me.sweep()
    assert len(list(tmp_path.iterdir())) == 2
    with living.claim() as claim:
        assert not me.is_abandoned(claim)
