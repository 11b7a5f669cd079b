"""Months gathered into periods."""

from datetime import date

import pytest

from analytics.core.periods import period_length, period_name, period_of

MARCH = date(2017, 3, 31)


@pytest.mark.parametrize(
    ("last", "length", "name"),
    [
        (date(2018, 3, 1), 1, "Mar 2017"),
        (date(2021, 3, 1), 3, "Q1 2017"),
        (date(2030, 3, 1), 12, "2017"),
        (date(2100, 1, 1), 60, "2015–2019"),
        (date(9999, 12, 31), 6000, "2000–2499"),
    ],
)
def test_a_longer_time_has_longer_periods(last, length, name):
    assert period_length([MARCH, last], 24) == length
    assert period_name(period_of(MARCH, length), length) == name


@pytest.mark.parametrize("months", range(1, 400, 7))
def test_there_are_never_more_periods_than_fit(months):
    last = date(2017 + (2 + months) // 12, (2 + months) % 12 + 1, 1)
    length = period_length([MARCH, last], 24)
    assert period_of(last, length) - period_of(MARCH, length) + 1 <= 24


def test_no_day_has_a_length_all_the_same():
    assert period_length([], 24) == 1
