"""Versions of rows that people edit in forms: who saves over what somebody else has changed meanwhile is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pgtrigger
from django.apps import apps
from django.db import models

from teams.models import User


def count_versions() -> pgtrigger.Trigger:
    """Return the trigger by which every change of a row raises its `version`, whichever way it is written."""
    return pgtrigger.Trigger(
        name="count_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="""
            if new is distinct from old then
                new.version := greatest(new.version, old.version + 1);
            end if;
            return new;
        """,
    )


class StaleRow(Exception):
    """Somebody else changed the row since the caller read it. `current` is the row as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__("It was changed in the meantime.")
        self.current = current


@dataclass(frozen=True)
class Difference:
    """A field in which what was seen, what is stored now and what was typed are not all the same."""

    label: str
    kind: str
    before: Any
    now: Any
    yours: Any


@dataclass(frozen=True)
class Conflict:
    by: str
    at: datetime | None
    differences: list[Difference]


def conflict_of(
    current: models.Model, *, version: int, typed: Mapping[str, Any], written: Mapping[str, Callable[[Any], Any]]
) -> Conflict:
    """Compare a row as it was at `version`, as it is now, and what somebody typed over the former.

    `written` has a function for each field whose value is not to be shown as it is stored.
    """
    events: Any = apps.get_model(current._meta.app_label, f"{type(current).__name__}Event")._default_manager
    rows = events.filter(pgh_obj=current.pk).select_related("pgh_context").order_by("-pgh_id")
    latest, before = rows.first(), rows.filter(version=version).first()
    differences = []
    for name, yours in typed.items():
        field: Any = current._meta.get_field(name)
        show = written.get(name, lambda value: value)
        seen = show(getattr(before, field.attname)) if before else None
        now, mine = show(getattr(current, field.attname)), show(getattr(yours, "pk", yours))
        if not seen == now == mine:
            differences.append(Difference(str(field.verbose_name).capitalize(), "text", seen, now, mine))
    return Conflict(by=_who(latest), at=latest.pgh_created_at if latest else None, differences=differences)


def _who(event: Any) -> str:
    user = event.pgh_context.metadata.get("user") if event and event.pgh_context else None
    return User.objects.filter(pk=user).values_list("name", flat=True).first() or "" if user else ""
