"""The sweep: every two seconds it does what a lost or never sent hint left undone, without the broker.

Correctness rests on this process and the database alone; Celery only makes the same work happen sooner.
"""

import logging
import threading
from collections.abc import Callable

from django.db import Error, close_old_connections, connection

from analytics import digests, history, nightly, rollup, runs, services
from analytics.batches import DATA_FAULTS
from analytics.recompute import load_core
from pipeline import bulk

logger = logging.getLogger(__name__)

INTERVAL = 2.0  # seconds
NIGHTLY_INTERVAL = 60.0  # seconds between two looks at whether today's run is done, and after one that failed


def drain() -> None:
    """Drain both logs: accounts first, whose figures are seen to be late; sales by month are right without it."""
    services.drain_account_changes()
    rollup.drain_sales_changes()


def sweep_once() -> None:
    """Drain the logs, change the many deals at once and make the model runs that are due or asked for, replay the
    months of what changed, and send the day's e-mails.
    """
    drain()
    bulk.work_off_late_bulk_runs()
    nightly.run_nightly()
    runs.work_off_late_runs()
    history.replay()
    digests.run_digests()


def sweep(stop: threading.Event, interval: float = INTERVAL) -> None:
    """Sweep until `stop` is set. A database that is away is waited for.

    Model runs, the months, the e-mails and changes of many deals have threads of their own: they can take many
    seconds, and the metrics of what changed must not wait for them.
    """
    load_core()
    for name, work, pause in (
        ("nightly", nightly.run_nightly, NIGHTLY_INTERVAL),
        ("runs", runs.work_off_late_runs, interval),
        ("history", history.replay, interval),
        ("digests", digests.run_digests, NIGHTLY_INTERVAL),
        ("bulk", bulk.work_off_late_bulk_runs, interval),
    ):
        threading.Thread(target=_repeat, args=(work, stop, pause), name=name, daemon=True).start()
    _repeat(drain, stop, interval)


def _repeat(work: Callable[[], object], stop: threading.Event, interval: float) -> None:
    while not stop.is_set():
        try:
            work()
        except (Error, *DATA_FAULTS) as error:
            logger.warning("%s failed and is tried again: %s", work.__name__, error)
            connection.close()
        except Exception:  # whatever it is, a thread that ended would leave its work undone for good
            logger.exception("%s failed and is tried again.", work.__name__)
            connection.close()
        close_old_connections()
        stop.wait(interval)
    connection.close()
