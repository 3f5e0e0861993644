from __future__ import annotations

from pathlib import Path

import pytest

from nlu.tuning.backbones import has_bfloat16


@pytest.mark.parametrize(
    ("flags", "has"),
    [("fpu avx512f avx512_vnni", False), ("fpu avx512f amx_bf16 amx_tile", True), ("fpu avx512_bf16", True)],
)
def test_bfloat16_is_used_where_the_processor_says_it_has_it(flags: str, has: bool, tmp_path: Path):
    told = tmp_path / "cpuinfo"
    told.write_text(f"model name\t: amx_bf16 in name only\nflags\t\t: {flags}\n", encoding="utf-8")
    assert has_bfloat16(told) is has


def test_a_system_that_tells_nothing_has_none(tmp_path: Path):
    assert has_bfloat16(tmp_path / "missing") is False
