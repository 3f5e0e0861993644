"""Why Amends would not start, in words that say what to do."""

from __future__ import annotations


class StartUpError(Exception):
    """Something outside the code keeps Amends from starting. The message has a code, the place and the next step."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code} {detail}")
        self.code = code
