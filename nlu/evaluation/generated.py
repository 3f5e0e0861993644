"""Parts of a document that a command fills: all between two comments that name the part."""

from __future__ import annotations

import re


def filled(document: str, part: str, text: str) -> str:
    """The document with a part's text exchanged.

    Raises:
        ValueError: where the document has no such part.
    """
    begin, end = f"<!-- {part}: filled by make cards -->", f"<!-- {part}: end -->"
    pattern = re.compile(f"({re.escape(begin)}\n).*?({re.escape(end)})", re.DOTALL)
    if not pattern.search(document):
        raise ValueError(f"the document has no part between {begin!r} and {end!r}")
    return pattern.sub(lambda match: match.group(1) + text.strip("\n") + "\n" + match.group(2), document, count=1)


def table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table in Markdown; columns of figures are not padded, so that a changed figure changes one line."""
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
