"""How a value of an answer is written: by the unit of its column, as everywhere in the product."""

from datetime import date
from typing import Any

from analytics.core.written import NOTHING, Value, written
from assistant.compiled import Column

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SIGNED = {"change", "growth", "gap"}


def cell(value: Any, column: Column) -> str:
    """Write a value of an answer's column: $4,821, 63.1 %, Oct 2017, Q4 2017, Monday; an en dash for none."""
    if column.role == "dimension" and value is not None:
        return member(value, column.member)
    return written(value, column.unit)


def signed(value: Value, column: Column) -> str:
    """The same for a difference: what rises has a plus."""
    text = written(value, column.unit)
    rises = value is not None and not isinstance(value, str | date | bool) and value > 0
    return f"+{text}" if rises else text


def member(value: Any, dimension: str) -> str:
    """Write a member of a dimension; grains of time in words."""
    if isinstance(value, date):
        if dimension == "quarter":
            return f"Q{(value.month + 2) // 3} {value.year}"
        return written(value, "month" if dimension == "month" else "date")
    if dimension == "weekday" and isinstance(value, int) and 1 <= value <= len(WEEKDAYS):
        return WEEKDAYS[value - 1]
    if dimension == "month_of_quarter":
        return f"month {value}"
    return NOTHING if value is None or value == "" else written(value, "text")
