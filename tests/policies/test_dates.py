from __future__ import annotations

from datetime import date

import pytest

from policies.customer.dates import day_meant, lies_ahead

WEDNESDAY = date(2025, 6, 11)
MONDAY = date(2025, 6, 2)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", date(2025, 6, 11)),
        ("by 5 pm tomorrow", date(2025, 6, 12)),
        ("the day after tomorrow", date(2025, 6, 13)),
        ("Friday at noon", date(2025, 6, 13)),
        ("on Wednesday", date(2025, 6, 18)),
        ("next Friday", date(2025, 6, 20)),
        ("within 3 days", date(2025, 6, 14)),
        ("in a couple of days", date(2025, 6, 13)),
        ("five working days", date(2025, 6, 18)),
        ("three to five working days", date(2025, 6, 18)),
        ("2 weeks", date(2025, 6, 25)),
        ("within the next two hours", date(2025, 6, 11)),
        ("14 June", date(2025, 6, 14)),
        ("the 14th of June", date(2025, 6, 14)),
        ("June 14th", date(2025, 6, 14)),
        ("3 January", date(2026, 1, 3)),
        ("2025-06-13", date(2025, 6, 13)),
        ("31 February", None),
        ("as soon as I can", None),
        ("at half past ten", None),
    ],
)
def test_words_for_a_time_mean_a_day_or_none(words, day):
    assert day_meant(words, WEDNESDAY) == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("within 72 hours", date(2025, 6, 5)),
        ("within 24 hours", date(2025, 6, 3)),
        ("within ninety minutes", date(2025, 6, 2)),
        ("twenty-one days", date(2025, 6, 23)),
        ("twenty one days", date(2025, 6, 23)),
        ("fourteen days", date(2025, 6, 16)),
        ("3-5 days", date(2025, 6, 7)),
        ("one and a half weeks", date(2025, 6, 13)),
        ("half a day", date(2025, 6, 3)),
        ("a fortnight", date(2025, 6, 16)),
        ("Friday next week", date(2025, 6, 13)),
        ("next week on Friday", date(2025, 6, 13)),
        ("Friday week", date(2025, 6, 13)),
        ("5 January 2027", date(2027, 1, 5)),
        ("January 5th, 2027", date(2027, 1, 5)),
        ("on 20 May 2025", date(2025, 5, 20)),
        ("the 20th of May", date(2025, 5, 20)),
        ("28 December", date(2025, 12, 28)),
        ("Friday 13 June", date(2025, 6, 13)),
        ("tomorrow, Tuesday", date(2025, 6, 3)),
    ],
)
def test_a_day_is_read_from_the_whole_of_the_words(words, day):
    assert day_meant(words, MONDAY) == day


@pytest.mark.parametrize(
    "words",
    [
        "in two weeks on Friday",
        "from today until Friday",
        "Monday to Friday",
        "Thursday the 13th of June",
        "a hundred and five days",
        "1,000 days",
        "Friday in July",
        "the Friday after next",
        "29 February",
    ],
)
def test_words_that_can_mean_two_days_mean_none(words):
    assert day_meant(words, MONDAY) is None


@pytest.mark.parametrize(
    "words",
    [
        *("three days ago", "yesterday morning", "last Friday", "last night", "the last three weeks", "since Monday"),
        *("earlier this week", "the past few days", "on 20 May 2025", "20 May", "2025-06-01"),
    ],
)
def test_a_time_gone_by_is_none_to_promise(words):
    assert not lies_ahead(words, MONDAY)


@pytest.mark.parametrize("words", ["three days ago", "last Friday", "yesterday, not tomorrow"])
def test_words_of_the_past_mean_no_day(words):
    assert day_meant(words, MONDAY) is None


@pytest.mark.parametrize(
    "words",
    [
        *("in three days", "today", "on Friday", "by Friday or earlier", "no earlier than Friday", "on 20 May 2026"),
        *("half past five on Friday", "by the last Friday of June", "at the latest tomorrow", "once it is dry"),
    ],
)
def test_a_time_to_come_can_be_promised(words):
    assert lies_ahead(words, MONDAY)
