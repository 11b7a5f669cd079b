"""Periods as people name them, as the short names that assistant/windows.py reads."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assistant import windows
from assistant.grammar.numbers import number_at
from assistant.grammar.words import Word

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NOT_ALONE = {"may", "mar", "sun", "march"}  # words of their own: months where a preposition or a year says so
ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
UNITS = {"day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year"}
THIS = {"this", "current", "present"}
LAST = {"last", "previous", "prior", "preceding"}
PAST = {"past", "last", "previous", "recent", "latest", "trailing"}
NEXT = {"next", "coming", "upcoming", "following"}
INTO = {
    "in", "during", "for", "of", "from", "within", "over", "since", "before", "after", "until", "till", "by",
    "between", "and", "to", "through", "on", "versus", "vs", "than", "early", "late", "throughout", "around",
}  # fmt: skip
YEAR = re.compile(r"(19|20)\d\d")
DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")


@dataclass(frozen=True)
class Period:
    """`text` as windows.read takes it. `guessed` says what year was taken where none was said; `unit` what it is:
    day, week, month, quarter, half, year or span."""

    text: str
    unit: str
    guessed: bool = False


FIXED = {
    tuple(phrase.split()): Period(text, unit)
    for text, unit, phrases in (
        ("this_day", "day", ("today",)),
        ("last_day", "day", ("yesterday",)),
        ("next_day", "day", ("tomorrow",)),
        ("this_year", "year", ("year to date", "ytd", "so far this year", "the year so far")),
        ("this_quarter", "quarter", ("quarter to date", "qtd", "so far this quarter")),
        ("this_month", "month", ("month to date", "mtd", "so far this month")),
        ("past_6_months", "span", ("the past half year", "past half year", "last half year")),
    )
    for phrase in phrases
}


class DateReader:
    """Reads periods as of a day. A year is taken where none is said: that of the last one that is over."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of

    def at(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        """Return the period that begins with the word at `at`, and the place after it."""
        at_word = at + (words[at].plain == "the" and at + 1 < len(words))
        for reader in (
            self._iso,
            self._quarter,
            self._half,
            self._weekday,
            self._relative,
            self._numbered_week,
            self._shared_month,
            self._day_of_month,
            self._month,
            self._fixed,
            self._year,
        ):
            found = reader(words, at_word)
            if found:
                return found
        return None

    # Absolute

    def _iso(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        text = words[at].plain
        if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
            return self._real_day(int(match[1]), int(match[2]), int(match[3]), at + 1)
        if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
            month, day = int(match[1]), int(match[2])
            if month > 12:
                month, day = day, month
            return self._real_day(int(match[3]), month, day, at + 1)
        if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
            return self._real_day(int(match[3]), int(match[2]), int(match[1]), at + 1)
        if match := re.fullmatch(r"(\d{4})-(?:q([1-4])|(\d\d))", text):
            return (Period(f"{match[1]}-Q{match[2]}", "quarter") if match[2] else Period(text, "month")), at + 1
        return None

    def _real_day(self, year: int, month: int, day: int, stop: int) -> tuple[Period, int] | None:
        try:
            return Period(date(year, month, day).isoformat(), "day"), stop
        except ValueError:
            return None

    def _year(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        return (Period(words[at].plain, "year"), at + 1) if YEAR.fullmatch(words[at].plain) else None

    def _year_after(self, words: Sequence[Word], at: int) -> tuple[int | None, int]:
        """The year that stands at `at`, perhaps after “of”, a comma or “in”, or one relative to today."""
        stop = at
        while stop < len(words) and words[stop].plain in {"of", ",", "in", "the"}:
            stop += 1
        stop += stop + 1 < len(words) and words[stop].plain == "year" and bool(YEAR.fullmatch(words[stop + 1].plain))
        if stop < len(words) and YEAR.fullmatch(words[stop].plain):
            return int(words[stop].plain), stop + 1
        two = [word.plain for word in words[stop : stop + 2]]
        if len(two) == 2 and two[1] == "year" and two[0] in THIS | LAST:
            return self.as_of.year - (two[0] in LAST), stop + 2
        return None, at

    def _quarter(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        text = words[at].plain
        if YEAR.fullmatch(text) and at + 1 < len(words) and re.fullmatch(r"q[1-4]", words[at + 1].plain):
            return Period(f"{text}-Q{words[at + 1].plain[1]}", "quarter"), at + 2
        number, stop = 0, at
        if match := re.fullmatch(r"q([1-4])", text):
            number, stop = int(match[1]), at + 1
        elif (
            text in {"q", "quarter"}
            and at + 1 < len(words)
            and words[at + 1].plain in {"1", "2", "3", "4", "one", "two", "three", "four"}
        ):
            said = words[at + 1].plain
            number, stop = int({"one": "1", "two": "2", "three": "3", "four": "4"}.get(said, said)), at + 2
        elif (text in ORDINALS and at + 1 < len(words) and words[at + 1].form == "quarter" and ORDINALS[text] > 0) or (
            text in ORDINALS
            and ORDINALS[text] > 0
            and at + 1 < len(words)
            and words[at + 1].plain == "one"
            and any(w.form == "quarter" for w in words[:at])
        ):
            number, stop = ORDINALS[text], at + 2
        elif text in ORDINALS and ORDINALS[text] > 0 and self._ordinal_pair(words, at + 1):
            number, stop = ORDINALS[text], at + 1
        elif text in {"last", "final"} and at + 1 < len(words) and words[at + 1].form == "quarter":
            year, stop = self._year_after(words, at + 2)
            return (Period(f"{year}-Q4", "quarter"), stop) if year else None
        if not number:
            return None
        year, stop = self._year_after(words, stop)
        chosen = year or self._year_of(number * 3 - 2)
        return Period(f"{chosen}-Q{number}", "quarter", year is None), stop

    def _ordinal_pair(self, words: Sequence[Word], at: int) -> bool:
        """Whether “to the fourth quarter” follows the third."""
        said = [word.plain for word in words[at : at + 4] if word.plain != "the"]
        return (
            len(said) > 2
            and said[0] in {"to", "and", "versus", "vs", "against"}
            and said[1] in ORDINALS
            and said[2].startswith("quarter")
        )

    def _half(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        text, number, stop = words[at].plain, 0, at
        if match := re.fullmatch(r"h([12])", text):
            number, stop = int(match[1]), at + 1
        elif (
            text in {"first", "1st", "second", "2nd", "last"} and at + 1 < len(words) and words[at + 1].plain == "half"
        ):
            number, stop = 1 if text in {"first", "1st"} else 2, at + 2
        if not number:
            return None
        year, stop = self._year_after(words, stop)
        if year is None and stop + 1 < len(words) and words[stop].plain == "of" and words[stop + 1].plain != "the":
            return None  # half of something else
        if year is None and [word.plain for word in words[stop : stop + 3]] == ["of", "the", "year"]:
            stop += 3
        chosen = year or self._year_of(number * 6 - 5)
        months = "01..{0}-06" if number == 1 else "07..{0}-12"
        return Period(f"{chosen}-" + months.format(chosen), "half", year is None), stop

    def _month(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        text = words[at].plain.rstrip(".")
        if text not in MONTHS:
            return None
        year, stop = self._year_after(words, at + 1)
        if text in NOT_ALONE and year is None:
            before = words[at - 1].plain if at else ""
            if before not in INTO and not words[at].capital:
                return None
        chosen = year or self._year_of(MONTHS[text])
        return Period(f"{chosen}-{MONTHS[text]:02}", "month", year is None), stop

    def _shared_month(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        """The 10th in “the 10th and the 20th of August 2017”."""
        said = [(place, word) for place, word in enumerate(words[at : at + 7], at) if word.plain not in {"the", "of"}]
        if len(said) < 4 or said[1][1].plain not in {"and", "to", "until", "till", "through", "or"}:
            return None
        days = [DAY.fullmatch(said[n][1].plain) for n in (0, 2)]
        if not all(days) or said[3][1].plain not in MONTHS or not words[at].plain[-1].isalpha():
            return None
        month, stop = MONTHS[said[3][1].plain], said[3][0] + 1
        found = self._day(int(days[0][1]), month, words, stop) if days[0] else None
        return (found[0], at + 1) if found else None

    def _weekday(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        """Last Friday: the last one before today."""
        at_name = at + (words[at].plain in {"last", "past", "on", "this"})
        if at_name >= len(words) or words[at_name].plain not in WEEKDAYS:
            return None
        back = (self.as_of.weekday() - WEEKDAYS.index(words[at_name].plain) - 1) % 7 + 1
        return Period((self.as_of - timedelta(days=back)).isoformat(), "day", guessed=True), at_name + 1

    def _numbered_week(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        """Week 40 of 2017, as ISO 8601 counts weeks."""
        place = at + (words[at].plain in {"calendar", "iso"})
        said = words[place : place + 2]
        if (
            len(said) < 2
            or said[0].plain not in {"week", "cw"}
            or not said[1].plain.isdigit()
            or not 1 <= int(said[1].plain) <= 53
        ):
            return None
        year, stop = self._year_after(words, place + 2)
        try:
            first = date.fromisocalendar(year or self.as_of.year - 1, int(said[1].plain), 1)
        except ValueError:
            return None
        return Period(f"{first.isoformat()}..{(first + timedelta(days=6)).isoformat()}", "week", year is None), stop

    def _day_of_month(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        """30 December 2017, the 30th of December, December 30th, 2017."""
        first = words[at].plain
        if (match := DAY.fullmatch(first)) and 1 <= int(match[1]) <= 31:
            stop = at + 1 + (at + 1 < len(words) and words[at + 1].plain == "of")
            if stop < len(words) and words[stop].plain in MONTHS:
                return self._day(int(match[1]), MONTHS[words[stop].plain], words, stop + 1)
        if first in MONTHS and at + 1 < len(words):
            stop = at + 1 + (words[at + 1].plain == "the" and at + 2 < len(words))
            match = DAY.fullmatch(words[stop].plain)
            if match and 1 <= int(match[1]) <= 31:
                return self._day(int(match[1]), MONTHS[first], words, stop + 1)
        return None

    def _day(self, day: int, month: int, words: Sequence[Word], stop: int) -> tuple[Period, int] | None:
        year, stop = self._year_after(words, stop)
        guess = self.as_of.year - ((month, day) > (self.as_of.month, self.as_of.day))
        found = self._real_day(year or guess, month, day, stop)
        return (replace(found[0], guessed=year is None), stop) if found else None

    def _year_of(self, month: int) -> int:
        """The year of the last such month, quarter or half that is over, or of the present one once it has begun."""
        start = date(self.as_of.year, month, 1)
        return self.as_of.year - (start >= self.as_of)

    # Relative

    def _relative(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        text = words[at].plain
        if text not in THIS | LAST | PAST | NEXT or at + 1 >= len(words):
            return None
        number = number_at(words, at + 1)
        if number and number[1] < len(words) and words[number[1]].form in UNITS and not number[0].unit:
            unit = UNITS[words[number[1]].form]
            return self._many(text, number[0].plain, unit, number[1] + 1)
        if text in {"last", "past"} and words[at + 1].plain in {"few", "couple"}:
            return None
        unit = UNITS.get(words[at + 1].form, "")
        after = [word.plain for word in words[at + 2 : at + 4]]
        if (unit and after[:1] in (["that"], ["when"])) or after in (["on", "which"], ["in", "which"]):
            return None  # the last day on which we won anything
        if not unit:
            return self._fortnight(words, at) or self._named_last(words, at)
        if text in THIS:
            return Period(f"this_{unit}", unit), at + 2
        if text in NEXT:
            return Period(f"next_{unit}", unit), at + 2
        if text in {"past", "trailing"}:
            return Period(f"past_1_{unit}s", "span"), at + 2
        if text in {"last", "previous", "prior", "preceding", "latest"}:
            return Period(f"last_{unit}", unit), at + 2
        return None

    def _many(self, word: str, many: int | float, unit: str, stop: int) -> tuple[Period, int] | None:
        if not isinstance(many, int) or not 1 <= many <= 9999:
            return None
        if word in NEXT:
            return Period(f"next_{many}_{unit}s", "span"), stop
        # Quarters and years are counted whole; days, weeks and months run up to today.
        kind = "last" if unit in {"quarter", "year"} else "past"
        return Period(f"{kind}_{many}_{unit}s", "span"), stop

    def _fortnight(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        if words[at].plain in PAST and words[at + 1].plain == "fortnight":
            return Period("past_2_weeks", "span"), at + 2
        return None

    def _named_last(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        """Last December, this June, last Q4."""
        if words[at].plain not in LAST | THIS:
            return None
        found = self._quarter(words, at + 1) or self._month(words, at + 1)
        return (replace(found[0], guessed=False), found[1]) if found and found[0].guessed else None

    def _ago(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        """Two quarters ago, the month before last: a whole unit, counted back."""
        if words[at].form in UNITS and [word.plain for word in words[at + 1 : at + 3]] == ["before", "last"]:
            return self._back(UNITS[words[at].form], 2, at + 3)
        number = number_at(words, at)
        if number is None and words[at].plain in {"a", "one"}:
            return None
        if not number or number[0].unit or number[1] + 1 >= len(words):
            return None
        unit, many = words[number[1]].form, number[0].plain
        if unit in UNITS and words[number[1] + 1].plain == "ago" and isinstance(many, int) and many > 0:
            return self._back(UNITS[unit], many, number[1] + 2)
        return None

    def _back(self, unit: str, many: int, stop: int) -> tuple[Period, int] | None:
        span, last = (
            resolved(f"last_{many}_{unit}s", self.as_of),
            resolved(f"last_{many - 1}_{unit}s", self.as_of) if many > 1 else None,
        )
        if span is None:
            return None
        ends = last.first - timedelta(days=1) if last else span.ends
        return Period(f"{span.first.isoformat()}..{ends.isoformat()}", unit), stop

    def _fixed(self, words: Sequence[Word], at: int) -> tuple[Period, int] | None:
        said = tuple(word.plain for word in words[at : at + 4])
        if said[:3] == ("day", "before", "yesterday"):
            return Period((self.as_of - timedelta(days=2)).isoformat(), "day"), at + 3
        for many in range(len(said), 0, -1):
            if period := FIXED.get(said[:many]):
                return period, at + many
        return self._ago(words, at)


def resolved(text: str, as_of: date) -> windows.Span | None:
    """Return the days of a period, or nothing where it names none."""
    try:
        return windows.read(text, as_of)
    except windows.WindowError:
        return None


def since(text: str, as_of: date) -> str:
    """Return the period from the first day of one on."""
    return f"{_first(text, as_of)}.."


def after(text: str, as_of: date) -> str:
    """Return the period from the day after one on."""
    span = resolved(text, as_of)
    return f"{(span.ends + timedelta(days=1)).isoformat()}.." if span else text


def before(text: str, as_of: date) -> str:
    """Return the period up to the day before one."""
    span = resolved(text, as_of)
    return f"..{(span.first - timedelta(days=1)).isoformat()}" if span else text


def until(text: str, as_of: date) -> str:
    """Return the period up to the last day of one."""
    span = resolved(text, as_of)
    return f"..{span.ends.isoformat()}" if span else text


def between(first: str, last: str, as_of: date) -> str:
    """Return the period from the first day of one to the last of another."""
    if "_" not in first + last and ".." not in first + last:
        return f"{first}..{last}"
    begin, end = resolved(first, as_of), resolved(last, as_of)
    return f"{begin.first.isoformat()}..{end.ends.isoformat()}" if begin and end else first


def in_year(period: Period, like: Period) -> Period:
    """Return a period in the year that another begins with, where both are written by their years."""
    own, year = period.text[:4], like.text[:4]
    return replace(period, text=period.text.replace(own, year)) if own.isdigit() and year.isdigit() else period


def previous(text: str, as_of: date) -> str:
    """Return the period before one, as long as it."""
    span = resolved(text, as_of)
    found = windows.before(span, "previous", as_of) if span else None
    return f"{found.first.isoformat()}..{found.ends.isoformat()}" if found else ""


def _first(text: str, as_of: date) -> str:
    span = resolved(text, as_of)
    return span.first.isoformat() if span else text
