"""Quotation marks as every keyboard has them: phones curl them, and that may not change what a reply is taken for."""

from __future__ import annotations

from typing import Final

_STRAIGHT: Final = str.maketrans("’‘ʼ“”", "'''\"\"")


def straightened(text: str) -> str:
    """The text with straight apostrophes and quotation marks, character for character, so that offsets stay."""
    return text.translate(_STRAIGHT)
