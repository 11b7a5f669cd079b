"""A word to the worker that accounts have changed. It carries no data and may get lost: the sweep needs no word."""

import logging
import time
from functools import partial

from celery import current_app
from django.db import transaction
from kombu import pools
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

DRAIN = "analytics.drain_account_changes"
COMPARE_CLUSTERS = "analytics.compare_clusters"
SILENCE_AFTER_FAILURE = 10.0  # seconds in which a broker that was away is not tried again
PATIENCE = 0.25  # seconds that a save waits for a broker that accepts connections and says nothing

_IMPATIENT = {
    "socket_timeout": PATIENCE,
    "socket_connect_timeout": PATIENCE,
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.1,
}
_silent_until = 0.0


def hint_changes() -> None:
    """Ask for a recomputation once the transaction has committed; never fail and hardly ever wait."""
    transaction.on_commit(partial(_publish, DRAIN))


def hint_clusters() -> None:
    """The same for a comparison of clusters that somebody asked for."""
    transaction.on_commit(partial(_publish, COMPARE_CLUSTERS))


def _publish(task: str) -> None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    connection = current_app.connection_for_write(transport_options=_IMPATIENT)
    try:
        # The pool keeps open connections by their address and options; this one is only its key.
        with pools.producers[connection].acquire(block=True, timeout=PATIENCE) as producer:
            current_app.send_task(task, producer=producer, retry=False, ignore_result=True, expires=30)
    except (OperationalError, OSError) as error:
        _silent_until = time.monotonic() + SILENCE_AFTER_FAILURE
        logger.warning("The broker is away (%s); the sweep does the work.", error)
