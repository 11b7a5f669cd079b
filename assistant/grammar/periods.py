"""Which period a question is about, by which date, and with which other period it compares."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.grammar import dates
from assistant.grammar.dates import Period
from assistant.grammar.slots import TIMES, Slots
from assistant.grammar.unclear import Unclear
from assistant.intent import Comparison
from assistant.semantic import METRICS

PRECEDING = {"previous", "prior", "preceding"}
BY = {"start": "engage", "expect": "expected_close"}


def periods_of(slots: Slots, as_of: date, metrics: list[str], said: list[str]) -> dict[str, Any]:
    """Return period, period_by and compare as an Intent has them, and `dimensions` where two periods have a row each.

    Raise Unclear for more than two periods."""
    by = [name for event, name in BY.items() if slots.did(event)]
    dated = by and slots.periods and "new_customers" not in metrics
    found: dict[str, Any] = {"period_by": by[-1]} if dated else {}
    periods = _different(slots)
    if not periods:
        return found
    if len(periods) > 2:
        raise Unclear("Ask about one period, or about two to compare.")
    said += _guesses(periods, as_of)
    changes = slots.changes or any(METRICS[name].kind in {"change", "growth"} for name in metrics)
    compares = bool(changes) or slots.has("COMPARE", "VERSUS", "THAN")
    first, ends = periods[0]
    if len(periods) == 2:
        found |= _two(slots, first, periods[1][0], as_of, compares=compares)
        if all(METRICS[name].additive for name in metrics) and not _each_asked(slots):
            found.pop("dimensions", None)  # the sum of both
        return found
    if ends and compares and not slots.step and not TIMES & set(slots.groups):
        begin, end = (dates.resolved(one.text, as_of) for one in ends)
        before, later = ends if begin and end and begin.first <= end.first else ends[::-1]
        return found | {"period": later.text, "compare": Comparison("period", before.text)}
    return found | {"period": first.text}


def _each_asked(slots: Slots) -> bool:
    """Whether each of two periods is asked about by itself: how many in Q4, and how many in Q3."""
    return any(slots.order.count(sign) > 1 for sign in ("HOW_MANY", "HOW_MUCH")) or "BY" in slots.order


def _different(slots: Slots) -> list[tuple[Period, tuple[Period, Period] | None]]:
    """The periods with their ends: one where the second only repeats it or says its year."""
    periods = [(period, ends) for period, _, ends in slots.periods]
    if len(periods) != 2:
        return periods
    first, second = periods[0][0], periods[1][0]
    if first.text == second.text and not PRECEDING & {*slots.plain}:
        return periods[:1]
    return (
        [(replace(dates.in_year(first, second), guessed=False), None)]
        if _is_year(second) and first.guessed
        else periods
    )


def _guesses(periods: Sequence[tuple[Period, Any]], as_of: date) -> Iterator[str]:
    """Which year was taken where none was said."""
    for period, _ in periods:
        span = dates.resolved(period.text, as_of)
        if span and period.guessed and not period.text.startswith(str(as_of.year)):
            yield f"The period is {span.name}."


def _two(slots: Slots, first: Period, second: Period, as_of: date, *, compares: bool) -> dict[str, Any]:
    if not compares and not slots.has("HOW_GOOD"):
        return _both(slots, first, second, as_of)
    a, b = dates.resolved(first.text, as_of), dates.resolved(second.text, as_of)
    if not a or not b:
        raise Unclear("Those are not two periods that can be compared.")
    if PRECEDING & {*slots.plain} and second.text.startswith("last_"):
        return {"period": first.text, "compare": Comparison("previous")}  # Q4 against the previous quarter
    if (a.first, a.ends) == (b.first, b.ends):
        raise Unclear(f"Both periods are {a.name}: which two should be compared?")
    # More in June than in May is about June; from May to June is about June as well.
    ways = {way for way, _ in slots.changes}
    if ways - {"any"} and slots.has("THAN"):
        raise Unclear("How much it grew in one and in the other, or how it changed between them?")
    than = slots.has("THAN") or (slots.has("VERSUS") and not slots.has("COMPARE") and not ways)
    later = first if than or a.first > b.first else second
    other = second if later is first else first
    return {"period": later.text, "compare": Comparison("period", other.text)}


def _both(slots: Slots, first: Period, second: Period, as_of: date) -> dict[str, Any]:
    """The win rate in Q3 and Q4: a row for each where they follow each other."""
    a, b = dates.resolved(first.text, as_of), dates.resolved(second.text, as_of)
    if a and b and first.unit == second.unit and first.unit in {"day", "month", "quarter", "year"}:
        if a.first > b.first:
            a, b, first, second = b, a, second, first
        if (b.first - a.ends).days == 1 and not (TIMES - {"week"}) & set(slots.groups):
            return {"period": dates.between(first.text, second.text, as_of), "dimensions": (first.unit,)}
    raise Unclear("Two periods: should they be compared? Say for example Q3 against Q4.")


def _is_year(period: Period) -> bool:
    return period.unit == "year" and period.text.isdigit()
