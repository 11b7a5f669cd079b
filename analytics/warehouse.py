"""Builds silver and gold from their SQL files, under readers who never see a view missing.

The new schemas are made beside the old ones, which are only renamed in the same transaction and dropped afterwards:
`create or replace view` deadlocks readers and cannot reorder columns, drop and create in one transaction deadlocks
readers of several views.
"""

import hashlib
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from django.db import DatabaseError, OperationalError, connections, transaction
from django.db.migrations import operations as migrating
from django.db.migrations.migration import Migration
from django.dispatch import Signal

logger = logging.getLogger(__name__)

# Sent inside the transaction of a build: what was granted on the schemas before is gone with them.
built = Signal()

SQL = Path(__file__).parent / "sql"
LAYERS = ("silver", "gold")
FUNCTIONS = SQL / "functions"
HEAD = re.compile(r"-- grain: (?P<grain>.+)\n(?:-- key: (?P<key>.+)\n)?")
TRIES = 20
# What a migration may do to a table under a view that stays.
HARMLESS = (
    migrating.CreateModel,
    migrating.AddField,
    migrating.AddIndex,
    migrating.AddConstraint,
    migrating.RemoveIndex,
    migrating.RemoveConstraint,
    migrating.AlterModelOptions,
    migrating.AlterModelManagers,
)


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
    _drop("gold_old", "silver_old", using=using)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        # One build at a time: two would rename each other's schemas.
        cursor.execute("select pg_advisory_xact_lock(hashtext('dealwright.warehouse'))")
        _run(cursor, FUNCTIONS / "crm.sql")
        for layer in reversed(LAYERS):
            if _exists(cursor, layer):
                cursor.execute(f"alter schema {layer} rename to {layer}_old")
        for layer in LAYERS:
            cursor.execute(f"create schema {layer}")
        for view in views():
            _create(cursor, view)
        _run(cursor, FUNCTIONS / "gold.sql")
        built.send(sender=None, using=using)
        cursor.execute(f"comment on schema gold is 'Built from files with the fingerprint {fingerprint()}.'")
    _drop("gold_old", "silver_old", using=using)
    return len(views())


def build_after_migrate(using: str = "default", plan: object = None, **kwargs: Any) -> None:
    """Build after every real `migrate`; flushing a database (as transactional tests do) has no plan and needs none."""
    if plan is None:
        return
    try:
        build(using)
    except WarehouseError as error:
        raise WarehouseError(
            f"The tables are as the migrations left them, and the views do not fit: {error}\nUntil `migrate` or"
            " `build_warehouse` succeeds, pages show the views from before; if those made way, they answer 503."
        ) from error


def drop_before_migrate(using: str = "default", plan: Sequence[tuple[Migration, bool]] = (), **kwargs: Any) -> None:
    """Drop the views where a pending migration may alter or drop a column under them: PostgreSQL refuses it else.

    Until they are built again, whoever reads them is told so (analytics.gold.BeingRebuilt).
    """
    if not any(needs_views_gone(migration, backwards) for migration, backwards in plan):
        return
    if not _drop("gold", "silver", "gold_old", "silver_old", using=using):
        raise WarehouseError("The views are still being read. Nothing was migrated: try again.")


def needs_views_gone(migration: Migration, backwards: bool) -> bool:
    return backwards or not all(isinstance(operation, HARMLESS) for operation in migration.operations)


def state(using: str = "default") -> str:
    """`current`, `missing` as during a migration, or `outdated`: built from other files than these."""
    with connections[using].cursor() as cursor:
        cursor.execute("select obj_description(to_regnamespace('gold'), 'pg_namespace'), to_regnamespace('gold')")
        comment, schema = cursor.fetchone()
    if schema is None:
        return "missing"
    return "current" if comment and fingerprint() in comment else "outdated"


def number_of_build(using: str = "default") -> int | None:
    """Return a number that every build of the views has for itself; nothing while there are none."""
    with connections[using].cursor() as cursor:
        cursor.execute("select cast(to_regnamespace('gold') as oid)")
        number: int | None = cursor.fetchone()[0]
    return number


@cache
def fingerprint() -> str:
    """What changes when a file does that the views are built from."""
    files = [view.text for view in views()] + [path.read_text() for path in sorted(FUNCTIONS.glob("*.sql"))]
    return hashlib.sha256("\0".join(files).encode()).hexdigest()[:16]


def _run(cursor: Any, path: Path) -> None:
    try:
        cursor.execute(path.read_text())
    except DatabaseError as error:
        raise WarehouseError(f"{path.parent.name}/{path.name}: {error}") from error


def _create(cursor: Any, view: View) -> None:
    try:
        cursor.execute(view.text)
    except DatabaseError as error:
        raise WarehouseError(f"{view.layer}/{view.name}.sql: {error}") from error


def _drop(*schemas: str, using: str) -> bool:
    """Drop schemas, waiting briefly and often: readers of their views finish first. False if they do not."""
    for _ in range(TRIES):
        try:
            with transaction.atomic(using=using), connections[using].cursor() as cursor:
                cursor.execute("set local lock_timeout = '300ms'")
                cursor.execute(f"drop schema if exists {', '.join(schemas)} cascade")
        except OperationalError:
            continue
        return True
    logger.warning("The views in %s are still being read; the next build drops them.", schemas[0])
    return False


def _exists(cursor: Any, schema: str) -> bool:
    cursor.execute("select to_regnamespace(%s) is not null", [schema])
    return bool(cursor.fetchone()[0])
