"""Changes of deals reach the metrics of their accounts."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import AccountChange
from accounts.tests.factories import AccountFactory
from analytics import history, nightly, runs, services, sweep
from analytics.models import AccountMetrics, JobSlot, ModelRun, RunRequest
from pipeline.models import Opportunity, ReportingDay
from pipeline.tests.factories import OpportunityFactory


@pytest.fixture
def won(alice, acme, gtx, db):
    """Two wins of Acme's, scored."""
    for day, value in [(date(2025, 3, 4), 1000), (date(2025, 5, 6), 500)]:
        OpportunityFactory(won=True, owner=alice, account=acme, product=gtx, close_date=day, close_value=value)
    services.drain_account_changes()
    return acme


def metrics(account):
    return AccountMetrics.objects.get(account=account)


def test_sums_are_those_of_the_won_deals(won):
    found = metrics(won)
    assert (found.frequency, found.monetary, found.purchase_days) == (2, Decimal(1500), 2)
    assert found.recency == (timezone.localdate() - date(2025, 5, 6)).days
    assert (found.first_won_on, found.last_won_on) == (date(2025, 3, 4), date(2025, 5, 6))


def test_a_buyer_has_scores_a_segment_and_a_forecast(won):
    found = metrics(won)
    assert None not in (found.r_score, found.f_score, found.m_score, found.segment)
    assert None not in (found.cltv, found.expected_purchases)


def test_the_log_is_empty_afterwards(won):
    assert not AccountChange.objects.exists()


def test_an_account_without_wins_has_no_score(deal):
    services.drain_account_changes()
    found = metrics(deal.account)
    assert (found.frequency, found.monetary, found.recency, found.segment, found.cltv) == (0, 0, None, None, None)


def test_a_deleted_deal_counts_no_more(won):
    Opportunity.objects.filter(close_value=500).delete()
    services.drain_account_changes()
    assert metrics(won).monetary == 1000


def test_a_deal_moved_to_another_account_counts_there(won):
    other = AccountFactory()
    Opportunity.objects.filter(close_value=500).update(account=other)
    services.drain_account_changes()
    assert (metrics(won).monetary, metrics(other).monetary) == (1000, 500)


def test_a_deleted_account_has_no_metrics(won):
    won.delete()
    services.drain_account_changes()
    assert not AccountMetrics.objects.exists()


def test_a_win_after_the_reporting_day_counts_in_no_figure(won):
    ReportingDay.objects.update_or_create(pk=1, defaults={"day": date(2025, 4, 1), "pinned": True})
    services.rescore_all()
    assert (metrics(won).frequency, metrics(won).recency) == (1, 28)


def test_the_first_change_of_a_new_installation_fits_the_first_model(won):
    assert ModelRun.objects.get().state == "champion"


def test_unchanged_metrics_are_not_written_again(won):
    before = metrics(won).computed_at
    Opportunity.objects.update(next_step="Call")
    services.drain_account_changes()
    assert metrics(won).computed_at == before


def test_a_new_champion_retires_the_old_one(won):
    first = ModelRun.objects.get()
    services.fit_and_rescore()
    first.refresh_from_db()
    assert first.state == "retired"
    assert metrics(won).model_run_id != first.pk


def test_the_self_audit_names_an_account_that_differs(won):
    assert services.differences() == []
    AccountMetrics.objects.update(monetary=1)
    assert services.differences() == [won.pk]


def test_the_nightly_run_moves_the_day_and_runs_once(won):
    ReportingDay.objects.update_or_create(pk=1, defaults={"day": timezone.localdate() - timedelta(days=3)})
    assert nightly.run_nightly() is True
    assert nightly.run_nightly() is False
    assert ReportingDay.current().day == timezone.localdate()


def test_a_pinned_day_stays(won):
    ReportingDay.objects.update_or_create(pk=1, defaults={"day": date(2025, 12, 31), "pinned": True})
    nightly.run_nightly()
    assert ReportingDay.current().day == date(2025, 12, 31)


def test_a_nightly_run_that_failed_is_done_again(won, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(services, "fit_and_rescore", lambda **given: 1 / 0)
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                nightly.run_nightly()
    assert not JobSlot.objects.exists()
    assert RunRequest.objects.get().error == "ZeroDivisionError: division by zero"
    assert nightly.run_nightly() is True
    assert JobSlot.objects.get(name="nightly").finished_at is not None


def test_changes_are_drained_while_the_nightly_run_goes_on(monkeypatch):
    """The sweep gives the nightly run a thread of its own; here it lasts until a drain has come through."""
    stop, drained, waited = threading.Event(), threading.Event(), []

    def drain() -> None:
        drained.set()

    def nightly_run() -> None:
        waited.append(drained.wait(timeout=20))
        stop.set()

    monkeypatch.setattr(sweep, "drain", drain)
    monkeypatch.setattr(nightly, "run_nightly", nightly_run)
    monkeypatch.setattr(history, "replay", lambda: 0)
    monkeypatch.setattr(runs, "work_off_late_runs", lambda: 0)
    sweeper = threading.Thread(target=sweep.sweep, args=(stop, 0.01))  # with a database connection of its own
    sweeper.start()
    sweeper.join(timeout=30)
    assert waited == [True]


def test_a_thread_of_the_sweep_goes_on_whatever_its_work_raises(caplog):
    stop, calls = threading.Event(), []

    def work() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise RunRequest.DoesNotExist("gone")
        stop.set()

    sweep._repeat(work, stop, 0.01)
    assert len(calls) == 2
    assert "work failed and is tried again" in caplog.text
