"""Numbers as people write and say them."""

import pytest

from assistant.grammar.numbers import number_at
from assistant.grammar.words import words_of


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("5", 5, ""), ("$150k", 150_000, "$"), ("1,200", 1200, ""), ("1.5 million", 1_500_000, ""), ("12 %", 12, "%"),
        ("12 per cent", 12, "%"), ("half a million", 500_000, ""), ("a dozen", 12, ""), ("a couple of", 2, ""),
        ("two hundred and fifty", 250, ""), ("three thousand two hundred", 3200, ""), ("a hundred bucks", 100, "$"),
        ("hundred", 100, ""), ("zero", 0, ""),
    ],
)  # fmt: skip
def test_a_number_is_read_with_its_unit(text, value, unit):
    words = words_of(text)
    number, stop = number_at(words, 0)
    assert (number.plain, number.unit, stop) == (value, unit, len(words))


@pytest.mark.parametrize("text", ["a customer", "million", "Q3", "and fifty", "9" * 20])
def test_other_words_are_no_number(text):
    assert number_at(words_of(text), 0) is None


def test_fifty_plus_is_open_upwards():
    assert number_at(words_of("50+"), 0)[0].up
