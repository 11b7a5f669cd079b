"""Later work: each task calls one service."""

from typing import Any

from celery import shared_task
from celery.signals import worker_process_init, worker_ready

from analytics import nightly, rollup, runs, services
from analytics.recompute import load_core
from pipeline.hints import DRAIN, DRAIN_SHARD, WORK_OFF_RUNS


@worker_ready.connect
@worker_process_init.connect
def be_ready(**kwargs: Any) -> None:
    load_core()


@shared_task(name=DRAIN)
def drain_account_changes() -> int:
    accounts = services.drain_account_changes()
    rollup.drain_sales_changes()
    return accounts


@shared_task(name=DRAIN_SHARD)
def drain_shard(shard: int) -> int:
    return services.drain_shard(shard)


@shared_task(name=WORK_OFF_RUNS)
def work_off_runs() -> int:
    return runs.work_off_runs()


@shared_task(name="analytics.run_nightly")
def run_nightly() -> bool:
    return nightly.run_nightly()
