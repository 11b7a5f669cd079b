"""Writers that change the same accounts at once while their metrics are kept: none may end up wrong."""

import random
import threading
import time

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
    failures: list[Exception] = []
    done = threading.Event()

    def guarded(work, *arguments) -> None:  # type: ignore[no-untyped-def]
        try:
            work(*arguments)
        except Exception as error:  # noqa: BLE001 - told by the thread that waits
            failures.append(error)
        finally:
            connection.close()

    def drain() -> None:
        while not done.is_set():
            services.drain_account_changes()

    started = time.perf_counter()
    drainer = threading.Thread(target=guarded, args=(drain,))
    threads = [
        threading.Thread(target=guarded, args=(_write, random.Random(seed + n), accounts, writes))  # noqa: S311
        for n in range(writers)
    ]
    for thread in (drainer, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    drainer.join()
    if failures:
        raise failures[0]
    services.drain_account_changes()
    return time.perf_counter() - started


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
