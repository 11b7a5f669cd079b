"""The nightly run: audit what is stored, move the reporting day on, fit and score anew, check the data."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from analytics import audit, rollup, runs
from analytics.models import JobSlot, Origin
from analytics.quality import check_quality
from pipeline.merge_undo import forget_merges
from pipeline.models import ReportingDay
from pipeline.services import set_reporting_day
from teams.services import forget_idempotency_keys

_NAME = "nightly"
_KEYS_KEPT = timedelta(days=7)


def advance_reporting_day(today: date) -> bool:
    """Move the reporting day to `today` unless it is pinned or there already; say whether it moved."""
    stored = ReportingDay.objects.first()
    if stored is not None and (stored.pinned or stored.day >= today):
        return False
    set_reporting_day(today, pinned=False)
    return True


def run_nightly(now: datetime | None = None) -> bool:
    """Do the night's work once a day however many ask; say whether it was done now.

    Each step is safe to do again, and the day is marked as done after the last: what was killed is done again. The
    audit comes first, for the run that follows computes every account anew and would hide what was wrong.
    """
    today = timezone.localdate(now)
    if _done(today):
        return False
    with runs.making_runs() as ours:
        if not ours or _done(today):
            return False
        audit.audit(now=now)
        advance_reporting_day(today)
        runs.refit(origin=Origin.NIGHTLY)
        audit.close_healed()
        runs.ask_nightly_for_clusters()
        rollup.audit_sales()
        check_quality(now=now)
        forget_merges(before=now or timezone.now())
        forget_idempotency_keys(before=(now or timezone.now()) - _KEYS_KEPT)
        JobSlot.objects.create(name=_NAME, slot=today.isoformat(), finished_at=timezone.now())
    return True


def _done(day: date) -> bool:
    return JobSlot.objects.filter(name=_NAME, slot=day.isoformat()).exists()
