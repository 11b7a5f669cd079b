"""How fresh the figures of a gold view are: which day they are as of, and what still waits to be counted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min

from accounts.models import AccountChange
from analytics.dictionary import GoldView
from analytics.models import AccountMetrics
from pipeline.models import ReportingDay


@dataclass(frozen=True)
class StoredMetrics:
    """The accounts' metrics: when the last were computed, as of which days, and since when a change waits."""

    computed_at: datetime | None
    as_of_first: date | None
    as_of_last: date | None
    waiting_since: datetime | None


@dataclass(frozen=True)
class Freshness:
    """Sums follow each deal at once; `metrics`, where the view shows them, follow within seconds."""

    day: date
    pinned: bool
    metrics: StoredMetrics | None


def freshness(view: GoldView) -> Freshness:
    reporting = ReportingDay.current()
    return Freshness(reporting.day, reporting.pinned, _stored_metrics() if view.stored else None)


def _stored_metrics() -> StoredMetrics:
    found = AccountMetrics.objects.aggregate(at=Max("computed_at"), first=Min("as_of"), last=Max("as_of"))
    waiting = AccountChange.objects.order_by("id").values_list("at", flat=True).first()
    return StoredMetrics(found["at"], found["first"], found["last"], waiting)
