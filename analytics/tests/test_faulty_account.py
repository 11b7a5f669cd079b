"""One account that cannot be computed holds up no other."""

from datetime import date

import pytest

from accounts.models import AccountChange
from accounts.tests.factories import AccountFactory
from analytics import batches, history, services
from analytics.models import AccountMetrics, AccountMonth
from pipeline.models import Opportunity
from pipeline.tests.factories import OpportunityFactory


@pytest.fixture
def book(alice, gtx, acme):
    """Thirty buyers in all shards, scored; then each buys again, and the revenue of Acme grows beyond its column."""
    others = [AccountFactory() for _ in range(30)]
    for account in [acme, *others]:
        OpportunityFactory(won=True, owner=alice, account=account, product=gtx, close_date=date(2025, 3, 4))
    services.drain_account_changes()
    for account in others:
        OpportunityFactory(won=True, owner=alice, account=account, product=gtx, close_date=date(2025, 4, 4))
    outgrow(acme, alice, gtx)
    return others


def outgrow(account, alice, gtx):
    deals = [
        OpportunityFactory.build(won=True, owner=alice, account=account, product=gtx, close_date=date(2025, 4, 4))
        for _ in range(101)
    ]
    for deal in deals:
        deal.close_value = 10**12 - 1
        deal.fill_from_stage()
    Opportunity.objects.bulk_create(deals)


def frequencies(accounts):
    return set(AccountMetrics.objects.filter(account__in=accounts).values_list("frequency", flat=True))


def test_the_others_are_drained_and_it_keeps_its_metrics(book, acme, caplog):
    assert services.drain_account_changes() == 30
    assert frequencies(book) == {2}
    assert frequencies([acme]) == {1}
    assert f"Account {acme.pk} cannot be computed" in caplog.text


def test_it_stays_on_the_log_until_it_can_be_computed(book, acme):
    services.drain_account_changes()
    assert list(AccountChange.objects.values_list("account_id", flat=True)) == [acme.pk]
    Opportunity.objects.filter(account=acme, close_value__gt=10**11).delete()
    services.drain_account_changes()
    assert not AccountChange.objects.exists()
    assert services.differences() == []


def test_a_full_recomputation_goes_on_without_it(book, acme):
    services.rescore_all()
    assert frequencies(book) == {2}
    assert AccountChange.objects.get().account_id == acme.pk


def test_rules_that_fit_nobody_change_nothing_and_keep_the_log(book, monkeypatch):
    def fail(*args):
        raise ValueError("No segment rule covers 125 scores.")

    waiting = AccountChange.objects.count()
    monkeypatch.setattr(services, "compute", fail)
    monkeypatch.setattr(batches, "FAULTY_AT_MOST", 0)
    assert services.drain_account_changes() == 0
    assert AccountChange.objects.count() == waiting
    assert frequencies(book) == {1}


def test_the_months_of_the_others_are_replayed(book, acme, caplog):
    services.drain_account_changes()
    history.replay()
    found = AccountMonth.objects.as_of(services.ReportingDay.current().day)
    assert set(found.values_list("frequency", flat=True)) == {2}
    assert found.count() == len(book)
    assert f"Account {acme.pk} cannot be computed" in caplog.text
