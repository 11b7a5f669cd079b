from datetime import date

import pytest

from analytics.dashboards.period import PeriodError, compared_with, read_period

AS_OF = date(2017, 11, 21)


@pytest.mark.parametrize(
    ("text", "first", "last", "name"),
    [
        ("2017-03", date(2017, 3, 1), date(2017, 3, 31), "March 2017"),
        ("2017-11", date(2017, 11, 1), AS_OF, "November 2017"),
        ("2017-Q3", date(2017, 7, 1), date(2017, 9, 30), "quarter 3 of 2017"),
        ("2017-Q4", date(2017, 10, 1), AS_OF, "quarter 4 of 2017"),
        ("2016", date(2016, 1, 1), date(2016, 12, 31), "2016"),
        ("2017-03..2017-08", date(2017, 3, 1), date(2017, 8, 31), "March 2017 to August 2017"),
        ("2017-01..2017-03", date(2017, 1, 1), date(2017, 3, 31), "quarter 1 of 2017"),
        ("month", date(2017, 11, 1), AS_OF, "November 2017"),
        ("quarter", date(2017, 10, 1), AS_OF, "quarter 4 of 2017"),
        ("year", date(2017, 1, 1), AS_OF, "2017"),
        ("all", date(1970, 1, 1), AS_OF, "all time"),
    ],
)
def test_a_period_ends_with_the_reporting_day(text, first, last, name):
    period = read_period(text, AS_OF)
    assert (period.first, period.last, period.name) == (first, last, name)
    assert read_period(period.key, AS_OF) == period


@pytest.mark.parametrize(
    "text",
    ["2017-13", "2017-Q5", "17", "2018", "2017-12", "2017-08..2017-03", "0000", "9999", "2017-00", "soon", "' or 1=1",
     "2017-03..2999-01", "1969"],
)  # fmt: skip
def test_what_is_no_period_says_what_would_be(text):
    with pytest.raises(PeriodError, match="2017-Q4"):
        read_period(text, AS_OF)


@pytest.mark.parametrize(
    ("text", "comparison", "first", "last"),
    [
        ("2017-Q3", "previous", date(2017, 4, 1), date(2017, 6, 30)),
        ("2017-Q1", "previous", date(2016, 10, 1), date(2016, 12, 31)),
        ("2017-Q3", "year", date(2016, 7, 1), date(2016, 9, 30)),
        ("2017-05..2017-08", "previous", date(2017, 1, 1), date(2017, 4, 30)),
        # Not over yet: as many days of the period before, so that like is held against like.
        ("2017-Q4", "previous", date(2017, 7, 1), date(2017, 8, 21)),
        ("2017-11", "previous", date(2017, 10, 1), date(2017, 10, 21)),
        ("2017", "previous", date(2016, 1, 1), date(2016, 11, 20)),  # 325 days; 2016 had a 29 February
    ],
)
def test_the_compared_period(text, comparison, first, last):
    before = compared_with(read_period(text, AS_OF), comparison, AS_OF)
    assert (before.first, before.last) == (first, last)


def test_a_short_month_is_compared_whole():
    march = read_period("month", date(2017, 3, 30))
    assert compared_with(march, "previous", date(2017, 3, 30)).last == date(2017, 2, 28)


@pytest.mark.parametrize(("text", "comparison"), [("all", "previous"), ("2017-Q3", "none")])
def test_nothing_to_compare_with(text, comparison):
    assert compared_with(read_period(text, AS_OF), comparison, AS_OF) is None
