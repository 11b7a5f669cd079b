"""What a change of a deal costs, and how soon it shows."""

import random
import time

from django.db import connection, transaction

from analytics import history, services
from analytics.bench.measure import Result, p95, ratio, seconds
from analytics.models import AccountMetrics, AccountMonth
from pipeline.models import Opportunity

SAVES = 200
DEALS_PER_ACCOUNT = 10
FLOOR = "select account_id, max(close_date), count(*), sum(close_value) from pipeline_opportunity group by account_id"


def run(seed: int) -> list[Result]:
    chance = random.Random(seed)  # noqa: S311 - a benchmark's choice of rows
    services.fit_and_rescore()
    return [_full(chance), _saving(chance), _until_visible(chance), _drain_rate(), _replay_rate()]


def _full(chance: random.Random) -> Result:
    """A full recomputation that writes only what differs, against one scan with the same sums."""

    def scan() -> None:
        with connection.cursor() as cursor:
            cursor.execute(FLOOR)
            cursor.fetchall()

    return ratio("full recomputation, against a scan and its sums", services.rescore_all, scan, at_most=5)


def _saving(chance: random.Random) -> Result:
    """An update with its trigger and change row, against the same update with triggers off."""
    keys = _some_wins(chance)

    def save(role: str) -> None:
        for key in keys:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("select set_config('session_replication_role', %s, true)", [role])
                cursor.execute("update pipeline_opportunity set close_value = close_value + 1 where id = %s", [key])

    return ratio(
        "saving a deal, against the bare update", lambda: save("origin"), lambda: save("replica"), at_most=1.5
    )


def _until_visible(chance: random.Random) -> Result:
    times = []
    for key in _some_wins(chance):
        account = Opportunity.objects.values_list("account_id", flat=True).get(pk=key)
        started = time.perf_counter()
        Opportunity.objects.filter(pk=key).update(close_value=chance.randint(1, 9_999))
        services.drain_account_changes()
        AccountMetrics.objects.get(pk=account)
        times.append(time.perf_counter() - started)
    value = p95(times) * 1000
    return Result("saved until visible, 95th percentile", round(value, 1), "ms", "≤ 50", value <= 50)


def _drain_rate() -> Result:
    Opportunity.objects.won().update(close_value=1)
    touched = AccountMetrics.objects.buyers().count()
    took = seconds(services.drain_account_changes)
    return Result("drain of all buyers", round(touched / took), "accounts/s", "≥ 10000", touched / took >= 10_000,
                  detail=f"{touched} accounts in {took:.1f} s")  # fmt: skip


def _replay_rate() -> Result:
    """All months anew, as after the first import; the nightly run only writes what differs."""
    AccountMonth.objects.all().delete()
    history.mark_all()
    took = seconds(history.replay)
    history.mark_all()
    again = seconds(history.replay)
    months = AccountMonth.objects.count()
    return Result("replay of all months", round(months / took), "months/s", "≥ 20000", months / took >= 20_000,
                  detail=f"{months} months in {took:.1f} s, {again:.1f} s where nothing differs")  # fmt: skip


def _some_wins(chance: random.Random) -> list[int]:
    keys = list(Opportunity.objects.won().order_by("pk").values_list("pk", flat=True)[:20_000])
    return chance.sample(keys, min(SAVES, len(keys)))
