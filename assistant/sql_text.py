"""SQL as text that people read: values written as literals, and one SELECT laid out in lines."""

import math
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from assistant.intent import Filter, Value

LONGEST_TEXT = 500
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
LITERAL = re.compile(r"'(?:[^']|'')*'")
SYMBOLS = {"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<"}


class ValueProblem(ValueError):
    """A value that no SQL is made of; the message is for people."""


def literal(value: Value) -> str:
    """Write a value as a SQL literal. Quotes are doubled; a backslash is just that, as by PostgreSQL’s default."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f"date '{value.isoformat()[:10]}'"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        if not math.isfinite(value):
            raise ValueProblem(f"“{value}” is no number that can be compared.")
        return format(Decimal(str(value)), "f")
    if len(value) > LONGEST_TEXT or any(unicodedata.category(char) in UNSEEN for char in value):
        raise ValueProblem("A name holds signs that cannot be seen, or is too long.")
    return _quoted(value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def condition(expression: str, asked: Filter) -> str:
    """Write a filter on an expression. `is not` holds for known values only: what is empty is in neither."""
    values = [literal(value) for value in asked.values]
    match asked.operator:
        case "is" if asked.values[0] is True:
            return expression
        case "is" if asked.values[0] is False:
            return f"not {expression}"
        case "is":
            return f"{expression} = {values[0]}" if len(values) == 1 else f"{expression} in ({', '.join(values)})"
        case "is_not":
            return f"{expression} <> {values[0]}" if len(values) == 1 else f"{expression} not in ({', '.join(values)})"
        case "between":
            return f"{expression} between {values[0]} and {values[1]}"
        case "contains":
            return f"{expression} ilike {_pattern(str(asked.values[0]))}"
        case "is_empty":
            return f"{expression} is null"
        case "is_not_empty":
            return f"{expression} is not null"
    return f"{expression} {SYMBOLS[asked.operator]} {values[0]}"


def without_values(sql: str) -> str:
    """Return SQL without what its literals hold, to look for names in."""
    return LITERAL.sub("''", sql)


def _pattern(text: str) -> str:
    literal(text)  # refuses what cannot be written
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, "\\" + sign)
    return _quoted(f"%{text}%")


@dataclass
class Select:
    """One SELECT: `columns` are expressions with their names."""

    columns: list[tuple[str, str]] = field(default_factory=list)
    source: str = ""
    joins: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    group: list[str] = field(default_factory=list)
    having: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    limit: int | None = None

    def __str__(self) -> str:
        lines = ["select", ",\n".join(f"    {_named(*column)}" for column in self.columns), f"from {self.source}"]
        lines += self.joins
        if self.where:
            lines.append("where " + "\n  and ".join(self.where))
        if self.group:
            lines.append("group by " + ", ".join(self.group))
        if self.having:
            lines.append("having " + "\n   and ".join(self.having))
        if self.order:
            lines.append("order by " + ", ".join(self.order))
        if self.limit is not None:
            lines.append(f"limit {self.limit}")
        return "\n".join(lines)


def _named(expression: str, name: str) -> str:
    return expression if expression.rpartition(".")[2] == name else f"{expression} as {name}"


def with_parts(parts: list[tuple[str, str]], last: Select) -> str:
    """Write named parts before the SELECT that reads them."""
    if not parts:
        return str(last)
    return "with " + ",\n".join(f"{name} as (\n{_indented(text)}\n)" for name, text in parts) + f"\n{last}"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
