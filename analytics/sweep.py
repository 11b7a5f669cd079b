"""The sweep: every two seconds it does what a lost or never sent hint left undone, without the broker.

Correctness rests on this process and the database alone; Celery only makes the same work happen sooner.
"""

import logging
import threading

from django.db import Error, close_old_connections, connection

from analytics import services
from analytics.recompute import load_core

logger = logging.getLogger(__name__)

INTERVAL = 2.0  # seconds


def sweep_once() -> None:
    """Drain the log, and do the nightly run if today's is still to be done."""
    services.drain_account_changes()
    services.run_nightly()


def sweep(stop: threading.Event, interval: float = INTERVAL) -> None:
    """Sweep until `stop` is set. A database that is away is waited for."""
    load_core()
    while not stop.is_set():
        try:
            sweep_once()
        except Error as error:
            logger.warning("The sweep failed and is tried again: %s", error)
            connection.close()
        close_old_connections()
        stop.wait(interval)
