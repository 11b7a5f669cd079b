"""Months gathered into periods that are coarse enough to be drawn: months, quarters, years, tens of years."""

from collections.abc import Iterable
from datetime import date

MONTHS_A_PERIOD = (1, 3, 12, 60, 120, 600, 1200, 6000)


def period_length(days: Iterable[date], most: int) -> int:
    """Return the shortest period, in months, of which at most `most` reach from the first day to the last."""
    numbers = [_number(day) for day in days]
    span = max(numbers, default=0) - min(numbers, default=0)
    return next((length for length in MONTHS_A_PERIOD if span // length + 2 <= most), MONTHS_A_PERIOD[-1])


def period_of(day: date, length: int) -> int:
    """Return the period's number; periods are counted from the year 0, so that years begin in January."""
    return _number(day) // length


def period_name(period: int, length: int) -> str:
    """Mar 2017, Q1 2017, 2017, or 2010–2019."""
    year, month = divmod(period * length, 12)
    if length == 1:
        return f"{date(2000, month + 1, 1):%b} {year}"
    if length == 3:
        return f"Q{month // 3 + 1} {year}"
    return str(year) if length == 12 else f"{year}–{year + length // 12 - 1}"


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1
