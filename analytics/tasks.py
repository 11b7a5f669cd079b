"""Later work: each task calls one service."""

from celery import shared_task

from analytics import services
from pipeline.hints import DRAIN


@shared_task(name=DRAIN)
def drain_account_changes() -> int:
    return services.drain_account_changes()


@shared_task(name="analytics.run_nightly")
def run_nightly() -> bool:
    return services.run_nightly()
