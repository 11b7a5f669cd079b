"""The audit trail: every change of a record, kept by database triggers beside who did it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pghistory
from django.db import connections, models

AFTER_MIGRATE = Path(__file__).parent / "sql" / "after_migrate.sql"

ModelClass = TypeVar("ModelClass", bound=type[models.Model])


def audited(**options: Any) -> Callable[[ModelClass], ModelClass]:
    """Track inserts, updates and deletes of a model.

    The trackers are made anew for each model: as a setting they are copied deeply, which breaks statement triggers.
    """
    trackers = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    decorate: Callable[[ModelClass], ModelClass] = pghistory.track(*trackers, **options)
    return decorate


def harden_triggers(using: str = "default", **kwargs: Any) -> None:
    """Make triggers impossible to switch off, and linear. Migrations make their functions anew: call it after them."""
    with connections[using].cursor() as cursor:
        cursor.execute(AFTER_MIGRATE.read_text())
