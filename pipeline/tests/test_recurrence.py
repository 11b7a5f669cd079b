"""When something that repeats is due again."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.recurrence import MONTHS, Recurs, next_due

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("due", "recurs", "expected"),
    [
        (date(2025, 3, 3), Recurs.DAY, date(2025, 3, 4)),
        (date(2025, 3, 3), Recurs.WEEK, date(2025, 3, 10)),
        (date(2025, 1, 31), Recurs.MONTH, date(2025, 2, 28)),
        (date(2024, 1, 31), Recurs.MONTH, date(2024, 2, 29)),
        (date(2025, 12, 15), Recurs.MONTH, date(2026, 1, 15)),
        (date(2025, 11, 30), Recurs.QUARTER, date(2026, 2, 28)),
    ],
)
def test_the_next_day(due, recurs, expected):
    assert next_due(due, recurs, after=due) == expected


def test_a_short_month_does_not_move_those_after_it():
    days, due = [], date(2025, 1, 31)
    for _ in range(3):
        due = next_due(due, Recurs.MONTH, after=due, day_of_month=31)
        days.append(due)
    assert days == [date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30)]


@given(DAYS, st.sampled_from(Recurs), st.integers(0, 2000), st.integers(0, 3))
def test_it_is_the_first_of_its_series_after_the_day(due, recurs, late, kept):
    day_of_month = min(31, due.day + kept) if due.day == monthrange(due.year, due.month)[1] else due.day
    after = due + timedelta(days=late)
    found = next_due(due, recurs, after=after, day_of_month=day_of_month)
    assert found > after
    if recurs in MONTHS:
        months = (found.year - due.year) * 12 + found.month - due.month
        assert months % MONTHS[recurs] == 0
        assert found.day == min(day_of_month, monthrange(found.year, found.month)[1])
        assert months == MONTHS[recurs] or (found - after).days <= 31 * MONTHS[recurs]
    else:
        step = 1 if recurs == Recurs.DAY else 7
        assert (found - due).days % step == 0
        assert (found - after).days <= step
