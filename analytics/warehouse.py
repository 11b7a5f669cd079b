"""Builds silver and gold from their SQL files, under readers who never see a view missing.

The new schemas are made beside the old ones, which are only renamed in the same transaction and dropped afterwards:
`create or replace view` deadlocks readers and cannot reorder columns, drop and create in one transaction deadlocks
readers of several views.
"""

import logging
import re
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from django.db import DatabaseError, OperationalError, connections, transaction

logger = logging.getLogger(__name__)

SQL = Path(__file__).parent / "sql"
LAYERS = ("silver", "gold")
HEAD = re.compile(r"-- grain: (?P<grain>.+)\n(?:-- key: (?P<key>.+)\n)?")
TRIES = 20


class WarehouseError(Exception):
    """The views could not be built; those before are still in place. The message names the file."""


@dataclass(frozen=True)
class View:
    """A relation of a layer: the file's name is its name, the first line its grain, the second its unique key."""

    layer: str
    name: str
    grain: str
    key: tuple[str, ...]
    text: str


@cache
def views() -> tuple[View, ...]:
    """All views in the order in which they are built; raise WarehouseError for a file without a grain."""
    return tuple(view for layer in LAYERS for view in _in_order([_read(p) for p in (SQL / layer).glob("*.sql")]))


def _in_order(layer: list[View]) -> list[View]:
    """By name, those that others of their layer read before them."""
    by_name = {view.name: view for view in sorted(layer, key=lambda view: view.name)}
    reads = {
        view.name: [name for name in re.findall(rf"\b{view.layer}\.(\w+)", view.text) if name != view.name]
        for view in by_name.values()
    }
    order = TopologicalSorter({name: [other for other in reads[name] if other in by_name] for name in by_name})
    return [by_name[name] for name in order.static_order()]


def _read(path: Path) -> View:
    text = path.read_text()
    head = HEAD.match(text)
    if head is None:
        raise WarehouseError(f"{path.parent.name}/{path.name} does not begin with a line “-- grain: …”.")
    key = tuple(name.strip() for name in (head["key"] or "").split(",") if name.strip())
    return View(path.parent.name, path.stem, head["grain"], key, text)


def build(using: str = "default") -> int:
    """Rebuild all views in one transaction; return how many. On failure the old ones stay."""
    _drop_leftovers(using)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        # One build at a time: two would rename each other's schemas.
        cursor.execute("select pg_advisory_xact_lock(hashtext('dealwright.warehouse'))")
        cursor.execute((SQL / "functions" / "crm.sql").read_text())
        for layer in reversed(LAYERS):
            if _exists(cursor, layer):
                cursor.execute(f"alter schema {layer} rename to {layer}_old")
        for layer in LAYERS:
            cursor.execute(f"create schema {layer}")
        for view in views():
            _create(cursor, view)
    _drop_leftovers(using)
    return len(views())


def build_after_migrate(using: str = "default", plan: object = None, **kwargs: Any) -> None:
    """Build after every real `migrate`; flushing a database (as transactional tests do) has no plan and needs none."""
    if plan is not None:
        build(using)


def _create(cursor: Any, view: View) -> None:
    try:
        cursor.execute(view.text)
    except DatabaseError as error:
        raise WarehouseError(f"{view.layer}/{view.name}.sql: {error}") from error


def _drop_leftovers(using: str) -> None:
    """Drop the renamed schemas, waiting briefly and often: readers of the old views finish first."""
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic(using=using), connections[using].cursor() as cursor:
                cursor.execute("set local lock_timeout = '300ms'")
                cursor.execute("drop schema if exists gold_old, silver_old cascade")
        except OperationalError:
            if attempt == TRIES:
                logger.warning("The old views are still being read; the next build drops them.")
        else:
            return


def _exists(cursor: Any, schema: str) -> bool:
    cursor.execute("select to_regnamespace(%s) is not null", [schema])
    return bool(cursor.fetchone()[0])
