"""Reading the warehouse: one query on one view, as somebody sees it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from teams import visibility
from teams.models import User

CHUNK = 2000


@dataclass(frozen=True)
class Rows:
    """An answer: column names and the rows in their order."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def as_dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def query(text: str, parameters: dict[str, Any] | None = None, *, user: User) -> Rows:
    """Run one query over gold with what `user` may see. The text is the product's own, never a person's."""
    with visibility.viewing(user), connection.cursor() as cursor:
        cursor.execute(text, parameters)
        return Rows(tuple(column.name for column in cursor.description or ()), cursor.fetchall())


def stream(text: str, parameters: list[Any] | None = None, *, user: User) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of one query over gold, of which memory holds a few thousand.

    The transaction ends with the last row, or when the iterator is closed: read it without waiting for anybody.
    """
    with visibility.viewing(user), connection.chunked_cursor() as cursor:
        cursor.execute(text, parameters)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows
