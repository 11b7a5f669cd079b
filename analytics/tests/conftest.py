"""A market: accounts of alice's, of charlie's and of both, with wins old and new, scored. And the real data set."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import Account
from accounts.tests.factories import AccountFactory
from analytics import history, services
from analytics.models import ModelRun
from pipeline.crm_import import import_folder
from pipeline.models import LostReason, Opportunity, ReportingDay, StageChange
from pipeline.tests.factories import OpportunityFactory, ProductFactory
from teams.tests.factories import UserFactory

AS_OF = date(2025, 12, 31)


@pytest.fixture
def pinned_day(db) -> date:
    ReportingDay.objects.update_or_create(pk=1, defaults={"day": AS_OF, "pinned": True})
    return AS_OF


@pytest.fixture
def win(alice, gtx, stages, pinned_day):
    """Win deals of an account, so many days before the reporting day."""

    def win(account: Account, *days_ago: int, owner=alice, value: int = 1000) -> None:
        days = [pinned_day - timedelta(days=n) for n in days_ago]
        deals = [
            OpportunityFactory.build(
                account=account, owner=owner, product=gtx, stage=stages["Won"], close_date=day,
                engage_date=day - timedelta(days=9), close_value=Decimal(value),
            )
            for day in days
        ]  # fmt: skip
        for deal in deals:
            deal.fill_from_stage()
        Opportunity.objects.bulk_create(deals)

    return win


@pytest.fixture
def sell(alice, stages, pinned_day):
    """Win so many deals of a product, a week apart, the last so many days before the reporting day."""

    def sell(account, product, times=1, *, days_ago=10, owner=alice, value=1000) -> None:
        days = [pinned_day - timedelta(days=days_ago + 7 * n) for n in range(times)]
        deals = [
            OpportunityFactory.build(
                account=account, owner=owner, product=product, stage=stages["Won"], close_date=day,
                engage_date=day - timedelta(days=9), close_value=Decimal(value),
            )
            for day in days
        ]  # fmt: skip
        for deal in deals:
            deal.fill_from_stage()
        Opportunity.objects.bulk_create(deals)

    return sell


@pytest.fixture
def market(alice, charlie, win) -> list[Account]:
    """Fifteen customers, one account with an open deal only, one without any."""
    sectors = cycle(["retail", "software", "medical"])
    accounts = [AccountFactory(name=f"Market {n:02}", sector=next(sectors)) for n in range(15)]
    for n, account in enumerate(accounts):
        owners = [[alice], [charlie], [alice, charlie]][n % 3]
        for owner in owners:
            win(account, *range(3 * n, 3 * n + 40 * (1 + n % 5), 40), owner=owner, value=100 * (n + 1))
    OpportunityFactory(account=AccountFactory(name="Only open", sector="retail"), owner=alice)
    AccountFactory(name="Nothing yet", sector="medical")
    services.drain_account_changes()
    return accounts


@contextmanager
def derived_history() -> Iterator[None]:
    """Let deals be made without a step of today: their history comes from their dates, as in an import."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('dealwright.derived_history', 'on', true)")
        yield
        cursor.execute("select set_config('dealwright.derived_history', '', true)")


@pytest.fixture
def book(market, alice, bob, charlie, gtx, stages, price) -> None:
    """The market with what else a sales book holds: losses, open deals of every age, deals without account or team."""
    cheap, loner = ProductFactory(name="MG Mini", series="MG", list_price=Decimal(55)), UserFactory(name="Lone Lu")
    lost = {"stage": stages["Lost"], "lost_reason": price, "close_value": 0}
    deals = []
    for n in range(40):
        owner, day = (alice, charlie, loner)[n % 3], AS_OF - timedelta(days=11 * n)
        account, product = market[n % 15], (gtx, cheap)[n % 2]
        shared = {"owner": owner, "account": account, "product": product}
        deals.append(Opportunity(**shared, **lost, close_date=day, engage_date=day - timedelta(days=n)))
        deals.append(
            Opportunity(
                owner=owner, account=account if n % 4 else None, product=product, stage=stages["Engaging"],
                engage_date=day, quantity=1 + n % 3, amount=None if n % 2 else 700,
                expected_close_date=day + timedelta(days=30) if n % 3 else None,
            )
        )  # fmt: skip
    deals += [Opportunity(owner=alice, product=gtx, stage=stages["Prospecting"]) for _ in range(3)]
    for deal in deals:
        deal.fill_from_stage()
    with derived_history():
        Opportunity.objects.bulk_create(deals)
    moves = [
        StageChange(opportunity=deal, to_stage=stage, changed_at=datetime.combine(day, time(12), UTC))
        for deal in deals
        if deal.engage_date
        for stage, day in ((stages["Engaging"], deal.engage_date), (deal.stage, deal.close_date))
        if day
    ]
    StageChange.objects.bulk_create(moves)
    services.drain_account_changes()


@pytest.fixture
def two_books(alice, charlie, acme, gtx, stages, win):
    """Four deals of alice's, won, lost and open, and one that charlie won; scored."""
    win(acme, 10, 40)
    win(AccountFactory(parent=acme), 400, owner=charlie)
    day = date(2025, 3, 1)
    OpportunityFactory(
        owner=alice, account=acme, product=gtx, stage=stages["Lost"], close_value=0, engage_date=day,
        close_date=day + timedelta(days=8), lost_reason=LostReason.objects.first(),
    )  # fmt: skip
    OpportunityFactory(owner=alice, account=acme, product=gtx, stage=stages["Engaging"], engage_date=day)
    services.fit_and_rescore()


@pytest.fixture(scope="module")
def real_run(django_db_setup: None, django_db_blocker: Any) -> Iterator[ModelRun]:
    """The real data set, imported and fitted once for all tests of a module, undone after the last.

    All tests of the module find the data there. It marks them django_db: without a test that says so, no test
    database is made, and the developer's own is used.
    """
    folder = os.environ.get("CRM_DATASET_DIR", "")
    if not folder:
        pytest.skip("CRM_DATASET_DIR does not name the real data set's folder")
    with django_db_blocker.unblock(), transaction.atomic():
        import_folder(Path(folder), as_of=date(2018, 1, 1))
        run = services.fit_and_rescore()
        history.replay()  # what a commit would have done
        connection.check_constraints()  # else every test checks those of the whole import, 0.4 s each
        yield run
        transaction.set_rollback(True)
