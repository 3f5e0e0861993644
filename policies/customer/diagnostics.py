"""What a trainer is told about a persona file: the same shape in the editor, in CI and after a rehearsal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Diagnostic:
    """One remark about a file. ``path`` is a JSON pointer; line and column count from 1; severity error or warning."""

    line: int
    column: int
    code: str
    severity: str
    path: str
    message: str

    def to_dict(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "severity": self.severity,
            "path": self.path,
            "message": self.message,
            "line": self.line,
            "column": self.column,
        }

    def written(self, file: str) -> str:
        """For a terminal: ``P0104 data/personas/x.yml:14:7 start.mood …``."""
        return f"{self.code} {file}:{self.line}:{self.column} {self.message}"
