"""One finding of the content checks: words that don't agree with what the organisation, its products or the law say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from coaching_rules.findings import Span

FINDING_IDS: Final[tuple[str, ...]] = ("beyond_authority", "outside_policy", "rights_misstated", "wrong_product_fact")


@dataclass(frozen=True)
class Finding:
    """``id`` is one of FINDING_IDS, ``text`` tells the trainee what is wrong and what is right."""

    id: str
    text: str
    evidence: tuple[Span, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"id": self.id, "text": self.text, "evidence": [span.to_dict() for span in self.evidence]}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Finding:
        return cls(id=raw["id"], text=raw["text"], evidence=tuple(Span.from_dict(span) for span in raw["evidence"]))
