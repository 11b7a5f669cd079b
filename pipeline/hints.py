"""A word to the worker that accounts have changed. It carries no data and may get lost: the sweep needs no word."""

import logging
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from celery import current_app, group
from django.db import connection, transaction
from kombu import pools
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

DRAIN = "analytics.drain_account_changes"
DRAIN_SHARD = "analytics.drain_shard"
WORK_OFF_RUNS = "analytics.work_off_runs"
WORK_OFF_BULK_RUNS = "pipeline.work_off_bulk_runs"
SILENCE_AFTER_FAILURE = 10.0  # seconds in which a broker that was away is not tried again
PATIENCE = 0.25  # seconds that a save waits for a broker that accepts connections and says nothing

_IMPATIENT = {
    "socket_timeout": PATIENCE,
    "socket_connect_timeout": PATIENCE,
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.1,
}
_HINT = {"retry": False, "ignore_result": True, "expires": 30}
_silent_until = 0.0


def hint_changes() -> None:
    """Ask for a recomputation once the transaction has committed; never fail and hardly ever wait."""
    # One word does for a transaction that changes a hundred deals.
    if not any(waiting[1] is _hint_drain for waiting in connection.run_on_commit):
        transaction.on_commit(_hint_drain)


def hint_run() -> None:
    """The same for a model run that somebody asked for."""
    transaction.on_commit(partial(_publish, partial(_one, WORK_OFF_RUNS)))


def hint_bulk() -> None:
    """The same for a change of many deals that somebody asked for."""
    transaction.on_commit(partial(_publish, partial(_one, WORK_OFF_BULK_RUNS)))


def hint_shards(shards: Iterable[int]) -> None:
    """The same for a group of tasks, one a shard of accounts that are to be scored anew."""
    transaction.on_commit(partial(_publish, partial(_each, list(shards))))


def _hint_drain() -> None:
    _publish(partial(_one, DRAIN))


def _one(name: str, producer: Any) -> None:
    current_app.send_task(name, producer=producer, **_HINT)


def _each(shards: list[int], producer: Any) -> None:
    tasks = [current_app.signature(DRAIN_SHARD, args=[shard], immutable=True, options=_HINT) for shard in shards]
    group(tasks).apply_async(producer=producer, **_HINT)


def _publish(send: Callable[[Any], None]) -> None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    connection = current_app.connection_for_write(transport_options=_IMPATIENT)
    try:
        # The pool keeps open connections by their address and options; this one is only its key.
        with pools.producers[connection].acquire(block=True, timeout=PATIENCE) as producer:
            send(producer)
    except (OperationalError, OSError) as error:
        _silent_until = time.monotonic() + SILENCE_AFTER_FAILURE
        logger.warning("The broker is away (%s); the sweep does the work.", error)
