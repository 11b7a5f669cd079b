"""The comparison of ways to group customers: asked for in the database, made by whoever finds that, kept as a run.

It takes some tens of seconds, so it is made each night and on demand, never when a page is read.
"""

import logging
import time
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from analytics.models import AccountMetrics, JobSlot, ModelRun
from pipeline.hints import hint_clusters
from pipeline.models import ReportingDay
from teams import visibility
from teams.models import User

logger = logging.getLogger(__name__)

KIND = "clusters"


def ask_for_clusters(*, by: User | None = None, now: datetime | None = None) -> bool:
    """Ask for a comparison unless one is asked for already; say whether it was asked for now.

    A worker or the sweep makes it. The nightly run asks for nobody.
    """
    if by is not None and not visibility.may_make_model_runs(by):
        raise PermissionDenied("Only directors, analysts and administrators have clusters compared.")
    if asked_at() is not None:
        return False
    moment = now or timezone.now()
    JobSlot.objects.get_or_create(name=KIND, slot=moment.isoformat(), defaults={"claimed_at": moment})
    hint_clusters()
    return True


def asked_at() -> datetime | None:
    """Since when a comparison is asked for and not done; None where none is."""
    return JobSlot.objects.filter(name=KIND, finished_at=None).aggregate(at=Min("claimed_at"))["at"]


@transaction.atomic
def make_asked_comparison() -> bool:
    """Make the comparison that is asked for, unless somebody else is at it; say whether it was made.

    Asking and making end in one transaction: what is killed is made again.
    """
    asked = JobSlot.objects.select_for_update(skip_locked=True).filter(name=KIND, finished_at=None)
    slots = list(asked.values_list("pk", flat=True))
    if not slots:
        return False
    compare_clusters()
    JobSlot.objects.filter(pk__in=slots).update(finished_at=timezone.now())
    return True


def compare_clusters() -> ModelRun:
    """Compare the ways to group all accounts that have bought, and keep what was found as the champion."""
    from analytics.core.clustering import compare

    started = time.monotonic()
    buyers = AccountMetrics.objects.buyers().exclude(segment=None).order_by("account_id")
    rows = list(buyers.values_list("account_id", "recency", "frequency", "monetary", "segment__key"))
    values = [[float(value or 0) for value in row[1:4]] for row in rows]
    compared = compare(values, [row[4] for row in rows], before=_centroids_before())
    # Of KMeans the page places every account by the centroids, as its figures are now. The other methods cannot place
    # an account that was not there, so what they said of the accounts that were scored, 1,000 at most, is kept.
    labels = {"accounts": [rows[place][0] for place in compared.sample.tolist()], "labels": compared.labels}
    window = buyers.aggregate(first=Min("first_won_on"), last=Max("last_won_on"))
    run = ModelRun(
        kind=KIND,
        as_of=ReportingDay.current().day,
        window_from=window["first"],
        window_to=window["last"],
        parameters=compared.parameters | labels,
        metrics=compared.metrics,
        reasons=compared.reasons,
        seconds=round(time.monotonic() - started, 3),
    )
    _make_champion(run)
    logger.info("Compared clusters of %d accounts in %.1f s.", len(rows), run.seconds)
    return run


def current_clusters() -> ModelRun | None:
    return ModelRun.objects.filter(kind=KIND, state=ModelRun.State.CHAMPION).first()


def _centroids_before() -> dict[str, Any]:
    """Of the last run that found any: a night with too few accounts must not cost the clusters their names."""
    last = ModelRun.objects.filter(kind=KIND).exclude(parameters__centroids={}).first()
    return last.parameters["centroids"] if last else {}


@transaction.atomic
def _make_champion(run: ModelRun) -> None:
    for old in ModelRun.objects.select_for_update().filter(kind=KIND, state=ModelRun.State.CHAMPION):
        # Nobody asks an old run for its accounts, and of a year of nights they would be 20 MB.
        old.parameters = {name: value for name, value in old.parameters.items() if name not in {"accounts", "labels"}}
        old.state = ModelRun.State.RETIRED
        old.save(update_fields=["parameters", "state"])
    run.state = ModelRun.State.CHAMPION
    run.save()
