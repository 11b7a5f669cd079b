"""Lifetime value as it is read: intervals, last year, months; and the view behind the page, with numbers by hand."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.tests.factories import AccountFactory
from analytics import gold, history, services
from analytics.lifetime_value import by_month, outlook, ranges
from analytics.models import AccountMetrics, ModelRun
from pipeline.services import set_reporting_day

pytestmark = pytest.mark.django_db

VIEW = "select account, monetary, monetary_last_year, cltv from gold.account_lifetime_value order by account"


def test_an_interval_holds_the_expected_revenue_and_widens_with_its_level(market):
    keys = [account.pk for account in market]
    narrow, wide = ranges(keys, 80), ranges(keys, 95)
    assert set(narrow) == set(keys)
    for metrics in AccountMetrics.objects.buyers():
        one, other = narrow[metrics.pk], wide[metrics.pk]
        assert other.low <= one.low < float(metrics.cltv) < one.high <= other.high


def test_an_interval_is_the_same_alone_and_after_a_deal_of_somebody_else(market, win):
    before = ranges([account.pk for account in market])[market[3].pk]
    win(market[4], 1, value=5)
    services.drain_account_changes()
    assert ranges([market[3].pk])[market[3].pk] == before


def test_a_win_moves_the_interval_of_its_account_without_a_fit(market, win):
    before = ranges([market[3].pk])[market[3].pk]
    win(market[3], 1, 2, 3, value=50_000)
    assert ranges([market[3].pk])[market[3].pk].high > before.high


def test_accounts_without_a_purchase_or_before_a_fit_with_draws_have_none(market):
    assert ranges([AccountFactory().pk]) == {}
    run = ModelRun.objects.get()
    del run.parameters["draws"]
    run.save()
    assert ranges([market[0].pk]) == {}


def test_an_outlook_by_hand(acme, win, pinned_day):
    win(acme, 365, value=1000)  # on 31 December 2024, the day before the last 365
    win(acme, 364, 4, value=100)
    services.drain_account_changes()
    found = outlook(acme.pk, pinned_day)
    assert found.last_year == 200
    # Twelve whole months of 30 days after the first purchase, of which the second came a day after.
    assert found.realised_value == pytest.approx(1000 + 100 + 100 / 1.01**12)
    assert found.recency_frequency_ratio == 1
    assert outlook(AccountFactory().pk, pinned_day) is None


def test_months_know_the_lifetime_value_of_their_day(market, pinned_day):
    history.replay()
    account = market[4]
    months = by_month(account.pk, pinned_day, 3)
    assert [month.month for month in months] == [date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1)]
    assert months[-1].cltv == AccountMetrics.objects.get(pk=account.pk).cltv
    set_reporting_day(months[0].as_of, pinned=True)
    services.rescore_all()
    assert months[0].cltv == AccountMetrics.objects.get(pk=account.pk).cltv


def test_a_fit_moves_the_lifetime_value_of_past_months_too(market, pinned_day, win):
    history.replay()
    before = by_month(market[4].pk, pinned_day, 3)[0].cltv
    for account in market[:4]:
        win(account, *range(1, 40, 3), value=9000)
    services.fit_and_rescore()
    history.replay()
    assert by_month(market[4].pk, pinned_day, 3)[0].cltv != before
    assert history.differences() == []


def test_the_view_by_hand(acme, alice, charlie, win):
    win(acme, 365, value=1000)
    win(acme, 364, owner=charlie, value=100)
    win(AccountFactory(name="Beta"), 400, owner=charlie, value=7)
    services.drain_account_changes()
    cltv = AccountMetrics.objects.get(account=acme).cltv
    # What an account brought is whole for whoever sees the account.
    assert gold.query(VIEW, user=alice).rows == [("Acme", 1100, 100, cltv)]
    assert [row[:3] for row in gold.query(VIEW, user=charlie).rows] == [("Acme", 1100, 100), ("Beta", 7, 0)]


def test_what_was_won_after_the_reporting_day_is_not_of_the_last_year(acme, alice, win):
    win(acme, 10, -1, value=100)
    services.drain_account_changes()
    assert gold.query(VIEW, user=alice).rows[0][1:3] == (Decimal(100), Decimal(100))
