"""Runs a query of the assistant as somebody: own login, read only, one cursor, and limits on time, rows and bytes.

What reaches it has passed the guard; it relies on none of that.
"""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection as application
from psycopg import errors, sql

from assistant import fence, reader
from assistant.guard import ROW_CAP
from teams import visibility
from teams.models import User

logger = logging.getLogger(__name__)

BYTE_CAP = 10_000_000
GRACE = 1.0  # seconds that a cancelled query has to end before its connection is cut
LIMITS = """
    set local lock_timeout = '500ms';
    set local idle_in_transaction_session_timeout = '10s';
    set local work_mem = '32MB';
    set local max_parallel_workers_per_gather = 0;
    set local jit = off;
    set local search_path = gold;
    set local timezone = 'UTC';
    set local datestyle = 'ISO';
    set local standard_conforming_strings = on;
    set local client_encoding = 'UTF8';
"""
OFF = "The assistant is off until its role in the database is right. An administrator sees why in manage.py check."
SLOW = "That took too long. Ask for less: a shorter period, or fewer groups."
LARGE = "That is more than an answer can hold. Ask for less, or for sums."
REBUILT = "Figures are being rebuilt. Try again in a moment."
IMPOSSIBLE = "That cannot be computed from the values there are, for example because it divides by zero."
FAILED = "That could not be answered."
AWAY = "The database does not answer. Try again in a moment."
SENTENCES: tuple[tuple[tuple[type[psycopg.Error], ...], str], ...] = (
    ((errors.QueryCanceled, errors.LockNotAvailable, errors.IdleInTransactionSessionTimeout), SLOW),
    ((errors.ConfigurationLimitExceeded, errors.ProgramLimitExceeded, errors.OutOfMemory, errors.DiskFull), LARGE),
    ((errors.UndefinedTable, errors.InvalidSchemaName), REBUILT),
    ((psycopg.DataError,), IMPOSSIBLE),
    ((psycopg.OperationalError,), AWAY),
)


class NotAnswered(Exception):
    """The query gave no answer. The text is one of the sentences above; what PostgreSQL said is in the log."""


@dataclass(frozen=True)
class Answer:
    """`is_cut`: there are more rows than these."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    is_cut: bool
    milliseconds: int


def run(text: str, *, user: User, cap: int = ROW_CAP, seconds: float | None = None) -> Answer:
    """Run one query with what `user` may see; give at most `cap` rows. Raise NotAnswered."""
    if not fence.holds():
        raise NotAnswered(OFF)
    began = time.monotonic()
    deadline = _Deadline(seconds or settings.ASSISTANT_SECONDS)
    try:
        with _connection() as connection, deadline.over(connection):
            _begin(connection, user, deadline.seconds)
            columns, rows = _fetch(connection, text, cap)
    except psycopg.Error as error:
        logger.warning("A query of the assistant failed: %s %s", error.sqlstate, error)
        raise NotAnswered(SLOW if deadline.has_passed else _sentence(error)) from error
    return Answer(columns, rows[:cap], len(rows) > cap, round((time.monotonic() - began) * 1000))


@contextmanager
def _connection() -> "Iterator[psycopg.Connection[Any]]":
    """One connection for one question: nothing of it is left for the next."""
    connection = reader.connect()
    try:
        yield connection
    finally:
        connection.close()  # which rolls back


def _begin(connection: "psycopg.Connection[Any]", user: User, seconds: float) -> None:
    """Begin the transaction, with its limits and with the viewer under a seal that only the application can make."""
    connection.execute(LIMITS)
    connection.execute(sql.SQL("set local statement_timeout = {}").format(round(seconds * 1000)))
    began_at = connection.execute("select now()").fetchone()
    owners = "{" + ",".join(str(pk) for pk in visibility.visible_owners(user).values_list("pk", flat=True)) + "}"
    with application.cursor() as cursor:
        cursor.execute("select crm.viewer_seal(%s, %s)", [owners, began_at[0] if began_at else None])
        (seal,) = cursor.fetchone()
    viewer = sql.SQL("set local crm.visible_owners = {}; set local crm.viewer_seal = {}")
    connection.execute(viewer.format(owners, seal))


def _fetch(
    connection: "psycopg.Connection[Any]", text: str, cap: int
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Declare a cursor, which takes one select and nothing else, and read from it once."""
    with connection.cursor("answer") as cursor:
        cursor.execute(text.encode())
        columns = tuple(column.name for column in cursor.description or ())
        rows, size = [], 0
        # One fetch, for the timeout counts for each; its rows come one by one, so that too many bytes end it.
        with connection.cursor() as fetching:
            for row in fetching.stream(sql.SQL("fetch forward {} from answer").format(cap + 1)):
                size += sum(len(value) if isinstance(value, str | bytes) else 16 for value in row)
                if size > BYTE_CAP:
                    raise errors.ProgramLimitExceeded(f"more than {BYTE_CAP} bytes")
                rows.append(row)
    return columns, rows


class _Deadline:
    """Cancels what a connection is doing after so many seconds, and cuts the connection if that does not help."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.has_passed = False
        self._done = threading.Event()

    @contextmanager
    def over(self, connection: "psycopg.Connection[Any]") -> Iterator[None]:
        watching = threading.Thread(target=self._watch, args=[connection], daemon=True)
        watching.start()
        try:
            yield
        finally:
            self._done.set()
            watching.join()

    def _watch(self, connection: "psycopg.Connection[Any]") -> None:
        if self._done.wait(self.seconds):
            return
        self.has_passed = True
        try:
            connection.cancel_safe(timeout=GRACE)
        except psycopg.Error as error:
            logger.warning("A query of the assistant could not be cancelled: %s", error)
        if not self._done.wait(GRACE):
            with socket.socket(fileno=socket.dup(connection.fileno())) as wire:
                wire.shutdown(socket.SHUT_RDWR)


def _sentence(error: psycopg.Error) -> str:
    return next((sentence for kinds, sentence in SENTENCES if isinstance(error, kinds)), FAILED)
