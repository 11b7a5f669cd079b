"""What somebody asks of a gold view: columns and filters, read from a query string and checked against the catalogue.

Every column is a filter: `?region=West`, given twice for either; `?lost_reason=` for what is empty. Columns of numbers
and days have ranges beside it: `?close_date_from=2017-10&close_date_to=2017-12`; a month stands for all of its days.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.http import QueryDict
from psycopg import sql

from analytics import dictionary, gold
from analytics.dictionary import GoldView
from teams import visibility
from teams.models import User
from teams.table_files import Column, Kind, Table, TableRefused

COLUMNS = "columns"
RANGES = {"_from": ">=", "_to": "<="}
KINDS = {
    "bigint": Kind.WHOLE,
    "integer": Kind.WHOLE,
    "smallint": Kind.WHOLE,
    "numeric": Kind.NUMBER,
    "double precision": Kind.NUMBER,
    "date": Kind.DATE,
    "boolean": Kind.YES_NO,
}
# Decimal places in Parquet, which wants them known beforehand: sums of money have cents, quotients up to twenty.
MOST_PLACES, PLACES = 20, {"$": 4, "$²": 4}
VALUES_NAMED = 12
YES_NO = {"yes": True, "true": True, "no": False, "false": False}
EXAMPLES = {
    Kind.WHOLE: "a whole number such as 12",
    Kind.NUMBER: "a number such as 4821.50",
    Kind.DATE: "a day such as 2017-12-31, or a month such as 2017-12",
    Kind.YES_NO: "yes or no",
    Kind.TEXT: "text",
}


@dataclass(frozen=True)
class Condition:
    """One filter in force; `values` are those that somebody typed, of text alone."""

    column: str
    test: sql.Composable
    parameters: tuple[Any, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Selection:
    view: GoldView
    columns: tuple[Column, ...]
    conditions: tuple[Condition, ...] = ()

    def table(self, user: User) -> Table:
        """Return all rows that `user` may see, ordered by the view's key."""
        return Table(self.view.name, self.columns, self.rows(user), lambda: self.count(user))

    def rows(self, user: User, limit: int | None = None) -> Iterator[tuple[Any, ...]]:
        """Yield rows; raise TableRefused if there are none and some filter names what no visible row has."""
        statement = sql.SQL("select {columns} from {view}{where} order by {key}{limit}").format(
            columns=_names(column.name for column in self.columns),
            view=_relation(self.view),
            where=self._where(),
            key=_names(self.view.key),
            limit=sql.SQL("") if limit is None else sql.SQL(" limit {}").format(limit),
        )
        found = False
        for row in gold.stream(statement.as_string(), self._parameters(), user=user):
            found = True
            yield row
        if not found:
            self._refuse_unknown_values(user)

    def count(self, user: User) -> int:
        statement = sql.SQL("select count(*) from {view}{where}").format(
            view=_relation(self.view), where=self._where()
        )
        [(count,)] = gold.stream(statement.as_string(), self._parameters(), user=user)
        return int(count)

    def _where(self) -> sql.Composable:
        if not self.conditions:
            return sql.SQL("")
        return sql.SQL(" where ") + sql.SQL(" and ").join(condition.test for condition in self.conditions)

    def _parameters(self) -> list[Any]:
        return [parameter for condition in self.conditions for parameter in condition.parameters]

    def _refuse_unknown_values(self, user: User) -> None:
        texts = [condition for condition in self.conditions if condition.values]
        with visibility.viewing(user):
            problems = [problem for condition in texts if (problem := self._unknown(condition))]
        if problems:
            raise TableRefused(*problems)

    def _unknown(self, condition: Condition) -> str:
        """Say so if no visible row has any of the values, and name those that there are."""
        column, view = sql.Identifier(condition.column), _relation(self.view)
        statement = sql.SQL("select distinct {column} from {view} where {column} <> '' order by 1").format(
            column=column, view=view
        )
        with connection.cursor() as cursor:
            cursor.execute(statement.as_string())
            known = [value for (value,) in cursor.fetchall()]
        if not known or set(known) & set(condition.values):
            return ""
        shown = ", ".join(known[:VALUES_NAMED]) + (", …" if len(known) > VALUES_NAMED else "")
        return f"No row has “{', '.join(condition.values)}” as {condition.column}. There are: {shown}."


