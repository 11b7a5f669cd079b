"""Months of accounts: replayed from deals, by the rules of the live metrics."""

from datetime import date

import pytest

from accounts.tests.factories import AccountFactory
from analytics import history, services
from analytics.models import AccountMetrics, AccountMonth, AccountToReplay, ModelRun, Segment
from pipeline.models import Opportunity
from pipeline.services import set_reporting_day

pytestmark = pytest.mark.django_db

LIVE = ("account_id", "recency", "frequency", "monetary", "r_score", "f_score", "m_score", "segment_id", "cltv")


@pytest.fixture
def replayed(market):
    history.replay()
    return market


def months(account):
    return AccountMonth.objects.filter(account=account).order_by("month")


def test_the_snapshot_of_the_reporting_day_is_the_live_metrics(replayed, pinned_day):
    live = set(AccountMetrics.objects.buyers().values_list(*LIVE))
    assert set(AccountMonth.objects.as_of(pinned_day).values_list(*LIVE)) == live
    assert len(live) == 15


def test_every_month_is_what_the_metrics_would_have_been(replayed):
    """The other way to the same figures: move the reporting day back and rescore by the same champion."""
    for day in (date(2025, 11, 30), date(2025, 9, 30)):
        replayed_then = set(AccountMonth.objects.as_of(day).values_list(*LIVE))
        set_reporting_day(day, pinned=True)
        services.rescore_all()
        assert replayed_then == set(AccountMetrics.objects.buyers().values_list(*LIVE))


def test_a_month_without_a_purchase_carries_the_last(acme, win):
    win(acme, 120, value=100)  # on 2 September
    win(acme, 45, 44, value=10)  # on 16 and 17 November
    services.drain_account_changes()
    history.replay()
    rows = months(acme).values_list("month", "as_of", "recency", "frequency", "monetary")
    assert list(rows) == [
        (date(2025, 9, 1), date(2025, 9, 30), 28, 1, 100),
        (date(2025, 10, 1), date(2025, 10, 31), 59, 1, 100),
        (date(2025, 11, 1), date(2025, 11, 30), 13, 3, 120),
        (date(2025, 12, 1), date(2025, 12, 31), 44, 3, 120),
    ]


def test_the_month_under_way_ends_on_the_reporting_day(acme, win):
    win(acme, 40)
    set_reporting_day(date(2025, 12, 10), pinned=True)
    services.drain_account_changes()
    history.replay()
    assert list(months(acme).values_list("as_of", "recency")) == [(date(2025, 11, 30), 9), (date(2025, 12, 10), 19)]


def test_as_of_is_the_last_snapshot_up_to_a_day(replayed):
    days = [date(2025, 11, 30), date(2025, 12, 30), date(2025, 12, 31), date(2026, 5, 1), date(2020, 1, 1)]
    found = [set(AccountMonth.objects.as_of(day).values_list("as_of", flat=True)) for day in days]
    november, december = {date(2025, 11, 30)}, {date(2025, 12, 31)}
    assert found == [november, november, december, december, set()]


def test_months_are_seen_with_their_account(replayed, alice, charlie, anna):
    seen = [AccountMonth.objects.visible_to(user).values("account").distinct().count() for user in (alice, charlie)]
    assert seen == [10, 10]
    assert AccountMonth.objects.visible_to(anna).values("account").distinct().count() == 15


def test_a_change_in_the_past_is_replayed_though_the_metrics_stay(acme, win):
    win(acme, 200, 100, 3)
    services.drain_account_changes()
    history.replay()
    before = AccountMetrics.objects.get(account=acme).computed_at
    Opportunity.objects.filter(close_date=date(2025, 9, 22)).update(close_date=date(2025, 11, 3))
    services.drain_account_changes()
    assert AccountMetrics.objects.get(account=acme).computed_at == before
    assert history.differences() == [acme.pk]
    assert history.replay() == 1
    assert list(months(acme).values_list("frequency", flat=True)) == [1, 1, 1, 1, 1, 2, 3]
    assert history.differences() == []


def test_months_before_a_later_first_purchase_are_gone(acme, win):
    win(acme, 100, 3)
    services.drain_account_changes()
    history.replay()
    Opportunity.objects.filter(close_date=date(2025, 9, 22)).delete()
    services.drain_account_changes()
    history.replay()
    assert [month.month for month in months(acme)] == [date(2025, 12, 1)]


def test_the_segment_before_is_that_of_the_row_before(replayed):
    for account in replayed:
        rows = list(months(account).values_list("segment_before_id", "segment_id"))
        assert [before for before, _ in rows] == [None, *[segment for _, segment in rows[:-1]]]


def test_other_rules_give_every_month_other_segments(replayed):
    Segment.objects.filter(key="new").update(first_purchase_within=0)
    services.rescore_all()
    history.replay()
    assert history.differences() == []
    new = AccountMonth.objects.filter(segment__key="new")
    assert not new.exclude(recency=0).exists()


def test_without_a_model_nothing_is_replayed(acme, win):
    win(acme, 5)
    history.mark_all()
    history.replay()
    assert not ModelRun.objects.exists()
    assert not AccountMonth.objects.exists()


def test_a_deleted_account_has_no_months(replayed):
    gone = replayed[0].pk
    replayed[0].delete()
    services.drain_account_changes()
    history.replay()
    assert not AccountMonth.objects.filter(account_id=gone).exists()
    assert not AccountToReplay.objects.exists()


def test_unchanged_months_are_not_written_again(replayed):
    accounts = [account.pk for account in replayed]
    scheme = history.Scheme.current(date(2025, 12, 31))
    assert history.store_months(accounts, history.compute_months(accounts, scheme)) == 0


def test_an_account_without_a_win_has_no_months(replayed):
    lonely = AccountFactory()
    services.drain_account_changes()
    history.replay()
    assert not months(lonely).exists()
