"""Periods as people name them, on 2018-01-01."""

from datetime import date

import pytest

from assistant.grammar.dates import DateReader
from assistant.grammar.words import words_of
from assistant.tests.grammar_world import read


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Q3", "2017-Q3"), ("third quarter of 2016", "2016-Q3"), ("last quarter", "last_quarter"),
        ("the past six weeks", "past_6_weeks"), ("H2 2017", "2017-07..2017-12"), ("March", "2017-03"),
        ("30 December 2017", "2017-12-30"), ("5/9/2017", "2017-05-09"), ("9.5.2017", "2017-05-09"),
        ("two quarters ago", "2017-07-01..2017-09-30"), ("week 40 of 2017", "2017-10-02..2017-10-08"),
        ("last Friday", "2017-12-29"), ("year to date", "this_year"), ("the day before yesterday", "2017-12-30"),
    ],
)  # fmt: skip
def test_a_period_is_read(text, period):
    words = words_of(text)
    found, stop = DateReader(date(2018, 1, 1)).at(words, 0)
    assert (found.text, stop) == (period, len(words))


@pytest.mark.parametrize("text", ["half of our customers", "32 December 2017", "the last day on which we won"])
def test_other_words_are_no_period(text):
    assert DateReader(date(2018, 1, 1)).at(words_of(text), 0) is None


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("revenue since June", "2017-06-01.."), ("revenue until June", "..2017-06-30"),
        ("revenue from March to May 2017", "2017-03..2017-05"), ("revenue before Q3", "..2017-06-30"),
        ("revenue from March", "2017-03"),
    ],
)  # fmt: skip
def test_the_ends_of_a_period_are_joined(question, period):
    assert read(question).intent.period == period


def test_a_year_that_was_taken_is_told():
    assert read("revenue in March").said == ("The period is March 2017.",)
