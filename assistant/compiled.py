"""What a compiled question is: SQL, what its columns mean, and the list behind each row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assistant.intent import Filter
from assistant.semantic import DIMENSIONS
from assistant.windows import EARLIEST, Span, months_on

DATES = {"close": ("closes_from", "closes_to"), "engage": ("engaged_from", "engaged_to")}
CYCLES = {("cycle_length", "at_least"): "cycle_from", ("cycle_length", "at_most"): "cycle_to"}
LENGTHS = {"month": 1, "quarter": 3}


@dataclass(frozen=True)
class Column:
    """`role`: dimension, metric, or key: the number behind a name, for links and not to be shown.

    `member` is what it shows of the semantic layer; `suffix` what of it: before, change, growth, gap, share, to_date.
    `described_by` is the gold column whose comment explains it.
    """

    name: str
    label: str
    unit: str
    role: str
    member: str = ""
    suffix: str = ""
    about: str = ""
    described_by: str = ""


@dataclass(frozen=True)
class Link:
    """A list of deals or of accounts and its filters. `names` are filters that take a number of which only the name
    is known yet: by filter the dimension and the name."""

    kind: str
    filters: Mapping[str, str]
    names: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Drill:
    """What the rows of an answer count, in the filters of a list; `none` where no list shows exactly that."""

    kind: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    asked: tuple[Filter, ...] = ()
    by: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class Compiled:
    """One SELECT over gold. `most_rows` is the cap: a row more means that the table goes on. `ends_after`: says that
    only the first places are shown. `relations` are the gold views that it reads."""

    sql: str
    columns: tuple[Column, ...]
    relations: tuple[str, ...]
    span: Span | None = None
    before: Span | None = None
    period: str = ""
    period_before: str = ""
    most_rows: int = 1000
    ends_after: str = ""
    notes: tuple[str, ...] = ()
    drill: Drill = Drill()

    def link(self, row: Mapping[str, Any]) -> Link | None:
        """Return the list of exactly what a row, by column names, counts, or nothing where no list shows that."""
        return link_of(self.drill, self.columns, row)


def link_of(drill: Drill, columns: tuple[Column, ...], row: Mapping[str, Any]) -> Link | None:
    if not drill.kind:
        return None
    filters: dict[str, str] = dict(drill.filters)
    names: dict[str, tuple[str, str]] = {}
    span = drill.span
    shown = {column.member for column in columns if column.role == "dimension"}
    for column in columns:
        if column.role != "dimension":
            continue
        if DIMENSIONS[column.member].is_time:
            span = _narrowed(span, column.member, row[column.name])
            if span is None:
                return None
            continue
        found = _of_row(drill.kind, column, row)
        if not found:
            return None
        filters |= found
    for asked in drill.asked:
        if asked.member not in shown and not _add(drill.kind, asked, filters, names):
            return None
    if span is not None and not _add_days(drill, span, filters):
        return None
    return Link(drill.kind, filters, names)


def _parameter(kind: str, member: str) -> str:
    dimension = DIMENSIONS[member]
    return dimension.deal_filter if kind == "deals" else dimension.account_filter


def _of_row(kind: str, column: Column, row: Mapping[str, Any]) -> dict[str, str]:
    dimension, value = DIMENSIONS[column.member], row[column.name]
    parameter = _parameter(kind, column.member)
    if not parameter or value in (None, "", False):
        return {}
    if dimension.kind == "yes/no":
        return {parameter: "on"}
    key = row.get(f"{column.name}_key") if dimension.by_key else value
    return {parameter: str(key)} if key not in (None, "") else {}


def _add(kind: str, asked: Filter, filters: dict[str, str], names: dict[str, tuple[str, str]]) -> bool:
    """Add a filter of the question to the list's; say whether the list knows it."""
    if kind == "deals" and (asked.member, asked.operator) in CYCLES:
        filters[CYCLES[asked.member, asked.operator]] = str(asked.values[0])
        return True
    parameter, dimension = _parameter(kind, asked.member), DIMENSIONS[asked.member]
    if not parameter or asked.operator != "is" or len(asked.values) != 1:
        return False
    value = asked.values[0]
    if parameter in filters:
        return filters[parameter] == str(value)
    if dimension.kind == "yes/no":
        filters[parameter] = "on"
        return value is True
    if dimension.by_key and isinstance(value, str):
        names[parameter] = (asked.member, value)
    else:
        filters[parameter] = str(value)
    return True


def _add_days(drill: Drill, span: Span, filters: dict[str, str]) -> bool:
    if drill.kind != "deals" or drill.by not in DATES:
        return False
    first, last = DATES[drill.by]
    if span.first != EARLIEST:
        filters[first] = span.first.isoformat()
    filters[last] = span.last.isoformat()
    return True


def _narrowed(span: Span | None, grain: str, value: Any) -> Span | None:
    """Return the days of a row of time that lie in the span."""
    if grain == "year" and isinstance(value, int):
        first, ends = date(value, 1, 1), date(value, 12, 31)
    elif isinstance(value, date) and grain in {"day", "week", *LENGTHS}:
        first = value
        after = (
            months_on(value, LENGTHS[grain])
            if grain in LENGTHS
            else value + timedelta(days=7 if grain == "week" else 1)
        )
        ends = after - timedelta(days=1)
    else:
        return None
    if span:
        first, ends = max(first, span.first), min(ends, span.last)
    return Span(first, ends, ends)
