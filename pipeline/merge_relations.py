"""What refers to an account or a contact, and what a merge does with it. A test fails on what is not named here."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db import models
from pghistory.models import Event

Record = dict[str, Any]


@dataclass(frozen=True)
class Relation:
    """A foreign key whose rows move. `once` is unique together with it; a row goes back with its `deal`."""

    model: str
    field: str
    one: str
    many: str
    once: tuple[str, ...] = ()
    deal: str = ""

    @property
    def key(self) -> str:
        return f"{self.model}.{self.field}"

    @property
    def rows(self) -> models.QuerySet[Any]:
        found: models.QuerySet[Any] = apps.get_model(self.model)._base_manager.all()
        return found

    def of(self, pk: int) -> models.QuerySet[Any]:
        return self.rows.filter(**{self.field: pk})

    def words(self, count: int) -> str:
        return self.one if count == 1 else self.many


# Deals first: what hangs on a deal follows it.
OF_ACCOUNTS = (
    Relation("pipeline.Opportunity", "account", "deal", "deals"),
    Relation("accounts.Contact", "account", "contact", "contacts"),
    Relation("pipeline.Activity", "account", "activity", "activities", deal="opportunity"),
    Relation("pipeline.Task", "account", "task", "tasks", deal="opportunity"),
    Relation("pipeline.Attachment", "account", "file", "files"),
    Relation("accounts.Account", "parent", "subsidiary", "subsidiaries"),
)
OF_CONTACTS = (
    Relation("pipeline.Activity", "contact", "activity", "activities"),
    Relation("pipeline.DealContact", "contact", "part in a deal", "parts in deals", once=("opportunity_id",)),
)
# Computed from the deals: they go with their account, and the survivor's are computed anew.
COMPUTED = {"analytics.AccountMetrics.account", "analytics.AccountMonth.account"}


def unknown_relations(model: type[models.Model], known: Iterable[Relation]) -> set[str]:
    """Foreign keys to the model of which a merge would not know what to do. The audit trail keeps what it has."""
    names = {relation.key for relation in known} | COMPUTED
    found = {
        f"{each.related_model._meta.label}.{each.field.name}"
        for each in model._meta.related_objects
        if not issubclass(each.related_model, Event)
    }
    return found - names


def counts(relations: Sequence[Relation], pk: int) -> dict[str, int]:
    return {relation.key: relation.of(pk).count() for relation in relations}


@dataclass
class Moved:
    """The ids of the rows that moved, by relation, and the rows that went because the survivor has such a one."""

    ids: dict[str, list[int]] = field(default_factory=dict)
    dropped: list[Record] = field(default_factory=list)

    @property
    def as_record(self) -> Record:
        return {"moved": self.ids, "dropped": self.dropped}


def move(relations: Sequence[Relation], *, source: int, target: int) -> Moved:
    """Hand over all rows of one record to another, in a number of queries that does not grow with them."""
    moved = Moved()
    for relation in relations:
        rows = relation.of(source)
        if relation.once:
            moved.dropped += _drop_doubles(relation, source=source, target=target)
        # A subsidiary that survives its parent would be its own.
        going = rows.exclude(pk=target) if relation.model == "accounts.Account" else rows
        ids = sorted(going.order_by().values_list("pk", flat=True))
        rows.filter(pk__in=ids).update(**{relation.field: target})
        moved.ids[relation.key] = ids
    return moved


def _drop_doubles(relation: Relation, *, source: int, target: int) -> list[Record]:
    has = set(relation.of(target).values_list(*relation.once))
    doubles = [row for row in relation.of(source) if tuple(getattr(row, name) for name in relation.once) in has]
    kept = rows_as_records(doubles)
    relation.rows.filter(pk__in=[row.pk for row in doubles]).delete()
    return kept


@dataclass(frozen=True)
class Way:
    """How many of the rows that a merge moved go back, and how many were moved on, or deleted, since."""

    relation: Relation
    back: int
    elsewhere: int

    @property
    def what(self) -> str:
        return self.relation.words(self.back)


def ways_back(relations: Sequence[Relation], record: Record, *, survivor: int) -> list[Way]:
    ways = []
    for relation in relations:
        ids = record["moved"].get(relation.key, [])
        if ids:
            back = relation.of(survivor).filter(pk__in=ids).count()
            ways.append(Way(relation, back, len(ids) - back))
    return ways


def move_back(relations: Sequence[Relation], record: Record, *, survivor: int, merged: int) -> None:
    """Give back what was moved and is still where it was moved to; what was written since on a deal goes with it."""
    deals: list[int] = []
    for relation in relations:
        moved = models.Q(pk__in=record["moved"].get(relation.key, []))
        if relation.deal:
            moved |= models.Q(**{f"{relation.deal}__in": deals})
        going = relation.of(survivor).filter(moved)
        if relation.model == "pipeline.Opportunity":
            deals = list(going.values_list("pk", flat=True))
        going.update(**{relation.field: merged})
    for kept in record["dropped"]:
        restore(kept)


def rows_as_records(rows: Iterable[models.Model]) -> list[Record]:
    found: list[Record] = json.loads(serializers.serialize("json", rows))
    return found


def restore(kept: Record) -> None:
    """Put a row back under its own number, as it was."""
    for row in serializers.deserialize("python", [kept]):
        row.save()
