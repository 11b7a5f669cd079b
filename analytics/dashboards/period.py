"""The time that a dashboard shows and the time that it is compared with, as the address names them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = re.compile(r"(\d{4})-(\d{2})")
QUARTER = re.compile(r"(\d{4})-Q([1-4])")
YEAR = re.compile(r"(\d{4})")
SPAN = re.compile(r"(\d{4}-\d{2})\.\.(\d{4}-\d{2})")
UNITS = {"month": 1, "quarter": 3, "year": 12}
COMPARISONS = {"previous": "the period before", "year": "a year before", "none": "nothing"}
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 1, 1)


class PeriodError(ValueError):
    """The text names no period; the message says which texts do."""


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included: `months` whole months, unless `last` cuts them short."""

    first: date
    last: date
    months: int
    ends: date

    @property
    def unfinished(self) -> bool:
        return self.last < self.ends

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def unit(self) -> str:
        """month, quarter or year where it is a whole one by the calendar, else months."""
        for unit, months in UNITS.items():
            if self.months == months and (self.first.month - 1) % months == 0:
                return unit
        return "months"

    @property
    def name(self) -> str:
        if self.first == EARLIEST:
            return "all time"
        if self.unit == "month":
            return f"{self.first:%B %Y}"
        if self.unit == "quarter":
            return f"quarter {(self.first.month + 2) // 3} of {self.first.year}"
        if self.unit == "year":
            return str(self.first.year)
        return f"{self.first:%B %Y} to {self.ends:%B %Y}"

    @property
    def key(self) -> str:
        """As the address names it."""
        if self.first == EARLIEST:
            return "all"
        if self.unit == "month":
            return f"{self.first:%Y-%m}"
        if self.unit == "quarter":
            return f"{self.first.year}-Q{(self.first.month + 2) // 3}"
        if self.unit == "year":
            return str(self.first.year)
        return f"{self.first:%Y-%m}..{self.ends:%Y-%m}"

    def moved(self, months: int, as_of: date) -> "Period":
        return whole_months(_add_months(self.first, months), self.months, as_of)


def whole_months(first: date, months: int, as_of: date) -> Period:
    """Return that many whole months from the day `first`, cut at the reporting day."""
    ends = _add_months(first, months) - timedelta(days=1)
    return Period(first, max(first, min(ends, as_of)), months, ends)


def read_period(text: str, as_of: date) -> Period:
    """Read 2017-12, 2017-Q4, 2017, 2017-03..2017-08, all, or month, quarter, year for the one that `as_of` is in."""
    if text == "all":
        return Period(EARLIEST, as_of, 0, as_of)
    if text in UNITS:
        months = UNITS[text]
        return whole_months(date(as_of.year, (as_of.month - 1) // months * months + 1, 1), months, as_of)
    period = _named(text, as_of)
    if period is None or not EARLIEST < period.first <= as_of or period.ends > LATEST:
        raise PeriodError(
            f"“{text}” is no period up to {as_of:%B %Y}. Write a month as 2017-12, a quarter as 2017-Q4, a year as "
            "2017, months as 2017-03..2017-08, or all"
        )
    return period


def _named(text: str, as_of: date) -> Period | None:
    try:
        if match := SPAN.fullmatch(text):
            first, last = (_month(part) for part in match.groups())
            months = (last.year - first.year) * 12 + last.month - first.month + 1
            return whole_months(first, months, as_of) if months > 0 else None
        if MONTHS.fullmatch(text):
            return whole_months(_month(text), 1, as_of)
        if match := QUARTER.fullmatch(text):
            return whole_months(date(int(match[1]), int(match[2]) * 3 - 2, 1), 3, as_of)
        if match := YEAR.fullmatch(text):
            return whole_months(date(int(match[1]), 1, 1), 12, as_of)
    except (ValueError, OverflowError):  # month 13, year 0
        pass
    return None


def compared_with(period: Period, comparison: str, as_of: date) -> Period | None:
    """Return what a period is compared with: as many days of it where the period is not over yet."""
    if comparison == "none" or period.first == EARLIEST:
        return None
    before = period.moved(-12 if comparison == "year" else -period.months, as_of)
    if not period.unfinished:
        return before
    last = min(before.first + timedelta(days=period.days - 1), before.ends)
    return Period(before.first, last, before.months, before.ends)


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _add_months(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
