"""Keeping every account's metrics true: after each change, each night, and on demand."""

import logging
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Account, AccountChange
from analytics import clusters, history, rollup
from analytics.batches import DATA_FAULTS, Done, work_through
from analytics.models import AccountMetrics, JobSlot, ModelRun
from analytics.quality import check_quality
from analytics.recompute import STORED, Scheme, compute, sql, store
from pipeline.models import ReportingDay
from pipeline.services import set_reporting_day
from teams.services import forget_idempotency_keys

logger = logging.getLogger(__name__)

SHARDS = 8
_LOCK = 7413  # the first half of the advisory locks' keys; the second half is the shard
_NIGHTLY = SHARDS  # as a second half of the key: the right to the nightly run
_TAKE = 100_000  # entries of the log; an account that changed often is recomputed once for all of them
_EPOCH = date(1970, 1, 1)
_BATCH = 20_000
_KEYS_KEPT = timedelta(days=7)


def drain_account_changes() -> int:
    """Take all changes off the log and recompute their accounts; return how many accounts.

    Safe to run many times at once: each shard of accounts is drained by one transaction at a time, and a shard that
    somebody else holds is left to them and to the next sweep.
    """
    fitted = ModelRun.objects.filter(kind="customers", state=ModelRun.State.CHAMPION)
    if not fitted.exists() and AccountChange.objects.exists():
        fit_and_rescore()
    return sum(_drain_unless_broken(shard) for shard in _shards_with_changes())


def _drain_unless_broken(shard: int) -> int:
    """Drain a shard. What fails has its changes still on the log, and the other shards go on."""
    try:
        return _drain_shard(shard)
    except DATA_FAULTS as error:
        # Also an account that was deleted meanwhile: the next drain finds it gone.
        logger.error("Shard %d of the accounts could not be drained and is tried again: %s", shard, error)
        return 0


def _shards_with_changes() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select distinct mod(account_id, %s) from accounts_accountchange", [SHARDS])
        return [shard for (shard,) in cursor.fetchall()]


def _drain_shard(shard: int) -> int:
    done = 0
    while True:
        with transaction.atomic():
            accounts = _take(shard)
            faulty = _recompute(accounts).faulty if accounts else []
        done += len(accounts) - len(faulty)
        if faulty or not accounts:
            return done


def _recompute(accounts: list[int]) -> Done:
    """Recompute accounts. Those that cannot be keep their metrics and go back on the log: they hold up no other."""
    scheme = Scheme.current(ReportingDay.current().day)
    done = work_through(accounts, lambda part: store(compute(part, scheme), scheme))
    AccountChange.objects.bulk_create(AccountChange(account_id=account) for account in done.faulty)
    return done


def _lock(shard: int) -> bool:
    """Take the shard for this transaction, unless somebody else has it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", [_LOCK, shard])
        return bool(cursor.fetchone()[0])


def _take(shard: int) -> list[int]:
    if not _lock(shard):
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql("take_changes"), {"shards": SHARDS, "shard": shard, "limit": _TAKE})
        return [account for (account,) in cursor.fetchall()]


@transaction.atomic
def rescore_all(run: ModelRun | None = None) -> int:
    """Compute every account's metrics anew, by a new champion if one is given; return how many rows changed."""
    _lock_all_shards()
    if run is not None:
        ModelRun.objects.filter(kind=run.kind, state=ModelRun.State.CHAMPION).update(state=ModelRun.State.RETIRED)
        run.state = ModelRun.State.CHAMPION
        run.save()
    # What the log holds is computed below anyway.
    AccountChange.objects.all().delete()
    history.mark_all()
    return sum(_recompute(batch).changed for batch in _batches())


def _batches() -> Iterator[list[int]]:
    """All accounts, some at a time, by key."""
    last = 0
    while batch := list(Account.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        yield batch
        last = batch[-1]


def _lock_all_shards() -> None:
    """Wait for every drain under way, and keep others away until the transaction ends."""
    with connection.cursor() as cursor:
        for shard in range(SHARDS):  # always in this order, or two of us would wait for each other
            cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_LOCK, shard])


def fit_and_rescore() -> ModelRun:
    """Fit thresholds and models on all won deals up to the reporting day, and score every account by them.

    The months follow after the commit, when no drain waits any more. If that fails, the sweep does it.
    """
    started = time.monotonic()
    as_of = ReportingDay.current().day
    run = _fit(as_of)
    run.seconds = round(time.monotonic() - started, 3)
    changed = rescore_all(run)
    transaction.on_commit(history.replay, robust=True)
    logger.info("Fitted as of %s in %.1f s; %d accounts have new metrics.", as_of, run.seconds, changed)
    return run


def _fit(as_of: date) -> ModelRun:
    from analytics.core.fitting import fit

    with connection.cursor() as cursor:
        cursor.execute(sql("purchase_days"), {"as_of": as_of})
        rows = cursor.fetchall()
    account, day, value, wins = zip(*rows, strict=True) if rows else ((), (), (), ())
    fitted = fit(account, day, value, wins, as_of)
    return ModelRun(
        as_of=as_of,
        window_from=_EPOCH + timedelta(days=min(day)) if day else None,
        window_to=_EPOCH + timedelta(days=max(day)) if day else None,
        parameters=fitted.parameters,
        metrics=fitted.metrics,
        reasons=fitted.reasons,
    )


def differences() -> list[int]:
    """Return the accounts whose stored metrics differ from a full recomputation (the self-audit)."""
    scheme = Scheme.current(ReportingDay.current().day)
    stored = {row[0]: row for row in AccountMetrics.objects.values_list(*STORED)}
    wrong: list[int] = []
    for batch in _batches():
        columns = compute(batch, scheme)
        for row in zip(*(columns[name] for name in STORED), strict=True):
            if _as_stored(row) != stored.pop(row[0], None):
                wrong.append(row[0])
    return sorted([*wrong, *stored])


def _as_stored(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give the forecasts of a computed row the types that they have in the table."""
    *sums, purchases, p_alive, cltv = row
    return (*sums, _decimal(purchases, 4), _decimal(p_alive, 4), _decimal(cltv, 2))


def _decimal(value: float | None, places: int) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.{places}f}")


def advance_reporting_day(today: date) -> bool:
    """Move the reporting day to `today` unless it is pinned or there already; say whether it moved."""
    stored = ReportingDay.objects.first()
    if stored is not None and (stored.pinned or stored.day >= today):
        return False
    set_reporting_day(today, pinned=False)
    return True


@transaction.atomic
def run_nightly(now: datetime | None = None) -> bool:
    """Advance the day, refit, rescore, audit and check the data, once a day however many ask; say whether it ran now.

    The day is marked as done by the same transaction as the work: a run that was killed is done again.
    """
    today = timezone.localdate(now)
    if _done(today) or not _lock(_NIGHTLY) or _done(today):
        return False
    slot = JobSlot(name="nightly", slot=today.isoformat())
    advance_reporting_day(today)
    fit_and_rescore()
    clusters.ask_for_clusters(now=now)
    rollup.audit_sales()
    check_quality(now=now)
    forget_idempotency_keys(before=(now or timezone.now()) - _KEYS_KEPT)
    slot.finished_at = timezone.now()
    slot.save()
    return True


def _done(day: date) -> bool:
    return JobSlot.objects.filter(name="nightly", slot=day.isoformat()).exists()
