"""Draws the bench as one SVG: a turn beside the stock bot's answer and its parts, and turns a second with 20 users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT, ROW = 760, 250, 70, 26
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#1f2328}.small{font-size:12px;fill:#57606a}"
    ".title{font-size:17px;font-weight:600}.group{font-weight:600}.ours{fill:#0b5cad}.part{fill:#7aa7d6}.stock{fill:#8c959f}"
    "@media(prefers-color-scheme:dark){.ground{fill:#0d1117}text{fill:#e6edf3}.small{fill:#9da7b1}"
    ".ours{fill:#58a6ff}.part{fill:#316dca}.stock{fill:#6e7681}}"
)


def draw(result: Mapping[str, Any]) -> str:
    """The picture for ``data/metrics/bench.json``."""
    alone, crowd = result["alone"], result["users_20"]
    groups = [
        (
            "One user: milliseconds a turn (p50)",
            [
                ("rasa init, bare answer", alone["stock"]["p50_ms"], "stock"),
                ("Amends, whole coached turn", alone["ours"]["p50_ms"], "ours"),
                *((f"· {name}", spent, "part") for name, spent in result["shares_ms"].items()),
            ],
        ),
        (
            "20 users without a pause: turns a second",
            [
                ("rasa init", crowd["stock"]["turns_per_s"], "stock"),
                ("Amends", crowd["ours"]["turns_per_s"], "ours"),
            ],
        ),
        (
            "Memory of all processes: megabytes",
            [
                ("rasa init", result["memory_total_mb"]["stock"], "stock"),
                ("Amends", result["memory_total_mb"]["ours"], "ours"),
            ],
        ),
    ]
    height = 60 + sum(ROW * (len(rows) + 1) + 12 for _, rows in groups) + 24
    ratio = result["ratio"]
    told = (
        f"A coached turn takes {ratio['p50_alone']} times the stock bot's bare answer; "
        f"throughput with 20 users is {ratio['throughput']} times the stock bot's."
    )
    title = "Speed and memory beside the bot of rasa init"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="t d">',
        f'<title id="t">{title}</title><desc id="d">{escape(told)}</desc><style>{STYLE}</style>',
        f'<rect class="ground" width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text class="title" x="16" y="28">{title}</text><text class="small" x="16" y="48">{escape(told)}</text>',
        *_groups(groups),
        f'<text class="small" x="16" y="{height - 10}">Measured side by side in one run; drawn from '
        "data/metrics/bench.json by make bench</text>",
    ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _groups(groups: list[tuple[str, list[tuple[str, float, str]]]]) -> Iterator[str]:
    top = 64
    for heading, rows in groups:
        yield f'<text class="group" x="16" y="{top + 16}">{escape(heading)}</text>'
        top += ROW
        longest = max(value for _, value, _ in rows)
        for name, value, kind in rows:
            across = max(1.0, round(value / longest * (WIDTH - LEFT - RIGHT), 1))
            yield f'<text x="24" y="{top + 16}">{escape(name)}</text>'
            yield f'<rect class="{kind}" x="{LEFT}" y="{top + 4}" width="{across}" height="15" rx="2"/>'
            yield f'<text x="{LEFT + across + 6}" y="{top + 16}">{value:g}</text>'
            top += ROW
        top += 12
