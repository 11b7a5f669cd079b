"""The data dictionary: what every gold view and column means, read from the database's own comments."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from django.db import connection

from analytics import warehouse

COLUMNS = Path(__file__).parent / "sql" / "dictionary" / "columns.sql"
SEPARATOR = " · "
SILVER = re.compile(r"\bsilver\.(\w+)")
TABLE = re.compile(r"\b(?:from|join)\s+((?:teams|accounts|pipeline|analytics)_\w+)")


@dataclass(frozen=True)
class Column:
    """`unit` is one word, such as $, count, rate or days; `rule` says how the value comes about."""

    name: str
    type: str
    unit: str
    rule: str


@dataclass(frozen=True)
class GoldView:
    """`silver` and `tables` are its lineage: the views that it reads, and the tables that those read."""

    name: str
    grain: str
    key: tuple[str, ...]
    about: str
    columns: tuple[Column, ...]
    silver: tuple[str, ...]
    tables: tuple[str, ...]


def catalogue() -> list[GoldView]:
    """Return all gold views as they are built, by name."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS.read_text())
        rows = cursor.fetchall()
    return [_view(name, list(columns)) for name, columns in groupby(rows, key=lambda row: row[0])]


def _view(name: str, rows: list[tuple[str, str | None, str, str, str | None]]) -> GoldView:
    source = _sources()["gold", name]
    silver = tuple(sorted(set(SILVER.findall(source.text))))
    tables = {table for view in silver for table in _tables(view)}
    return GoldView(
        name=name,
        grain=source.grain,
        key=source.key,
        about=rows[0][1] or "",
        columns=tuple(_column(column, kind, comment or "") for _, _, column, kind, comment in rows),
        silver=silver,
        tables=tuple(sorted(tables)),
    )


def _tables(silver: str) -> set[str]:
    """The tables that a silver view reads, also by other views of its layer."""
    text = _sources()["silver", silver].text
    below = {table for view in SILVER.findall(text) if view != silver for table in _tables(view)}
    return below | set(TABLE.findall(text))


def _column(name: str, kind: str, comment: str) -> Column:
    unit, _, rule = comment.partition(SEPARATOR)
    return Column(name, kind, unit, rule)


@cache
def _sources() -> dict[tuple[str, str], warehouse.View]:
    return {(view.layer, view.name): view for view in warehouse.views()}


def as_markdown(views: list[GoldView]) -> str:
    """Render the dictionary as docs/metrics.md keeps it."""
    parts = [HEAD.format(count=len(views))]
    for view in views:
        parts.append(f"## {view.name}\n\n{view.about}\n")
        parts.append(
            f"Grain: {view.grain}. Key: {', '.join(view.key)}. Reads {', '.join(f'silver.{s}' for s in view.silver)}"
            f" (from {', '.join(view.tables)}).\n"
        )
        parts.append("| column | unit | rule |\n|---|---|---|")
        parts += [f"| {c.name} | {c.unit} | {_cell(c.rule)} |" for c in view.columns]
        parts.append("")
    return "\n".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


HEAD = """# The figures, view by view

Made from the comments in the database by `manage.py data_dictionary`; change a view's own file in `analytics/sql/gold`
instead of this page. {count} views. Every figure is as of the reporting day, which `gold.as_of()` gives, and shows
what its viewer may see.
"""
