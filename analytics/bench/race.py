"""Writers that change the same accounts at once while their metrics are kept: none may end up wrong."""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import connection, transaction

from analytics import services
from analytics.bench.measure import Result
from pipeline.models import Opportunity

WRITERS = 6
WRITES = 200
ACCOUNTS = 20


def run(seed: int) -> list[Result]:
    services.fit_and_rescore()
    took = race(seed, WRITERS, WRITES)
    wrong = services.differences()
    return [
        Result(f"accounts wrong after {WRITERS} writers", len(wrong), "accounts", "= 0", not wrong,
               detail=f"{WRITERS * WRITES:,} writes to {ACCOUNTS} accounts in {took:.1f} s"),
    ]  # fmt: skip


def race(seed: int, writers: int, writes: int) -> float:
    """Let so many writers make so many writes each to the same accounts, with a drain beside them; return seconds.

    Raises what a writer or the drain raised. At the end the log of changes is drained.
    """
    won = Opportunity.objects.won()
    accounts = list(won.order_by("account_id").values_list("account_id", flat=True).distinct()[:ACCOUNTS])
    done = threading.Event()

    def drain() -> None:
        while not done.is_set():
            services.drain_account_changes()

    started = time.perf_counter()
    with ThreadPoolExecutor(writers + 1) as threads:
        drainer = threads.submit(_with_own_connection, drain)
        chances = [random.Random(seed + n) for n in range(writers)]  # noqa: S311 - a benchmark's choice of rows
        try:
            for writer in [
                threads.submit(_with_own_connection, partial(_write, chance, accounts, writes)) for chance in chances
            ]:
                writer.result()
        finally:
            done.set()
        drainer.result()
    services.drain_account_changes()
    return time.perf_counter() - started


def _with_own_connection(work: Callable[[], None]) -> None:
    try:
        work()
    finally:
        connection.close()


def _write(chance: random.Random, accounts: list[int], writes: int) -> None:
    for _ in range(writes):
        account, other = chance.choice(accounts), chance.choice(accounts)
        deals = list(Opportunity.objects.won().filter(account_id=account).values_list("pk", flat=True))
        if not deals:
            continue
        deal = Opportunity.objects.filter(pk=chance.choice(deals))
        with transaction.atomic():
            match chance.randrange(4):
                case 0:
                    deal.update(close_value=chance.randint(1, 9_999))
                case 1:
                    deal.update(account_id=other)
                case 2:
                    deal.delete() if len(deals) > 2 else deal.update(close_value=1)
                case 3:
                    pks = sorted(chance.sample(deals, min(3, len(deals))))
                    Opportunity.objects.filter(pk__in=pks).update(close_value=chance.randint(1, 9_999))
