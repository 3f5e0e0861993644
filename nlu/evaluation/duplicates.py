"""Looks for replies that occur twice: inside ``data/nlu``, and between it and the sets we measure on.

A reply that is in both would be learnt by heart and then measured. Exact repeats longer than five words fail the
command; near ones are listed by their ids alone, since outside sets may not be quoted.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nlu.evaluation.near_duplicates import THRESHOLD, near_duplicates, plain

CORPORA: Final = Path("data/nlu")
LONGEST_HARMLESS: Final = 5
"""Words. "Is there anything else?" is said by anybody."""
_SHOWN: Final = 20


@dataclass(frozen=True)
class Line:
    """One reply or line of content, and where it stands."""

    file: str
    id: str
    text: str
    ours: bool
    scenario: str | None = None

    @property
    def name(self) -> str:
        return f"{self.file} {self.id}"


@dataclass(frozen=True)
class Repeat:
    """Two lines that are alike; at least one is ours."""

    first: Line
    second: Line
    likeness: float

    @property
    def exact(self) -> bool:
        return plain(self.first.text) == plain(self.second.text)

    @property
    def one_sentence(self) -> bool:
        """A sentence of a reply that is marked for topics or remedies too: held out with its scenario, so no leak."""
        together = self.first.scenario is not None and self.first.scenario == self.second.scenario
        return together and self.first.file != self.second.file

    @property
    def harmful(self) -> bool:
        return self.exact and not self.one_sentence and len(plain(self.first.text).split()) > LONGEST_HARMLESS


def main(arguments: Sequence[str] | None = None) -> int:
    """Lists repeats; 1 where an exact one is longer than five words."""
    parser = argparse.ArgumentParser(prog="nlu.evaluation.duplicates", description="Find replies that occur twice.")
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    parser.add_argument("outside", type=Path, nargs="*", help="folders of sets that we measure on")
    options = parser.parse_args(arguments)
    lines = [*_read(options.corpora, ours=True)]
    for folder in options.outside:
        lines += _read(folder, ours=False)
    repeats = find_repeats(lines)
    harmful = [repeat for repeat in repeats if repeat.harmful]
    near = [repeat for repeat in repeats if not repeat.exact]
    for repeat in harmful:
        print(f"the same: {repeat.first.name} and {repeat.second.name}", file=sys.stderr)
    for repeat in near[:_SHOWN]:
        print(f"alike ({repeat.likeness:.2f}): {repeat.first.name} and {repeat.second.name}")
    if len(near) > _SHOWN:
        print(f"… and {len(near) - _SHOWN} more pairs")
    print(
        f"{len(lines)} lines: {len(repeats) - len(near)} exact repeats, {len(harmful)} of more than {LONGEST_HARMLESS} "
        f"words; {len(near)} near ones (likeness {THRESHOLD} or more)"
    )
    return 1 if harmful else 0


def find_repeats(lines: Sequence[Line]) -> list[Repeat]:
    """Pairs of which at least one line is ours; what outside sets repeat among themselves is no concern of ours."""
    pairs = near_duplicates([line.text for line in lines])
    repeats = [Repeat(lines[pair.first], lines[pair.second], pair.likeness) for pair in pairs]
    return [repeat for repeat in repeats if repeat.first.ours or repeat.second.ours]


def _read(folder: Path, *, ours: bool) -> Iterator[Line]:
    for file in sorted(folder.rglob("*.jsonl")):
        with file.open(encoding="utf-8") as opened:
            rows: list[dict[str, Any]] = [json.loads(line) for line in opened if line.strip()]
        for row in rows:
            yield Line(
                file=file.stem,
                id=str(row["id"]),
                text=row.get("reply") or row.get("text") or "",
                ours=ours,
                scenario=row.get("scenario") if ours else None,
            )


if __name__ == "__main__":
    sys.exit(main())
