"""Reading the warehouse: one query on one view, as somebody sees it."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from teams import visibility
from teams.models import User


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
