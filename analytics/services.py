"""Keeping every account's metrics true: after each change of a deal, and after each change of the model."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from accounts.models import Account, AccountChange
from analytics import history
from analytics.batches import DATA_FAULTS, Done, work_through
from analytics.models import AccountMetrics, ModelRun, Origin, RescoreChunk, ScoreScheme
from analytics.recompute import STORED, Scheme, compute, sql, store
from pipeline.hints import hint_shards
from pipeline.models import ReportingDay
from teams.models import User

logger = logging.getLogger(__name__)

SHARDS = 8
_LOCK = 7413  # the first half of the advisory locks' keys; the second half is the shard
CHUNK = 20_000  # accounts that one transaction scores for a new champion
_TAKE = 100_000  # entries of the log; an account that changed often is recomputed once for all of them
_EPOCH = date(1970, 1, 1)


def drain_account_changes() -> int:
    """Take all changes off the log and recompute their accounts; return how many accounts.

    Accounts that a new champion has still to score are scored in the same way. Safe to run many times at once: each
    shard of accounts is drained by one transaction at a time, and a shard that somebody else holds is left to them
    and to the next sweep.
    """
    fitted = ModelRun.objects.of_customers().filter(state=ModelRun.State.CHAMPION)
    if not fitted.exists() and AccountChange.objects.exists():
        fit_and_rescore()
    return sum(_drain_unless_broken(shard) for shard in _shards_with_work())


def drain_shard(shard: int) -> int:
    """Drain one shard: a Celery group of these scores a large book, so many at once as there are workers."""
    return _drain_unless_broken(shard)


def _drain_unless_broken(shard: int) -> int:
    """Drain a shard. What fails has its changes still on the log, and the other shards go on."""
    try:
        return _drain_shard(shard)
    except DATA_FAULTS as error:
        # Also an account that was deleted meanwhile: the next drain finds it gone.
        logger.error("Shard %d of the accounts could not be drained and is tried again: %s", shard, error)
        return 0


def _shards_with_work() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql("shards_with_work"), [SHARDS])
        return [shard for (shard,) in cursor.fetchall()]


def _drain_shard(shard: int, *, wait: bool = False) -> int:
    """Recompute what the log and the next chunk name, a transaction each time, until neither names any.

    Changes come with every chunk, so that a change of a deal need not wait until a large book is scored.
    """
    done = 0
    while True:
        with transaction.atomic():
            if not _lock(shard, wait=wait):
                return done
            accounts = set(_take(shard))
            chunk = RescoreChunk.objects.filter(shard=shard).first()
            if chunk is not None:
                accounts.update(_accounts_of(chunk))
                chunk.delete()
            faulty = _recompute(sorted(accounts)).faulty if accounts else []
        done += len(accounts) - len(faulty)
        if chunk is None and (faulty or not accounts):
            return done


def _accounts_of(chunk: RescoreChunk) -> Iterator[int]:
    accounts = Account.objects.filter(pk__range=(chunk.first_account, chunk.last_account))
    return accounts.annotate(shard=F("pk") % SHARDS).filter(shard=chunk.shard).values_list("pk", flat=True).iterator()


def _recompute(accounts: list[int]) -> Done:
    """Recompute accounts. Those that cannot be keep their metrics and go back on the log: they hold up no other."""
    scheme = Scheme.current(ReportingDay.current().day)
    done = work_through(accounts, lambda part: store(compute(part, scheme), scheme))
    AccountChange.objects.bulk_create(AccountChange(account_id=account) for account in done.faulty)
    return done


def _lock(shard: int, *, wait: bool = False) -> bool:
    """Take the shard for this transaction, unless somebody else has it and we do not wait for them."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_LOCK, shard])
            return True
        cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", [_LOCK, shard])
        return bool(cursor.fetchone()[0])


def _take(shard: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql("take_changes"), {"shards": SHARDS, "shard": shard, "limit": _TAKE})
        return [account for (account,) in cursor.fetchall()]


def rescore_all(run: ModelRun | None = None) -> int:
    """Compute every account's metrics anew, by a new champion if one is given; return how many accounts.

    A small book is one transaction. Of a large one the champion changes first and each chunk of accounts is a
    transaction: readers never wait, and a change of a deal waits for one chunk at most. Whoever drains works off
    chunks too: what is killed here is finished by the next sweep. Raises what the data do to a computation.
    """
    done = start_rescoring(run)
    shards = RescoreChunk.objects.order_by("shard").values_list("shard", flat=True).distinct()
    return done + sum(_drain_shard(shard, wait=True) for shard in list(shards))


