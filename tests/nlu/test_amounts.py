from __future__ import annotations

import pytest

from nlu.amounts import find_amounts, find_percent


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("I can refund £40 today.", 40, "GBP"),
        ("That is $1,299.50 back.", 1299.5, None),
        ("HK$300 for the fee", 300, "HKD"),
        ("US$ 5 off", 5, "USD"),
        ("Rs. 4,500 back", 4500, "INR"),
        ("you get 20 euros", 20, "EUR"),
        ("12,50 € back", 12.5, "EUR"),
        ("fifty quid off", 50, "GBP"),
        ("a hundred and twenty pounds", 120, "GBP"),
        ("two thousand naira", 2000, "NGN"),
        ("10 dollars", 10, None),
        ("RM25 voucher", 25, "MYR"),
        ("80 zł back", 80, "PLN"),
    ],
)
def test_a_sum_is_read(text, value, currency):
    (amount,) = find_amounts(text)
    assert (amount.value, amount.currency) == (value, currency)


@pytest.mark.parametrize("text", ["order 5521", "by 5 pm", "case 12 of 20", "no money here", "the 3rd of May", ""])
def test_other_numbers_are_no_sums(text):
    assert find_amounts(text) == ()


def test_sums_come_in_order_with_their_place():
    text = "Either £20 now or 30 pounds on Friday."
    assert [text[amount.start : amount.end] for amount in find_amounts(text)] == ["£20", "30 pounds"]


@pytest.mark.parametrize(
    ("text", "percent"),
    [("20% off", 20), ("ten per cent", 10), ("7.5 percent", 7.5), ("half the price back", 50), ("100 of them", None)],
)
def test_a_share_is_read(text, percent):
    assert find_percent(text) == percent
