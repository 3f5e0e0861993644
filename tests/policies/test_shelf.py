from __future__ import annotations

from policies.customer import PersonaShelf


def test_each_persona_version_is_made_once_and_the_longest_unused_is_forgotten():
    made: list[str] = []

    def make(compiled):
        made.append(compiled["version"])
        return compiled["version"].upper()

    shelf = PersonaShelf(make)
    assert [shelf.get({"version": "a"}), shelf.get({"version": "a"})] == ["A", "A"]
    for number in range(64):
        shelf.get({"version": f"v{number}"})
    shelf.get({"version": "a"})
    assert made.count("a") == 2
    assert len(made) == 66
