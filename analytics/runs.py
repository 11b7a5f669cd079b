"""Model runs on demand: a wish is a row that a worker takes, or the sweep where there is none, one at a time.

The right to make runs is a lock of the database session, so it ends with whoever held it: a request that is running
while nobody holds the lock was killed, and is done again. Each step is written by a transaction of its own.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, connection, transaction
from django.db.models import F, Max, Min, QuerySet
from django.utils import timezone

from accounts.models import Account
from analytics import clusters, run_news, services
from analytics.batches import DATA_FAULTS
from analytics.models import ModelRun, Origin, RescoreChunk, RunRequest
from analytics.run_models import ATTEMPTS
from pipeline.hints import hint_run
from teams import visibility
from teams.models import User

logger = logging.getLogger(__name__)

_LOCK = 7415  # of the session that makes model runs
_WORKERS_TURN = timedelta(seconds=3)  # a worker fits; the sweep only does what none has begun by then
_FAULTS = (Error, *DATA_FAULTS)


@transaction.atomic
def ask_for_run(*, by: User) -> RunRequest:
    """Ask for a fit; return the request, or the one that is open already."""
    _check(by)
    return _ask(kind=RunRequest.Kind.REFIT, origin=Origin.PAGE, asked_by=by)


@transaction.atomic
def ask_for_clusters(*, by: User) -> RunRequest:
    """Ask for a comparison of clusters; return the request, or the one that is open already."""
    _check(by)
    return _ask(kind=RunRequest.Kind.CLUSTERS, origin=Origin.PAGE, asked_by=by)


@transaction.atomic
def ask_nightly_for_clusters() -> RunRequest:
    """The same for the night, which asks on behalf of nobody."""
    return _anew(RunRequest.Kind.CLUSTERS, Origin.NIGHTLY)


@transaction.atomic
def ask_to_adopt(run: ModelRun, *, by: User, why: str) -> RunRequest:
    """Ask that a retired run, or one that was refused, becomes champion; `why` is kept with the run.

    Raises ValidationError where it is champion already, without a reason, or while another such wish is open.
    """
    _check(by)
    run.refresh_from_db(fields=["state"])
    if run.state not in (ModelRun.State.RETIRED, ModelRun.State.REFUSED):
        raise ValidationError("Only a retired or refused run can become champion.")
    if not why.strip():
        raise ValidationError("Say why: it is kept with the run.")
    request = _ask(kind=RunRequest.Kind.ADOPT, origin=Origin.PAGE, asked_by=by, run=run, why=why.strip()[:200])
    if request.run_id != run.pk:
        raise ValidationError(f"Model run {request.run_id} is becoming champion right now. Try again after it.")
    return request


@transaction.atomic
def retry(request: RunRequest, *, by: User) -> RunRequest:
    """Ask again for what failed."""
    _check(by)
    if request.state != RunRequest.State.FAILED:
        raise ValidationError("Only what failed can be tried again.")
    return _ask(kind=request.kind, origin=Origin.PAGE, asked_by=by, run=request.run, why=request.why)


def _check(by: User) -> None:
    if not visibility.may_make_model_runs(by):
        raise PermissionDenied("Only directors, analysts and administrators make model runs.")


def _ask(**fields: Any) -> RunRequest:
    # On conflict nothing: the constraint lets one request of a kind be open, whoever asks at the same moment.
    RunRequest.objects.bulk_create([RunRequest(**fields)], ignore_conflicts=True)
    hint_run()
    return RunRequest.objects.filter(kind=fields["kind"], state__in=RunRequest.OPEN).latest("pk")


def refit(*, origin: str) -> RunRequest:
    """Fit now, by this process, and wait for whoever makes a run at the moment; raise what it fails of."""
    with making_runs(wait=True):
        request = _anew(RunRequest.Kind.REFIT, origin)
        perform(request)
    return request


def _anew(kind: str, origin: str) -> RunRequest:
    """Ask again. A night that fails is tried every minute: its last failure stands for those before it."""
    RunRequest.objects.filter(kind=kind, origin=Origin.NIGHTLY, state=RunRequest.State.FAILED).delete()
    return _ask(kind=kind, origin=origin)


def work_off_runs(*, asked_before: datetime | None = None) -> int:
    """Do the open requests, oldest first; return how many. Where somebody else is at work it is left to them."""
    if not _open(asked_before).exists():
        return 0
    done = 0
    with making_runs() as ours:
        while ours and (request := _open(asked_before).first()):
            try:
                perform(request)
            except _FAULTS:
                logger.exception("Model run request %d failed.", request.pk)
            done += 1
    return done


def work_off_late_runs() -> int:
    """The same for what no worker has done in time: the broker is away, the word to it was lost, it was killed."""
    return work_off_runs(asked_before=timezone.now() - _WORKERS_TURN)


def _open(asked_before: datetime | None) -> QuerySet[RunRequest]:
    requests = RunRequest.objects.filter(state__in=RunRequest.OPEN).order_by("pk")
    return requests if asked_before is None else requests.filter(asked_at__lt=asked_before)


@contextmanager
def making_runs(*, wait: bool = False) -> Iterator[bool]:
    """Hold the right to make model runs; yield whether we have it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_lock(%s), true" if wait else "select null, pg_try_advisory_lock(%s)", [_LOCK]
        )
        ours = bool(cursor.fetchone()[1])
    try:
        yield ours
    finally:
        if ours:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [_LOCK])


