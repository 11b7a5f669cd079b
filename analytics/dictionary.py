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
TABLE = re.compile(r"\b(?:from|join)\s+(?:public\.)?((?:teams|accounts|pipeline|analytics)_\w+)")
FUNCTION = re.compile(r"\bcrm\.(\w+)\(")
BODY = re.compile(r"^create or replace function crm\.(\w+)(.*?);$", re.MULTILINE | re.DOTALL)
# Columns of silver.account that are stored when an account is recomputed, not added up when somebody looks.
STORED = re.compile(r"\b(recency|frequency|monetary|purchase_days|[rfm]_score|expected_purchases|p_alive|cltv)\b")
NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double")
KINDS = {"id": "id", "text": "text", "yes/no": "yes/no", "date": "date"}


@dataclass(frozen=True)
class Column:
    """`unit` is one word, such as $, count, rate or days; `rule` says how the value comes about."""

    name: str
    type: str
    unit: str
    rule: str

    @property
    def kind(self) -> str:
        """How it can be looked at: id, text, yes/no, date or number."""
        return KINDS.get(self.unit) or ("number" if self.type.startswith(NUMBERS) else "text")


@dataclass(frozen=True)
class GoldView:
    """`silver`, `functions` and `tables` are its lineage: the views that it reads, the functions of the schema crm
    that it and those call, and the tables that all of these read. `stored`: whether it shows metrics kept by account,
    which follow a change of a deal within seconds; all else follows at once."""

    name: str
    grain: str
    key: tuple[str, ...]
    about: str
    columns: tuple[Column, ...]
    silver: tuple[str, ...]
    tables: tuple[str, ...]
    functions: tuple[str, ...]
    stored: bool

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


def catalogue() -> list[GoldView]:
    """Return all gold views as they are built, by name."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS.read_text())
        rows = cursor.fetchall()
    return [_view(name, list(columns)) for name, columns in groupby(rows, key=lambda row: row[0])]


def matching(views: list[GoldView], words: str) -> list[tuple[GoldView, tuple[Column, ...]]]:
    """Return the views that say every word, each with the columns that do; of a view that says all, none."""
    sought = words.casefold().split()
    found = []
    for view in views:
        columns = tuple(c for c in view.columns if _says(sought, c.name, c.unit, c.rule)) if sought else ()
        if columns or _says(sought, view.name, view.about, view.grain):
            found.append((view, columns))
    return found


def _says(sought: list[str], *texts: str) -> bool:
    # An underscore is a space to whoever searches.
    text = " ".join([*texts, *(text.replace("_", " ") for text in texts)]).casefold()
    return all(word in text for word in sought)


def _view(name: str, rows: list[tuple[str, str | None, str, str, str | None]]) -> GoldView:
    source = _sources()["gold", name]
    silver = tuple(sorted(set(SILVER.findall(source.text))))
    query = source.text.partition("comment on")[0]
    texts = [query, *(_sources()["silver", view].text for view in _with_below(silver))]
    functions = {function for text in texts for function in FUNCTION.findall(text)}
    bodies = [_functions()[function] for function in functions]
    # A function may leave the reading to another.
    texts += bodies + [_functions()[function] for body in bodies for function in FUNCTION.findall(body)]
    return GoldView(
        name=name,
        grain=source.grain,
        key=source.key,
        about=rows[0][1] or "",
        columns=tuple(_column(column, kind, comment or "") for _, _, column, kind, comment in rows),
        silver=silver,
        tables=tuple(sorted({table for text in texts for table in TABLE.findall(text)})),
        functions=tuple(sorted(functions)),
        stored=bool(STORED.search(query)),
    )


def _with_below(silver: tuple[str, ...]) -> set[str]:
    """The views of silver, with those of their layer that they read."""
    below = {view for name in silver for view in SILVER.findall(_sources()["silver", name].text)} - set(silver)
    return {*silver, *(_with_below(tuple(below)) if below else ())}


def _column(name: str, kind: str, comment: str) -> Column:
    unit, _, rule = comment.partition(SEPARATOR)
    return Column(name, kind, unit, rule)


@cache
def _sources() -> dict[tuple[str, str], warehouse.View]:
    return {(view.layer, view.name): view for view in warehouse.views()}


@cache
def _functions() -> dict[str, str]:
    """The bodies of the functions of the schema crm."""
    return dict(BODY.findall((warehouse.SQL / "functions" / "crm.sql").read_text()))


def as_markdown(views: list[GoldView]) -> str:
    """Render the dictionary as docs/metrics.md keeps it."""
    parts = [HEAD.format(count=len(views))]
    for view in views:
        parts.append(f"## {view.name}\n\n{view.about}\n")
        parts.append(
            f"Grain: {view.grain}. Key: {', '.join(view.key)}. Reads {', '.join(f'silver.{s}' for s in view.silver)}"
            f" (from {', '.join(view.tables)})"
            f"{', with ' if view.functions else ''}{', '.join(f'crm.{f}()' for f in view.functions)}.\n"
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
