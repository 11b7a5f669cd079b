"""A book of nine deals, small enough to count by hand."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.tests.factories import AccountFactory
from analytics import services
from analytics.tests.conftest import derived_history
from pipeline.models import Opportunity
from pipeline.tests.factories import ProductFactory


@pytest.fixture
def ledger(pinned_day, alice, bob, charlie, acme, gtx, stages, price):
    acme.sector, acme.country = "retail", "United States"
    acme.save()
    beta = AccountFactory(name="Beta", sector="software", country="Germany", parent=acme)
    AccountFactory(name="Gamma", sector="retail", country="United States")
    mini = ProductFactory(name="MG Mini", series="MG", list_price=Decimal(55))

    def deal(stage, owner, account, product, engage, close=None, value=None, **more):
        reason = price if stage == "Lost" else None
        return Opportunity(
            stage=stages[stage], owner=owner, account=account, product=product, close_value=value, lost_reason=reason,
            engage_date=engage and date(2025, *engage), close_date=close and date(2025, *close), **more,
        )  # fmt: skip

    deals = [
        deal("Won", alice, acme, gtx, (9, 30), (10, 10), 5000),
        deal("Won", alice, acme, mini, (11, 25), (12, 5), 50),
        deal("Won", alice, beta, gtx, (8, 5), (8, 15), 4000),
        deal("Lost", alice, beta, gtx, (12, 1), (12, 20), 0),
        deal("Won", charlie, acme, gtx, (10, 24), (11, 3), 4500),
        deal("Lost", charlie, acme, mini, (6, 21), (7, 1), 0),
        deal("Engaging", alice, beta, gtx, (12, 11), amount=4400),
        deal("Engaging", charlie, None, mini, (5, 1), quantity=2),
        deal("Prospecting", alice, None, gtx, None),
    ]
    for one in deals:
        one.fill_from_stage()
    with derived_history():
        Opportunity.objects.bulk_create(deals)
    services.drain_account_changes()
