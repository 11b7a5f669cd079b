"""Later work: each task calls one service."""

from celery import Task, shared_task

from pipeline import bulk
from pipeline.hints import WORK_OFF_BULK_RUNS


# Without the audit context of whoever sent the word: each run is of the person who asked for it.
@shared_task(name=WORK_OFF_BULK_RUNS, base=Task)
def work_off_bulk_runs() -> int:
    return bulk.work_off_bulk_runs()
