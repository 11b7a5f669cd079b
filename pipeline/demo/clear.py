"""Remove what the demo made, and nothing else.

A row of the demo that something of the users' own hangs on stays: a deal with a note that somebody wrote, the account
of a deal that somebody entered, the owner and the product of that deal. So does what it hangs on in turn.
"""

from dataclasses import dataclass
from typing import Any

import pghistory
from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, ForeignKey, OuterRef

from pipeline.demo.load import DemoRefused, Report
from pipeline.models import DemoBatch, ReportingDay

# What is part of its row or computed from it, by model and field: it goes along and holds nothing back.
GOES_ALONG = {
    ("pipeline.StageChange", "opportunity"),
    ("pipeline.LastTouch", "opportunity"),
    ("analytics.AccountMetrics", "account"),
    ("pipeline.BulkRun", "started_by"),
    ("pipeline.SavedView", "owner"),
    ("teams.ApiToken", "user"),
    ("teams.IdempotencyKey", "user"),
    ("teams.Notification", "user"),
    ("teams.NotificationChoice", "user"),
    ("teams.Digest", "user"),
    ("admin.LogEntry", "user"),
}


@dataclass(frozen=True)
class Cleared:
    removed: int
    kept: dict[str, list[str]]  # what stays, by the plural of its kind


@pghistory.context(command="seed_demo --clear")
@transaction.atomic
def clear(*, report: Report) -> Cleared:
    """Remove the demo's rows and give the reporting day back; raise DemoRefused where there are none.

    What has to stay stays of the demo: when nothing hangs on it any more, clearing again removes it.
    """
    batch = DemoBatch.objects.select_for_update().first()
    if batch is None:
        raise DemoRefused("There is no demo data to remove.")
    removed = _remove_all(batch, report)
    kept = {label: list(_rows(batch, label)) for label in batch.rows}
    if any(kept.values()):
        batch.keep({label: [row.pk for row in rows] for label, rows in kept.items()})
        batch.save()
    else:
        batch.delete()
    _give_reporting_day_back(batch)
    names = {str(rows[0]._meta.verbose_name_plural): [str(row) for row in rows] for rows in kept.values() if rows}
    return Cleared(removed, names)


def _remove_all(batch: DemoBatch, report: Report) -> int:
    """Remove in rounds, as rows wait for those that refer to them; users and teams refer to each other."""
    removed = 0
    while True:
        in_round = 0
        for label in batch.rows:
            count = _remove_free(batch, label)
            if count:
                report(str(apps.get_model(label)._meta.verbose_name_plural), count)
            in_round += count
        if not in_round:
            return removed
        removed += in_round


def _remove_free(batch: DemoBatch, label: str) -> int:
    """Remove those rows of a model that nothing refers to; return how many of the model itself."""
    rows = _rows(batch, label)
    for reference in _references(rows.model):
        rows = rows.exclude(Exists(reference.model._base_manager.filter(**{reference.name: OuterRef("pk")})))
    _, by_model = rows.delete()
    return by_model.get(label, 0)


def _rows(batch: DemoBatch, label: str) -> models.QuerySet[models.Model]:
    model: type[models.Model] = apps.get_model(label)
    return model._base_manager.filter(batch.condition(label)).order_by("pk")


def _references(model: type[models.Model]) -> list[ForeignKey[Any, Any]]:
    """Return the foreign keys to a model that hold its rows back. The audit trail's are none: it outlives the rows."""
    fields = [field for other in apps.get_models() for field in other._meta.concrete_fields]
    return [
        field
        for field in fields
        if isinstance(field, ForeignKey)
        and field.related_model is model
        and not _is_audit(field.model)
        and (field.model._meta.label, field.name) not in GOES_ALONG
    ]


def _is_audit(model: type[models.Model]) -> bool:
    return hasattr(model, "pgh_tracked_model") or model._meta.app_label == "pghistory"


def _give_reporting_day_back(batch: DemoBatch) -> None:
    """Pin the day again that an import had pinned; leave one that somebody has pinned since."""
    day = ReportingDay.objects.filter(pinned=False)
    if batch.day_before is None:
        day.delete()
    elif batch.pinned_before:
        day.update(day=batch.day_before, pinned=True)
