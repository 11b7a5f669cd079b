"""The comparison of ways to group customers, kept as a run.

It takes some tens of seconds, so it is made each night and on demand (analytics.runs), never when a page is read.
"""

import logging
import time
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from analytics.models import AccountMetrics, ModelRun
from pipeline.models import ReportingDay

logger = logging.getLogger(__name__)

KIND = "clusters"


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
    return ModelRun.objects.filter(kind=KIND).champion()


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
