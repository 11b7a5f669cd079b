"""Bulk runs: few deals are changed while the request waits, many by a worker, or by the sweep where there is none.

The row is the promise and Celery only a hint, as everywhere: whoever finds an open run does its next chunk under the
row's lock and commits the chunk with its progress. So a kill costs one chunk, which is done again from its beginning.
"""

import logging
import math
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import Error, transaction
from django.db.models import F
from django.utils import timezone

from pipeline import bulk_actions
from pipeline.bulk_models import BulkRun
from pipeline.bulk_selection import Chosen
from pipeline.hints import hint_bulk
from teams.models import User

logger = logging.getLogger(__name__)

AT_ONCE = 200  # deals for which a request waits
PATIENCE = 5.0  # seconds that it waits; what is left then goes on in the background
CHUNK = 200
CHUNK_OF_MOVES = 20  # each asks all the rules, which costs some 30 ms
ATTEMPTS = 5
_WORKERS_TURN = timedelta(seconds=3)  # the sweep only does what nobody has begun by then


def start_run(
    *, by: User, action: str, heading: str, chosen: Chosen, parameters: Mapping[str, Any] | None = None
) -> BulkRun:
    """Change the chosen deals, now if they are few; return the run with what became of it, or how far it is."""
    run = BulkRun.objects.create(
        started_by=by,
        action=action,
        heading=heading[:200],
        parameters=dict(parameters or {}),
        deals=chosen.ids,
        ignored=chosen.ignored,
        query=chosen.query,
    )
    return _begin(run)


def undo_run(run: BulkRun, *, by: User) -> BulkRun:
    """Put back what the run changed and nobody has touched since; raise ValidationError where it cannot be undone."""
    with transaction.atomic():
        locked = BulkRun.objects.select_for_update().get(pk=run.pk)
        if not locked.changes_to_undo:
            raise ValidationError("There is nothing in it that could be undone.")
        if locked.was_undone:
            raise ValidationError("It was undone already.")
        undo = BulkRun.objects.create(
            started_by=by,
            action=BulkRun.Action.UNDO,
            heading=f"Undo: {run.heading}"[:200],
            deals=[pk for pk, *_ in locked.changed],
            query=run.query,
            undoes=locked,
        )
    return _begin(undo)


def _begin(run: BulkRun) -> BulkRun:
    if run.total <= AT_ONCE:
        try:
            _work_off(run, wait=True, until=time.monotonic() + PATIENCE)
        except Error:
            logger.exception("A chunk of bulk run %d failed and is left to the sweep.", run.pk)
        run.refresh_from_db()
    if run.is_open:
        hint_bulk()
    return run


def work_off_bulk_runs(*, asked_before: datetime | None = None) -> int:
    """Do the open runs, oldest first; return how many. What somebody else is at is left to them."""
    runs = BulkRun.objects.filter(state__in=BulkRun.OPEN).order_by("pk")
    found = list(runs if asked_before is None else runs.filter(asked_at__lt=asked_before))
    for run in found:
        try:
            _work_off(run)
        except Error:
            logger.exception("A chunk of bulk run %d failed and is tried again.", run.pk)
    return len(found)


def work_off_late_bulk_runs() -> int:
    """The same for what no worker has done in time: the broker is away, the word to it was lost, it was killed."""
    return work_off_bulk_runs(asked_before=timezone.now() - _WORKERS_TURN)


def _work_off(run: BulkRun, *, wait: bool = False, until: float = math.inf) -> None:
    while time.monotonic() < until and _claim(run, wait=wait):
        _do_chunk(run.pk)


@transaction.atomic
def _claim(run: BulkRun, *, wait: bool) -> bool:
    """Count an attempt at the next chunk, in a transaction that a kill in the chunk cannot take back."""
    open_run = BulkRun.objects.select_for_update(skip_locked=not wait).filter(pk=run.pk, state__in=BulkRun.OPEN)
    found = open_run.values_list("attempts", flat=True).first()
    if found is None:
        return False
    if found >= ATTEMPTS:
        error = f"The next deals ended {ATTEMPTS} times without a word. What was done until then stays done."
        _update(run.pk, state=BulkRun.State.FAILED, error=error, finished_at=timezone.now())
        return False
    _update(run.pk, state=BulkRun.State.RUNNING, attempts=F("attempts") + 1)
    return True


@transaction.atomic
def _do_chunk(pk: int) -> None:
    runs = BulkRun.objects.select_related("started_by", "undoes").select_for_update(of=("self",))
    run = runs.filter(pk=pk, state=BulkRun.State.RUNNING).first()
    if run is None:
        return
    ids = run.deals[run.done : run.done + _size(run)]
    with pghistory.context(user=run.started_by_id, bulk_run=run.pk):
        outcome = bulk_actions.do_chunk(run, ids)
    run.changed += outcome.changed
    run.refused += outcome.refused
    run.done += len(ids)
    run.attempts = 0
    if run.done >= run.total:
        run.state, run.finished_at = BulkRun.State.DONE, timezone.now()
    run.save(update_fields=["changed", "refused", "done", "attempts", "state", "finished_at"])


def _size(run: BulkRun) -> int:
    """How many deals to do before they are committed with the progress: owners change in one statement."""
    action = run.undoes.action if run.undoes else run.action
    return CHUNK_OF_MOVES if action in (BulkRun.Action.STAGE, BulkRun.Action.LOST) else CHUNK


def _update(pk: int, **fields: Any) -> None:
    BulkRun.objects.filter(pk=pk).update(**fields)
