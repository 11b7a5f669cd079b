"""Write many rows at once through COPY, with keys that are reserved before."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """Take keys from the table's sequence, ascending; nobody else gets them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Copy rows, each with a value for every field in order. Triggers fire; a foreign key's value is a key."""
    columns = [sql.Identifier(str(model._meta.get_field(name).column)) for name in fields]  # type: ignore[union-attr]
    query = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(columns)
    )
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for row in rows:
            copy.write_row(row)
