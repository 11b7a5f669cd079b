"""What the audit trail says of a deal: which fields changed, from what to what, who did it and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import Account
from pipeline.models import LostReason, Opportunity, Product, Stage
from teams.models import User
from teams.row_versions import Conflict, Difference


@dataclass(frozen=True)
class Tracked:
    """A field that people know by a label: how its values are written, and whose rows its ids are."""

    label: str
    kind: str = "text"
    model: type[models.Model] | None = None


FIELDS = {
    "account": Tracked("Account", model=Account),
    "product": Tracked("Product", model=Product),
    "quantity": Tracked("Quantity"),
    "amount": Tracked("Amount", "money"),
    "stage": Tracked("Stage", model=Stage),
    "owner": Tracked("Owner", model=User),
    "engage_date": Tracked("Engaged", "day"),
    "expected_close_date": Tracked("Expected close", "day"),
    "close_date": Tracked("Closed", "day"),
    "close_value": Tracked("Amount won", "money"),
    "lost_reason": Tracked("Reason", model=LostReason),
    "next_step": Tracked("Next step"),
    "next_step_on": Tracked("Next step on", "day"),
}


@dataclass(frozen=True)
class Change:
    """One field of one edit; the values are ready to be written by `kind`."""

    name: str
    label: str
    kind: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Edit:
    at: datetime
    by: str
    changes: list[Change]


def events_of(deal: Opportunity) -> models.QuerySet[Any]:
    """The rows that the deal has had, the newest first."""
    rows: models.QuerySet[Any] = apps.get_model("pipeline", "OpportunityEvent")._default_manager.all()
    return rows.filter(pgh_obj=deal.pk).select_related("pgh_context").order_by("-pgh_id")


def former_row(deal: Opportunity, *, version: int) -> Any | None:
    """Return the deal's row at that version, or None where the trail does not reach back to it."""
    return events_of(deal).filter(version=version).first()


def edits_of(deal: Opportunity, *, limit: int, before: datetime | None = None) -> list[Edit]:
    """Return the latest edits of fields, the newest first."""
    events = events_of(deal).filter(pgh_created_at__lt=before) if before else events_of(deal)
    rows = list(events[: limit + 1])
    pairs = [(old, new) for new, old in pairwise(rows)]
    names = _names([row for pair in pairs for row in pair if _changed(*pair)])
    people = people_called(new for _, new in pairs)
    return [
        Edit(
            new.pgh_created_at,
            people.get(acting_user(new), ""),
            [_change(old, new, n, names) for n in _changed(old, new)],
        )
        for old, new in pairs
    ]


def conflict_of(current: Opportunity, *, version: int, typed: Mapping[str, Any]) -> Conflict:
    """Compare the deal as it was at `version`, as it is now, and what somebody typed over the former."""
    latest = events_of(current).first()
    before = former_row(current, version=version)
    names = _names([row for row in (latest, before) if row is not None])
    people = people_called([latest] if latest else [])
    differences = []
    for name, field in FIELDS.items():
        seen, now = _read(before, name, names), _plain(getattr(current, name))
        yours = _plain(typed[name]) if name in typed else seen
        if now != seen or (name in typed and yours != now):
            differences.append(Difference(field.label, field.kind, seen, now, yours if name in typed else None))
    at = latest.pgh_created_at if latest else None
    return Conflict(by=people.get(acting_user(latest), "") if latest else "", at=at, differences=differences)


def _changed(old: Any, new: Any) -> list[str]:
    return [name for name in FIELDS if _raw(old, name) != _raw(new, name)]


def _change(old: Any, new: Any, name: str, names: Mapping[str, Mapping[int, str]]) -> Change:
    field = FIELDS[name]
    return Change(name, field.label, field.kind, _read(old, name, names), _read(new, name, names))


def _raw(row: Any, name: str) -> Any:
    return getattr(row, f"{name}_id" if FIELDS[name].model else name)


def _read(row: Any | None, name: str, names: Mapping[str, Mapping[int, str]]) -> Any:
    if row is None:
        return None
    value = _raw(row, name)
    if FIELDS[name].model and value is not None:
        return names[name].get(value, "deleted")
    return value


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, models.Model) else value


def _names(rows: list[Any]) -> dict[str, dict[int, str]]:
    """Return the names behind the ids of the rows, by field: one query for each field that has any."""
    return {
        name: _rows_called(field.model, {_raw(row, name) for row in rows} - {None})
        for name, field in FIELDS.items()
        if field.model
    }


def _rows_called(model: type[models.Model], ids: set[int]) -> dict[int, str]:
    return {row.pk: str(row) for row in model._default_manager.filter(pk__in=ids)} if ids else {}


def acting_user(event: Any) -> int | None:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def people_called(events: Iterable[Any]) -> dict[int | None, str]:
    ids = {acting_user(event) for event in events} - {None}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
