from __future__ import annotations

from coaching_rules.session import Mood


def test_a_mood_survives_the_wire() -> None:
    mood = Mood(anger=40, trust=55, patience=62)
    assert mood.to_dict() == {"anger": 40, "trust": 55, "patience": 62}
    assert Mood.from_dict(mood.to_dict()) == mood
