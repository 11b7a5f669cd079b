"""Reading the warehouse: one query on one view, as somebody sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, ProgrammingError, connection
from psycopg.errors import QueryCanceled
from rest_framework import status
from rest_framework.exceptions import APIException

from analytics import warehouse
from teams import visibility
from teams.models import User

CHUNK = 2000


class BeingRebuilt(APIException):
    """The views are gone for a moment, while a migration changes what is under them. Pages and API answer 503."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "Figures are being rebuilt. Try again in a moment."
    default_code = "being_rebuilt"
    wait = 10  # seconds, for Retry-After


class TookTooLong(Exception):
    """A query was stopped at its limit of seconds; nothing is wrong with it."""


@dataclass(frozen=True)
class Rows:
    """An answer: column names and the rows in their order."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def as_dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@contextmanager
def reading(user: User, *, in_chunks: bool = False) -> Iterator[Any]:
    """Give a cursor that sees of silver and gold what `user` may see; raise BeingRebuilt where they are gone."""
    try:
        with visibility.viewing(user), connection.chunked_cursor() if in_chunks else connection.cursor() as cursor:
            yield cursor
    except ProgrammingError as error:
        if warehouse.state() == "missing":
            raise BeingRebuilt from error
        raise


def query(text: str, parameters: dict[str, Any] | None = None, *, user: User, seconds: float | None = None) -> Rows:
    """Run one query over gold with what `user` may see. The text is the product's own, never a person's.

    With `seconds` it raises TookTooLong after so many: for questions that people put together themselves.
    """
    with _patience(seconds), reading(user) as cursor:
        if seconds is not None:
            cursor.execute("select set_config('statement_timeout', %s, true)", [f"{round(seconds * 1000)}ms"])
        cursor.execute(text, parameters)
        return Rows(tuple(column.name for column in cursor.description or ()), cursor.fetchall())


def stream(text: str, parameters: list[Any] | None = None, *, user: User) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of one query over gold, of which memory holds a few thousand.

    The transaction ends with the last row, or when the iterator is closed: read it without waiting for anybody.
    """
    with reading(user, in_chunks=True) as cursor:
        cursor.execute(text, parameters)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


@contextmanager
def _patience(seconds: float | None) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if seconds is None or not isinstance(error.__cause__, QueryCanceled):
            raise
        raise TookTooLong from error
