from __future__ import annotations

import pytest

from coaching_rules.shape import Entry, MisfitError, written


def test_a_pointer_is_written_for_people() -> None:
    assert written(("clauses", 3, "why")) == "/clauses/3/why"
    assert written(()) == "/"


@pytest.mark.parametrize(
    ("read", "code"),
    [
        (lambda: Entry({"a": 1, "b": 2}).fields(("a",)), "R0101"),
        (lambda: Entry({}).fields(("a",)), "R0102"),
        (lambda: Entry([]).fields(("a",)), "R0103"),
        (lambda: list(Entry({1: 2}).pairs()), "R0103"),
        (lambda: Entry("text").items(), "R0103"),
        (lambda: Entry("  ").text(), "R0103"),
        (lambda: Entry(5).text(), "R0103"),
        (lambda: Entry("x").one_of(("y",), "letter"), "R0104"),
        (lambda: Entry(True).number(0, 5), "R0103"),
        (lambda: Entry(7).number(0, 5), "R0105"),
        (lambda: Entry(1.5).whole(0, 5), "R0103"),
        (lambda: Entry("yes").flag(), "R0103"),
    ],
)
def test_what_does_not_fit_has_a_code(read, code: str) -> None:
    with pytest.raises(MisfitError, match=code) as caught:
        read()
    assert caught.value.code == code


def test_the_pointer_leads_to_the_item_of_a_list() -> None:
    with pytest.raises(MisfitError, match="/labels/1"):
        Entry({"labels": ["a", "b"]}).fields(("labels",))["labels"].many_of(("a",), "label")
