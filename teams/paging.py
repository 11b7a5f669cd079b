"""Pages of a list by key: a page at any depth costs what the first one costs, and rows never repeat or go missing."""

import re
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import DecimalField, Model, Q, QuerySet
from django.http import QueryDict

Row = TypeVar("Row", bound=Model)

# What the database can hold: it refuses 1e999999, which Python takes for a number.
_DECIMAL = re.compile(r"-?\d{1,30}(\.\d{1,20})?")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """The rows to show, and the query strings (with `?`) of the pages beside them; empty where there is none."""

    rows: list[Row]
    previous: str
    next: str


def page_by_key(
    rows: QuerySet[Row], params: QueryDict, *, key: str, descending: bool = False, size: int = 50
) -> Page[Row]:
    """Return the page that `after` or `before` in the query string names, ordered by `key`, then id.

    `key` is a field or an annotation that is never NULL. A cursor that makes no sense shows the first page.
    """
    backwards = "before" in params
    cursor = params.get("before" if backwards else "after", "")
    forward_order = descending == backwards
    selected = _beyond(rows, cursor, key, ascending=forward_order)
    signs = ("", "") if forward_order else ("-", "-")
    # One row more than shown says whether there is a further page: nothing has to be counted.
    found = list(selected.order_by(f"{signs[0]}{key}", f"{signs[1]}pk")[: size + 1])
    more, shown = len(found) > size, found[:size]
    if backwards:
        shown.reverse()
    has_cursor = bool(cursor)
    has_previous, has_next = (more, has_cursor) if backwards else (has_cursor, more)
    return Page(
        rows=shown,
        previous=_link(params, "before", shown[0], key) if has_previous and shown else "",
        next=_link(params, "after", shown[-1], key) if has_next and shown else "",
    )


def _beyond(rows: QuerySet[Row], cursor: str, key: str, *, ascending: bool) -> QuerySet[Row]:
    value, separator, pk = cursor.rpartition("~")
    if not separator or not pk.isdecimal() or len(pk) > 18 or "\0" in value:
        return rows
    annotation = rows.query.annotations.get(key)
    if annotation is not None and isinstance(annotation.output_field, DecimalField) and not _DECIMAL.fullmatch(value):
        return rows
    compare = "gt" if ascending else "lt"
    try:
        # The first condition is implied by the second; it is what an index can use.
        return rows.filter(
            Q(**{f"{key}__{compare}e": value}),
            Q(**{f"{key}__{compare}": value}) | Q(**{key: value, f"pk__{compare}": int(pk)}),
        )
    except (ValidationError, ValueError):
        return rows


def _link(params: QueryDict, name: str, row: Row, key: str) -> str:
    others = params.copy()
    for cursor in ("after", "before"):
        others.pop(cursor, None)
    value: Any = row
    for part in key.split("__"):
        value = getattr(value, part)
    others[name] = f"{value}~{row.pk}"
    return f"?{others.urlencode()}"
