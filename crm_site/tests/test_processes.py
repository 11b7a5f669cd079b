"""Nothing stays stale when processes die: real worker, real sweep, a Redis that can be shut."""

import time
from datetime import date
from decimal import Decimal

import pytest
from celery import Celery

from accounts.tests.factories import AccountFactory
from analytics import services as analytics
from analytics.models import AccountMetrics
from crm_site.tests.processes import Gate, running
from pipeline import hints, services
from pipeline.models import Opportunity
from pipeline.tests.factories import OpportunityFactory

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes"), pytest.mark.django_db(transaction=True)]

WORKER = ("-m", "celery", "-A", "crm_site", "worker", "--pool", "solo", "--loglevel", "warning", "--without-gossip")
SWEEP = ("manage.py", "sweep")


@pytest.fixture
def redis(redis_url, monkeypatch):
    gate = Gate(redis_url)
    app = Celery(broker=gate.url)
    app.conf.broker_transport_options = {"max_retries": 1, "interval_start": 0, "socket_connect_timeout": 1}
    app.control.purge()
    monkeypatch.setattr(hints, "current_app", app)
    monkeypatch.setattr(hints, "_silent_until", 0.0)
    yield gate
    gate.shut()
    app.close()


@pytest.fixture
def book(alice, gtx, stages):
    """Ten accounts with an open deal each, scored."""
    for _ in range(10):
        OpportunityFactory(owner=alice, account=AccountFactory(), product=gtx, stage=stages["Engaging"])
    analytics.drain_account_changes()
    return list(Opportunity.objects.all())


def win(deal, alice, stages):
    services.move_deal(
        deal, by=alice, version=deal.version, to=stages["Won"], close_date=date(2025, 6, 1), close_value=Decimal(100)
    )


def is_fresh():
    return AccountMetrics.objects.filter(frequency=1).count() == 10 and analytics.differences() == []


def wait_until_fresh(seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_fresh():
            return True
        time.sleep(0.1)
    return is_fresh()


def wait_for_worker(app_url, seconds=30):
    app = Celery(broker=app_url)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if app.control.ping(timeout=0.5):
            app.close()
            return
    pytest.fail("The worker did not start.")


def test_the_worker_alone_makes_a_change_visible(redis, book, alice, stages):
    with running(*WORKER, redis_url=redis.url):
        wait_for_worker(redis.url)
        for deal in book:
            win(deal, alice, stages)
        assert wait_until_fresh(10)


def test_a_killed_worker_leaves_nothing_stale(redis, book, alice, stages):
    with running(*SWEEP), running(*WORKER, redis_url=redis.url) as worker:
        wait_for_worker(redis.url)
        for deal in book[:5]:
            win(deal, alice, stages)
        worker.kill()
        for deal in book[5:]:
            win(deal, alice, stages)
        assert wait_until_fresh(10)


def test_redis_stopped_between_commit_and_task_leaves_nothing_stale(redis, book, alice, stages):
    with running(*SWEEP) as sweep:
        for deal in book:
            win(deal, alice, stages)
        redis.shut()
        with running(*WORKER, redis_url=redis.url):
            assert wait_until_fresh(10)
        assert sweep.poll() is None


def test_without_redis_a_save_is_quick_and_fresh_three_seconds_later(redis, book, alice, stages):
    with running(*SWEEP):
        OpportunityFactory(owner=alice, account=book[0].account, product=book[0].product, stage=stages["Engaging"])
        deadline = time.monotonic() + 30
        while analytics.AccountChange.objects.exists() and time.monotonic() < deadline:
            time.sleep(0.1)  # the sweep has started
        redis.shut()
        started = time.monotonic()
        for deal in book:
            win(deal, alice, stages)
        saved = time.monotonic()
        assert wait_until_fresh(3)
    assert saved - started < 2, "ten saves must not wait for a broker that is away"
