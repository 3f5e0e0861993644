"""Tables as CSV text for spreadsheets (RFC 4180, UTF-8 with a byte order mark), in pieces as the rows come."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel takes UTF-8 for its own code page."""
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BLANK: Final = ("\t", "\r", "\n")
_ROWS: Final = 500
"""Rows in one piece: few enough to begin at once, enough not to send thousands of scraps."""

Cell = str | int | float | bool | datetime | None


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The table in pieces, the column names first."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow(columns)
    for number, row in enumerate(rows, start=1):
        writer.writerow([_shown(cell) for cell in row])
        if number % _ROWS == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _shown(cell: Cell) -> str | int | float:
    """A cell as it is written; text that a spreadsheet would calculate gets an apostrophe in front."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, str):
        # Spreadsheets skip white space before a formula, and full-width signs count as well.
        return f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell[:1] in _BLANK else cell
    return cell