@transaction.atomic
def start_rescoring(run: ModelRun | None = None) -> int:
    """Make the run champion, if one is given, and put every account into a chunk; return how many are scored already.

    A book of one chunk is scored here and now: cut into shards it takes twice as long, for each shard's deals lie
    all over the table, and its readers would see two models side by side for nothing.
    """
    lock_all_shards()  # no drain is between reading the old champion and storing its scores
    if run is not None:
        ModelRun.objects.filter(kind=run.kind, state=ModelRun.State.CHAMPION).update(state=ModelRun.State.RETIRED)
        run.state = ModelRun.State.CHAMPION
        run.save()
    RescoreChunk.objects.all().delete()
    history.mark_all()
    accounts = list(Account.objects.order_by("pk").values_list("pk", flat=True)[: CHUNK + 1])
    if len(accounts) > CHUNK:
        _split()
        return 0
    # What the log holds is computed below anyway.
    AccountChange.objects.all().delete()
    return len(accounts) - len(_recompute(accounts).faulty)


def _split() -> None:
    """Cut all accounts into chunks, and ask for a task a shard: as many at once as there are workers."""
    with connection.cursor() as cursor:
        cursor.execute(sql("split"), {"shards": SHARDS, "size": CHUNK})
    hint_shards(range(SHARDS))


def _batches() -> Iterator[list[int]]:
    """All accounts, some at a time, by key."""
    last = 0
    while batch := list(Account.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield batch
        last = batch[-1]


def lock_all_shards() -> None:
    """Wait for every drain under way, and keep others away until the transaction ends."""
    for shard in range(SHARDS):  # always in this order, or two of us would wait for each other
        _lock(shard, wait=True)


def fit_and_rescore(
    *, origin: str = Origin.DATA, by: User | None = None, report: Callable[[str], None] = lambda step: None
) -> ModelRun:
    """Fit thresholds and models on all won deals up to the reporting day, and score every account by them.

    A fit that jumps against the champion is kept as refused, and the accounts are scored by the champion. `report`
    hears each step of RunRequest.Step before it begins. The months follow after the commit, when no drain waits any
    more. If that fails, the sweep does it.
    """
    started = time.monotonic()
    report("read")
    run = _fit(ReportingDay.current().day, report)
    run.origin, run.asked_by = origin, by
    run.seconds = run.metrics["fit_seconds"] = round(time.monotonic() - started, 3)
    report("score")
    refused = run.state == ModelRun.State.REFUSED
    run.save()
    accounts = rescore_all(None if refused else run)
    run.seconds = round(time.monotonic() - started, 3)
    run.save(update_fields=["seconds"])
    report("months")
    transaction.on_commit(history.replay, robust=True)
    if refused:
        logger.error("Model run %d was refused, and the champion stays: %s", run.pk, run.reasons["refused"])
    logger.info("Fitted as of %s and scored %d accounts in %.1f s.", run.as_of, accounts, run.seconds)
    return run


def adopt(run: ModelRun, *, because: str) -> int:
    """Make a retired or refused run champion again and score every account by it; return how many accounts."""
    run.reasons["champion"] = because
    accounts = rescore_all(run)
    transaction.on_commit(history.replay, robust=True)
    return accounts


def _fit(as_of: date, report: Callable[[str], None]) -> ModelRun:
    from analytics.core.fitting import Champion, fit

    with connection.cursor() as cursor:
        cursor.execute(sql("purchase_days"), {"as_of": as_of})
        rows = cursor.fetchall()
    account, day, value, wins = zip(*rows, strict=True) if rows else ((), (), (), ())
    champion = ModelRun.objects.of_customers().champion()
    fitted = fit(
        account,
        day,
        value,
        wins,
        as_of,
        fixed=ScoreScheme.current().thresholds == ScoreScheme.Thresholds.FIXED,
        champion=Champion(champion.parameters, champion.metrics) if champion else None,
        report=report,
    )
    return ModelRun(
        as_of=as_of,
        window_from=_EPOCH + timedelta(days=min(day)) if day else None,
        window_to=_EPOCH + timedelta(days=max(day)) if day else None,
        parameters=fitted.parameters,
        metrics=fitted.metrics | {"champion_before": champion and champion.pk},
        reasons=fitted.reasons,
        state=ModelRun.State.REFUSED if fitted.refused else ModelRun.State.CANDIDATE,
    )


def differences() -> list[int]:
    """Return the accounts whose stored metrics differ from a full recomputation."""
    scheme = Scheme.current(ReportingDay.current().day)
    return sorted(account for batch in _batches() for account in differing(batch, scheme))


def differing(accounts: Sequence[int], scheme: Scheme) -> list[int]:
    """Those of the accounts whose stored metrics differ from their recomputation, or are missing."""
    columns = compute(accounts, scheme)
    stored = {row[0]: row for row in AccountMetrics.objects.filter(account__in=accounts).values_list(*STORED)}
    computed = zip(*(columns[name] for name in STORED), strict=True)
    return [row[0] for row in computed if _as_stored(row) != stored.get(row[0])]


def _as_stored(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give the forecasts of a computed row the types that they have in the table."""
    *sums, purchases, p_alive, cltv = row
    return (*sums, _decimal(purchases, 4), _decimal(p_alive, 4), _decimal(cltv, 2))


def _decimal(value: float | None, places: int) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.{places}f}")
