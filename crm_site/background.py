"""Background work inside the web process, for a machine that runs one process only (the demo).

The sweep is a thread. Where there is no broker, Celery's own worker runs in another, on the memory transport that this
process publishes to, so that a change is seen at once rather than at the next sweep.
"""

import atexit
import logging
import threading

from django.conf import settings

logger = logging.getLogger(__name__)

_stop = threading.Event()


def start() -> None:
    """Start the threads; they end with the process."""
    from analytics.sweep import sweep

    sweeper = threading.Thread(target=sweep, args=(_stop,), name="sweep", daemon=True)
    sweeper.start()
    atexit.register(_end, sweeper)
    if not settings.REDIS_URL:
        _start_worker()


def _start_worker() -> None:
    from celery.worker import WorkController

    from crm_site.celery import app

    worker = WorkController(
        app=app,
        pool_cls="solo",
        hostname="in-process@localhost",
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    thread = threading.Thread(target=worker.start, name="worker", daemon=True)
    thread.start()
    atexit.register(worker.stop)


def _end(sweeper: threading.Thread) -> None:
    _stop.set()
    sweeper.join(timeout=5)
