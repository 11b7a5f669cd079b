"""Joins pieces to periods: from March to May, since June, the week of 18 December, founded before 1990."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from assistant.grammar import dates
from assistant.grammar.dates import Period
from assistant.grammar.items import Item
from assistant.grammar.rules import is_, joined_as, links, of_kinds

OPEN_ENDED: dict[str, Callable[[str, date], str]] = {
    "since": dates.since, "before": dates.before, "after": dates.after, "to": dates.until, "by": dates.until,
    "from": dates.since,
}  # fmt: skip


def founded(items: list[Item]) -> tuple[Item, int] | None:
    """Founded before 1990: a year of the company, not of the deal."""
    if items[0].kind != "FOUNDED":
        return None
    stop = 1 + (len(items) > 1 and items[1].kind in {"PREP", "CMP"})
    if stop >= len(items) or items[stop].kind != "PERIOD" or not items[stop].value.text.isdigit():
        return None
    word = items[1].value if stop == 2 else "in"
    operator = {
        "before": "less_than",
        "after": "more_than",
        "since": "at_least",
        "to": "at_most",
        "more_than": "more_than",
    }.get(word, "is")
    return joined_as(items[: stop + 1], "FOUNDED", (operator, int(items[stop].value.text)))


def time_span(items: list[Item], as_of: date) -> tuple[Item, int] | None:
    """Two ends of a period, or one that is open."""
    first = items[0]
    if (
        first.kind == "DIM"
        and first.value == "week"
        and len(items) > 2
        and items[1].kind == "PREP"
        and items[2].kind == "PERIOD"
        and items[2].value.unit == "day"
    ):
        return _week(items, as_of)
    if (is_(first, "BETWEEN") or is_(first, "PREP", "from")) and (days := _days_of_month(items, as_of)):
        return days
    two = of_kinds(items[1:], "PERIOD") and len(items) > 3 and links(items[2]) and items[3].kind == "PERIOD"
    if two and (is_(first, "BETWEEN") or is_(first, "PREP", "from")):
        return _span(items[:4], items[1], items[3], as_of)
    on = len(items) > 2 and (items[2].kind == "ONWARDS" or (items[2].kind == "PREP" and items[2].text.lower() == "on"))
    if first.kind == "PREP" and first.value in {"from", "since"} and of_kinds(items[1:], "PERIOD") and on:
        made = dates.since(items[1].value.text, as_of)
        return joined_as(items[:3], "PERIOD", Period(made, "span", items[1].value.guessed))
    if first.kind == "PERIOD" and len(items) > 2 and is_(items[1], "PREP", "to") and items[2].kind == "PERIOD":
        return _span(items[:3], first, items[2], as_of)
    if of_kinds(items[1:], "PERIOD") and first.kind == "PREP" and first.value in OPEN_ENDED:
        if first.value in {"from", "to"} and items[1].value.unit != "span" and first.text != "until":
            return None if first.value == "to" and first.text == "to" else _from(items, as_of)
        return _open(items, as_of)
    if is_(first, "CMP", "more_than") and first.text.lower() == "over" and of_kinds(items[1:], "PERIOD"):
        return joined_as(items[:2], "PERIOD", items[1].value)  # over the past month
    return None


def _days_of_month(items: list[Item], as_of: date) -> tuple[Item, int] | None:
    """From 15 to 31 August: the month is said once."""
    if len(items) < 4 or not (of_kinds(items[1:], "NUMBER") and links(items[2]) and items[3].kind == "PERIOD"):
        return None
    number, last = items[1].value, items[3].value
    end = dates.resolved(last.text, as_of) if last.unit == "day" else None
    if end is None or number.unit or number.value != int(number.value) or not 0 < number.value < end.first.day:
        return None
    begin = end.first.replace(day=int(number.value)).isoformat()
    text = dates.between(begin, last.text, as_of)
    return joined_as(items[:4], "PERIOD", Period(text, "span", last.guessed))


def _week(items: list[Item], as_of: date) -> tuple[Item, int] | None:
    """The week of 18 December: from its Monday on."""
    span = dates.resolved(items[2].value.text, as_of)
    if span is None:
        return None
    monday = span.first - timedelta(days=span.first.weekday())
    text = f"{monday.isoformat()}..{(monday + timedelta(days=6)).isoformat()}"
    return joined_as(items[:3], "PERIOD", Period(text, "week", items[2].value.guessed))


def _from(items: list[Item], as_of: date) -> tuple[Item, int] | None:
    """Revenue from March is that of March; from March on and until March are not."""
    if items[0].value == "from":
        return joined_as(items[:2], "PERIOD", items[1].value)
    return _open(items, as_of)


def _open(items: list[Item], as_of: date) -> tuple[Item, int]:
    period = items[1].value
    text = OPEN_ENDED[items[0].value](period.text, as_of)
    return joined_as(items[:2], "PERIOD", Period(text, "span", period.guessed))


def _span(parts: Sequence[Item], first: Item, last: Item, as_of: date) -> tuple[Item, int]:
    a, b = first.value, last.value
    named = dates.in_year(a, b) if a.guessed and not b.guessed else a
    if a.guessed and not b.guessed:  # June to August 2016
        a = dates.in_year(a, b)
    begin, end = dates.resolved(a.text, as_of), dates.resolved(b.text, as_of)
    if begin and end and begin.first > end.first and a.guessed:
        a = replace(a, text=a.text.replace(str(begin.first.year), str(begin.first.year - 1)))
    text = dates.between(a.text, b.text, as_of)
    return joined_as(parts, "PERIOD", Period(text, "span", a.guessed and b.guessed), ends=(a, b), named=(named, b))
