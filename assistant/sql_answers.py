"""What is known of the answer to a query that somebody wrote: units by the names of its columns, and its size."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from analytics.core.written import written
from analytics.dictionary import GoldView
from assistant.compiled import Column
from assistant.executor import Answer as Ran
from assistant.sql_text import without_values

RELATION = re.compile(r"\bgold\.(\w+)")


def relations_of(sql: str) -> tuple[str, ...]:
    """Return the gold views that a query reads; its one function is none."""
    names = dict.fromkeys(RELATION.findall(without_values(sql)))
    return tuple(f"gold.{name}" for name in names if name != "as_of")


def columns_of(ran: Ran, relations: tuple[str, ...], views: Iterable[GoldView]) -> tuple[Column, ...]:
    """Describe columns: those called as a column of a view that is read have its unit and its rule."""
    known = {
        column.name: (f"{view.name}.{column.name}", column.unit, column.rule)
        for view in views
        if f"gold.{view.name}" in relations
        for column in view.columns
    }
    found = []
    for place, name in enumerate(ran.columns):
        path, unit, rule = known.get(name, ("", "", ""))
        kind = _kind([row[place] for row in ran.rows])
        role = "key" if unit == "id" else "metric" if kind == "number" else "dimension"
        unit = unit or {"number": "count", "date": "date"}.get(kind, "text")
        found.append(Column(name, name.replace("_", " ").capitalize(), unit, role, about=rule, described_by=path))
    return tuple(found)


def _kind(values: list[Any]) -> str:
    known = [value for value in values if value is not None]
    if known and all(isinstance(v, int | float | Decimal) and not isinstance(v, bool) for v in known):
        return "number"
    return "date" if known and all(isinstance(v, date | datetime) for v in known) else "text"


def summary(ran: Ran, as_of: date) -> str:
    """Say how much the query gave."""
    count = len(ran.rows)
    if not count:
        return f"The query gives no rows, as of {written(as_of, 'date')}."
    more = f"The first {count:,} rows; there are more" if ran.is_cut else f"{count:,} row{'s' * (count > 1)}"
    return f"{more}, as of {written(as_of, 'date')}."
