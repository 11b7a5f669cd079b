"""Spans of days that a question is about, read from a period's short name, as of the reporting day."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}
UNITS = (*DAYS, *MONTHS)
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
PART = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?")
WORD = re.compile(r"(this|last|next)_(day|week|month|quarter|year)")
MANY = re.compile(r"(past|last|next)_(\d{1,4})_(day|week|month|quarter|year)s?")


class WindowError(ValueError):
    """The text names no period; the message is for people."""


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both included; `ends` is the last day that the name means, which may be to come.

    `months` whole calendar months, or 0 for days that are none.
    """

    first: date
    last: date
    ends: date
    months: int = 0

    @property
    def unfinished(self) -> bool:
        return self.last < self.ends

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def name(self) -> str:
        if self.months in {3, 12} and (self.first.month - 1) % self.months == 0:
            year = str(self.first.year)
            return year if self.months == 12 else f"Q{(self.first.month + 2) // 3} {year}"
        if self.months == 1:
            return f"{self.first:%B %Y}"
        if self.first == EARLIEST:
            return f"up to {_day(self.ends)}"
        if self.ends >= LATEST:
            return f"since {_day(self.first)}"
        if self.first == self.ends:
            return _day(self.first)
        return f"{_day(self.first)} to {_day(self.ends)}"

    def cut(self, as_of: date) -> "Span":
        """Return the span without the days after the reporting day."""
        return Span(self.first, min(self.ends, as_of), self.ends, self.months)

    @property
    def is_whole_months(self) -> bool:
        """Whether the first is a first and the last the last of a month, or the reporting day, on which data ends."""
        return self.first.day == 1 and (self.unfinished or (self.ends + timedelta(days=1)).day == 1)


def read(text: str, as_of: date) -> Span | None:
    """Return the span that the text names, not cut at the reporting day; nothing for all time; raise WindowError.

    2017, 2017-Q4, 2017-12, 2017-12-24; two of them joined by .. or one side left out; this_, last_ or next_ with day,
    week, month, quarter or year; last_3_months: whole ones before the present one; past_6_weeks: up to today;
    next_30_days: from tomorrow.
    """
    if text in {"", "all"}:
        return None
    try:
        span = _relative(text, as_of) or _absolute(text)
    except (ValueError, OverflowError) as error:
        raise WindowError(f"There is no such period as “{text}”.") from error
    if span is None or not EARLIEST <= span.first <= span.ends <= LATEST:
        raise WindowError(f"There is no such period as “{text}”.")
    return span


def before(span: Span, kind: str, as_of: date) -> Span | None:
    """Return what `span`, already cut, is compared with; as many days of it where the span is not over yet."""
    if span.first == EARLIEST:
        return None
    shift = 12 if kind == "year_before" else span.months
    if shift:
        first = months_on(span.first, -shift)
        ends = months_on(first, span.months) - _ONE if span.months else months_on(span.ends, -shift)
    else:
        length = (span.ends - span.first).days + 1
        first, ends = span.first - timedelta(days=length), span.first - _ONE
    last = min(first + timedelta(days=span.days - 1), ends) if span.unfinished else ends
    return Span(first, last, ends if not span.unfinished else last, span.months if not span.unfinished else 0)


_ONE = timedelta(days=1)


def _relative(text: str, as_of: date) -> Span | None:
    if match := WORD.fullmatch(text):
        return _calendar(match[2], {"this": 0, "last": -1, "next": 1}[match[1]], as_of)
    if not (match := MANY.fullmatch(text)):
        return None
    many, unit = int(match[2]), match[3]
    if many < 1:
        return None
    if match[1] == "last":
        return _joined(_calendar(unit, -many, as_of), _calendar(unit, -1, as_of))
    if unit in DAYS:
        length = timedelta(days=many * DAYS[unit])
        first, ends = (as_of - length + _ONE, as_of) if match[1] == "past" else (as_of + _ONE, as_of + length)
    else:
        shift = many * MONTHS[unit]
        past = match[1] == "past"
        first = months_on(as_of, -shift) + _ONE if past else as_of + _ONE
        ends = as_of if past else months_on(as_of, shift)
    return Span(first, ends, ends)


def _calendar(unit: str, steps: int, as_of: date) -> Span:
    if unit in DAYS:
        start = as_of - timedelta(days=as_of.weekday()) if unit == "week" else as_of
        first = start + timedelta(days=steps * DAYS[unit])
        ends = first + timedelta(days=DAYS[unit] - 1)
        return Span(first, ends, ends)
    months = MONTHS[unit]
    start = date(as_of.year, (as_of.month - 1) // months * months + 1, 1)
    return _whole(months_on(start, steps * months), months)


def _absolute(text: str) -> Span | None:
    first_text, dots, last_text = text.partition("..")
    if not dots:
        return _part(text)
    if not first_text and not last_text:
        return None
    first = _part(first_text) if first_text else Span(EARLIEST, EARLIEST, EARLIEST)
    last = _part(last_text) if last_text else Span(LATEST, LATEST, LATEST)
    return _joined(first, last) if first and last else None


def _part(text: str) -> Span | None:
    match = PART.fullmatch(text)
    if not match:
        return None
    year, quarter, month, day = (int(part) if part else 0 for part in match.groups())
    if day:
        return Span(date(year, month, day), date(year, month, day), date(year, month, day))
    if quarter:
        return _whole(date(year, quarter * 3 - 2, 1), 3)
    return _whole(date(year, month, 1), 1) if match[3] else _whole(date(year, 1, 1), 12)


def _joined(first: Span, last: Span) -> Span:
    months = 0
    if first.months and last.months:
        end = months_on(last.first, last.months)
        months = (end.year - first.first.year) * 12 + end.month - first.first.month
    return Span(first.first, last.ends, last.ends, max(months, 0))


def _whole(first: date, months: int) -> Span:
    ends = months_on(first, months) - _ONE
    return Span(first, ends, ends, months)


def months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