def select(view: GoldView, params: QueryDict, *, besides: frozenset[str] = frozenset()) -> Selection:
    """Read a query string, leaving the parameters `besides` to others; raise TableRefused for what makes no sense."""
    known = {column.name: _column(column) for column in view.columns}
    problems: list[str] = []
    chosen = _chosen(params.getlist(COLUMNS), known, problems)
    conditions = []
    for name, values in params.lists():
        if name != COLUMNS and name not in besides:
            try:
                conditions.append(_condition(name, values, known))
            except TableRefused as refused:
                problems += refused.problems
    if problems:
        raise TableRefused(*problems)
    return Selection(view, chosen, tuple(conditions))


def view_named(name: str) -> GoldView | None:
    return next((view for view in dictionary.catalogue() if view.name == name), None)


def _column(column: dictionary.Column) -> Column:
    typed, _, limits = column.type.partition("(")
    kind = KINDS.get(typed, Kind.TEXT)
    places = PLACES.get(column.unit, MOST_PLACES)
    if limits and kind is Kind.NUMBER:
        places = int(limits.rstrip(")").partition(",")[2])
    return Column(column.name, kind, unit=column.unit, places=places)


def _chosen(lists: list[str], known: dict[str, Column], problems: list[str]) -> tuple[Column, ...]:
    names = [name.strip() for names in lists for name in names.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown:
        problems.append(f"No column is called {', '.join(unknown)}. There are: {', '.join(known)}.")
    return tuple(known[name] for name in dict.fromkeys(names) if name in known) or tuple(known.values())


def _condition(name: str, values: list[str], known: dict[str, Column]) -> Condition:
    if name in known:
        return _equal(known[name], values)
    for ending, operator in RANGES.items():
        column = known.get(name.removesuffix(ending))
        if name.endswith(ending) and column is not None and column.kind not in {Kind.TEXT, Kind.YES_NO}:
            return _beyond(column, name, operator, values)
    raise TableRefused(f"No column is called {name}, so it filters nothing. There are: {', '.join(known)}.")


def _equal(column: Column, values: list[str]) -> Condition:
    identifier = sql.Identifier(column.name)
    filled = [value for value in values if value]
    tests: list[sql.Composable] = [sql.SQL("{} between %s and %s").format(identifier) for _ in filled]
    if column.kind is Kind.TEXT:
        tests = [sql.SQL("{} = %s").format(identifier) for _ in filled]
    parameters = [part for value in filled for part in _read(column, column.name, value)]
    if len(filled) < len(values):
        tests.append(
            sql.SQL("{0} is null" if column.kind is not Kind.TEXT else "coalesce({0}, '') = ''").format(identifier)
        )
    test = sql.SQL("(") + sql.SQL(" or ").join(tests) + sql.SQL(")")
    typed = tuple(filled) if column.kind is Kind.TEXT and len(filled) == len(values) else ()
    return Condition(column.name, test, tuple(parameters), typed)


def _beyond(column: Column, name: str, operator: str, values: list[str]) -> Condition:
    if len(values) > 1:
        raise TableRefused(f"Give {name} once.")
    first, last = _read(column, name, values[0])
    test = sql.SQL("{} " + operator + " %s").format(sql.Identifier(column.name))
    return Condition(column.name, test, (first if operator == ">=" else last,))


def _read(column: Column, name: str, value: str) -> tuple[Any, ...]:
    """The value as the database has it: text as one value, everything else as the least and the greatest meant."""
    found = READERS[column.kind](value)
    if found is None:
        raise TableRefused(f"“{value}” is no value of {name}: give {EXAMPLES[column.kind]}.")
    return found


def _text(value: str) -> tuple[Any, ...] | None:
    return None if "\0" in value else (value,)


def _whole(value: str) -> tuple[Any, ...] | None:
    return (int(value), int(value)) if re.fullmatch(r"-?[0-9]{1,18}", value) else None


def _number(value: str) -> tuple[Any, ...] | None:
    # What the database can hold: Python takes 1e999999 for a number too.
    return (Decimal(value),) * 2 if re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,20})?", value) else None


def _day(value: str) -> tuple[Any, ...] | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", value):
        return None
    try:
        first = date.fromisoformat(value if len(value) == 10 else f"{value}-01")
    except ValueError:
        return None
    return first, first if len(value) == 10 else first.replace(day=monthrange(first.year, first.month)[1])


def _yes_no(value: str) -> tuple[Any, ...] | None:
    answer = YES_NO.get(value.lower())
    return None if answer is None else (answer, answer)


READERS = {
    Kind.TEXT: _text,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.DATE: _day,
    Kind.YES_NO: _yes_no,
}


def _names(names: Any) -> sql.Composable:
    return sql.SQL(", ").join(sql.Identifier(name) for name in names)


def _relation(view: GoldView) -> sql.Composable:
    return sql.Identifier("gold", view.name)