def perform(request: RunRequest) -> None:
    """Do what is asked for, with its steps and its end on the row; raise what it fails of. Holds `making_runs`."""
    if request.attempts >= ATTEMPTS:
        _end(
            request, RunRequest.State.FAILED, error=f"It ended {ATTEMPTS} times without a word: killed, or no memory."
        )
        return
    RunRequest.objects.filter(pk=request.pk).update(
        state=RunRequest.State.RUNNING, started_at=timezone.now(), attempts=F("attempts") + 1, error="", step=""
    )
    try:
        run = _DONE_BY[request.kind](request)
    except _FAULTS as error:
        _end(request, RunRequest.State.FAILED, error=f"{type(error).__name__}: {error}"[:500])
        raise
    _end(request, RunRequest.State.DONE, run=run)


def _fitted(request: RunRequest) -> ModelRun:
    return services.fit_and_rescore(
        origin=request.origin, by=request.asked_by, report=lambda step: _reach(request, step)
    )


def _adopted(request: RunRequest) -> ModelRun:
    run = request.run
    assert run is not None  # noqa: S101 - ask_to_adopt names one
    _reach(request, RunRequest.Step.SCORE)
    verb = "Accepted" if run.state == ModelRun.State.REFUSED else "Rolled back to"
    day = timezone.localtime(request.asked_at)
    services.adopt(run, because=f"{verb} by {request.asked_by} on {day.day} {day:%b %Y, %H:%M}: {request.why}")
    return run


def _compared(request: RunRequest) -> ModelRun:
    return clusters.compare_clusters()


_DONE_BY = {
    RunRequest.Kind.REFIT.value: _fitted,
    RunRequest.Kind.ADOPT.value: _adopted,
    RunRequest.Kind.CLUSTERS.value: _compared,
}


def _reach(request: RunRequest, step: str) -> None:
    RunRequest.objects.filter(pk=request.pk).update(step=step)


@transaction.atomic
def _end(request: RunRequest, state: str, **fields: Any) -> None:
    RunRequest.objects.filter(pk=request.pk).update(state=state, finished_at=timezone.now(), **fields)
    request.refresh_from_db()
    run_news.tell(request)


def scored_share(request: RunRequest) -> float | None:
    """How much of the scoring is done, from 0 to 1; None in the other steps, and of a book that is one transaction."""
    if request.step != RunRequest.Step.SCORE:
        return None
    left = sum(chunk.last_account - chunk.first_account for chunk in RescoreChunk.objects.all())
    every = Account.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if not left or every["last"] == every["first"]:
        return None
    # Chunks of a shard name one number of eight each, so their spans overlap that often.
    return max(0.0, 1 - left / services.SHARDS / (every["last"] - every["first"]))
