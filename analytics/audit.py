"""The self-audit: what is stored of every account against a full recomputation. Nothing may ever differ."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Account, AccountChange
from analytics import history, services
from analytics.models import AccountToReplay, RescoreChunk, SelfAudit
from analytics.recompute import Scheme
from pipeline.models import ReportingDay
from teams import visibility
from teams.models import User

logger = logging.getLogger(__name__)

NAMED = 1_000  # accounts that an alert keeps by number


def audit(*, now: datetime | None = None) -> SelfAudit | None:
    """Compare metrics and months of every account with a full recomputation; keep and return what was found.

    What is on a log is late and not wrong, so the logs are worked off first, and what seems to differ is looked at
    once more with every drain held off. None before any reporting day is stored: then figures move with the clock.
    """
    services.drain_account_changes()
    history.replay()
    if not ReportingDay.objects.exists():
        return None
    wrong = sorted({*_wrong_metrics(services.differences()), *_wrong_months(history.differences())})
    found = SelfAudit.objects.create(
        audited_at=now or timezone.now(),
        as_of=ReportingDay.current().day,
        accounts=Account.objects.count(),
        wrong=wrong[:NAMED],
        wrong_count=len(wrong),
    )
    if wrong:
        logger.error(
            "Self-audit: the stored figures of %d accounts differ from their deals: %s", len(wrong), wrong[:20]
        )
    return found


@transaction.atomic
def _wrong_metrics(accounts: Sequence[int]) -> list[int]:
    """Those that still differ while no drain is under way, and that no drain has still to recompute."""
    if not accounts:
        return []
    services.lock_all_shards()
    scheme = Scheme.current(ReportingDay.current().day)
    wrong = services.differing(accounts, scheme)
    # Asked last: a deal that was saved before the recomputation is on the log, which nobody takes from now.
    late = set(AccountChange.objects.filter(account_id__in=wrong).values_list("account_id", flat=True))
    return [] if RescoreChunk.objects.exists() else [account for account in wrong if account not in late]


@transaction.atomic
def _wrong_months(accounts: Sequence[int]) -> list[int]:
    if not accounts or not history.hold():
        return []
    wrong = history.differences(accounts)
    late = set(AccountToReplay.objects.values_list("account_id", flat=True))
    late |= set(AccountChange.objects.filter(account_id__in=wrong).values_list("account_id", flat=True))
    return [] if None in late else [account for account in wrong if account not in late]


def recompute(found: SelfAudit, *, by: User) -> bool:
    """Recompute the accounts that an alert names; say whether that healed them.

    They go on the log as if their deals had changed. An account that cannot be computed stays wrong and on the log.
    """
    if not visibility.may_make_model_runs(by):
        raise PermissionDenied("Only directors, analysts and administrators recompute accounts.")
    accounts = list(Account.objects.filter(pk__in=found.wrong).values_list("pk", flat=True))
    AccountChange.objects.bulk_create(AccountChange(account_id=account) for account in accounts)
    services.drain_account_changes()
    history.replay()
    return _heal(found, by)


def close_healed() -> int:
    """Close the alerts whose accounts differ no more, as after a run that scored every account; return how many."""
    alerts = SelfAudit.objects.filter(wrong_count__gt=0, healed_at=None)
    return sum(_heal(found, None) for found in alerts)


def _heal(found: SelfAudit, by: User | None) -> bool:
    scheme = Scheme.current(ReportingDay.current().day)
    if services.differing(found.wrong, scheme) or history.differences(found.wrong):
        return False
    found.healed_at, found.healed_by = timezone.now(), by
    found.save(update_fields=["healed_at", "healed_by"])
    return True
