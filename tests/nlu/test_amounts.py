from __future__ import annotations

import time

import pytest

from nlu.amounts import MONEY, amount_of, find_amounts, find_shares, percent_of


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
        ("GBP 50", 50, "GBP"),
        ("hkd200 back", 200, "HKD"),
        ("€1.250,00", 1250, "EUR"),
        ("1.250,00 €", 1250, "EUR"),
        ("EUR 4.800 back", 4800, "EUR"),
        ("1\u202f250,50 €", 1250.5, "EUR"),
        ("Rs 1,50,000", 150_000, "INR"),
        ("Rs 2 lakh", 200_000, "INR"),
        ("£2.5k", 2500, "GBP"),
        ("2K pounds", 2000, "GBP"),
        ("£2.5kg", 2.5, "GBP"),
    ],
)
def test_a_sum_is_read(text, value, currency):
    (amount,) = find_amounts(text)
    assert (amount.value, amount.currency) == (value, currency)


@pytest.mark.parametrize(
    "text",
    [
        "order 5521",
        "by 5 pm",
        "case 12 of 20",
        "no money here",
        "the 3rd of May",
        "£1.250",  # a petrol price, or a Dutchman's thousand
        "£12.345",
        "£0.125",
        "1,2,3 €",
        "",
    ],
)
def test_other_numbers_are_no_sums(text):
    assert find_amounts(text) == ()


def test_sums_come_in_order_with_their_place():
    text = "Either £20 now or 30 pounds on Friday."
    assert [text[amount.start : amount.end] for amount in find_amounts(text)] == ["£20", "30 pounds"]


@pytest.mark.parametrize(
    ("text", "percent"),
    [("20% off", 20), ("ten per cent", 10), ("7.5 percent", 7.5), ("half the price back", 50)],
)
def test_a_share_is_read(text, percent):
    assert [share.value for share in find_shares(text)] == [percent]


@pytest.mark.parametrize("text", ["100 of them", "1.250%", "half an hour", ""])
def test_other_numbers_are_no_shares(text):
    assert find_shares(text) == ()


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("partial_refund", "Your ring cost £450, so I can refund you £15.", 15),
        ("partial_refund", "The ring is worth £450, so I can offer £20 back.", 20),
        ("partial_refund", "I can refund you £15 of the £450 you paid.", 15),
        ("partial_refund", "I can give you back a part of the £450.", None),
        ("voucher", "Since you paid £450 for it, I can give you a £10 voucher.", 10),
        ("voucher", "I can offer you a voucher worth £20.", 20),
        ("refund", "We'll refund you, although it only cost £450.", None),
        ("refund", "I can refund the £450 you paid.", 450),
        ("refund", "The second charge, £71, shouldn't have been taken, you'll have it back.", 71),
        ("refund", "We’ve paid £450 into your account.", 450),
        ("partial_refund", "We can refund £20 today, and I will give you a £5 voucher.", 20),
        ("voucher", "We can refund £20 today, and I will give you a £5 voucher.", 5),
        ("voucher", "I can give you a £10 voucher or £20 back.", 10),
        ("partial_refund", "I can give you a £10 voucher or £20 back.", 20),
        ("refund", "We can refund it and give you a £5 voucher.", None),
        ("goodwill", "I can refund it and give you a £5 voucher.", 5),
        ("compensation", "Here is £20 for your trouble, and we refund the £5 postage.", 20),
        ("compensation", "I can send you £20 now.", 20),
        ("waive_fee", "I'll waive the £5 fee.", 5),
        ("discount", "I'll reduce the price by £20.", 20),
        ("partial_refund", "I can refund you £20 or £30.", None),
        ("partial_refund", "I can refund you £20-30.", None),
        ("partial_refund", "£20 or £30 back.", None),
        ("partial_refund", "I can refund between £20 and £30.", None),
        ("refund", "£20 now and £30 on Friday.", None),
        ("discount", "£20 or 10% off.", 20),
        ("refund", "I can refund you.", None),
    ],
)
def test_the_sum_is_the_one_that_belongs_to_the_remedy(kind, text, value):
    amount = amount_of(kind, text)
    assert (amount.value if amount else None) == value


@pytest.mark.parametrize(
    ("kind", "text", "percent"),
    [
        ("discount", "I can knock 20% off.", 20),
        ("discount", "You get a ten per cent discount, and £30 back.", 10),
        ("partial_refund", "You get a ten per cent discount, and £30 back.", None),
        ("partial_refund", "We can refund half the price.", 50),
        ("partial_refund", "Here's what we'll do: 30% of the price.", 30),
        ("discount", "Would 20% help?", 20),
        ("refund", "I'm 100% sure we can refund you.", None),
        ("voucher", "I'm 100% sure we can give you a voucher.", None),
        ("refund", "We can refund you, I'm 100% sure.", None),
        ("refund", "100% our fault, we will pay you back.", None),
        ("refund", "Half the order arrived; we'll refund it.", None),
    ],
)
def test_the_share_is_the_one_that_belongs_to_the_remedy(kind, text, percent):
    assert percent_of(kind, text) == percent


@pytest.mark.parametrize("length", [4_000, 20_000])
@pytest.mark.parametrize("piece", ["1", "1,", "123 ", "1.250.", "one ", "£1", "hundred and ", " ", "half of "])
def test_sums_of_a_long_reply_are_found_in_no_time(piece, length):
    started = time.process_time()
    text = (piece * length)[:length]
    find_amounts(text)
    find_shares(text)
    for kind in MONEY:
        amount_of(kind, text[:600])
        percent_of(kind, text[:600])
    assert time.process_time() - started < 1
