"""Cross-sell on the public data set: everybody has the six main products, and the page says that this says nothing."""

import pytest

from accounts.models import Account
from analytics import cross_sell
from analytics.recommendations import Kind, advise
from teams.models import Role
from teams.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def director(real_run):
    return UserFactory(role=Role.DIRECTOR)


def test_only_gtk_500_is_missing_at_73_of_85_accounts(director):
    found = cross_sell.reaches(cross_sell.baskets(director))
    assert [(reach.product.name, reach.missing) for reach in found if reach.missing] == [("GTK 500", 73)]
    assert {reach.buyers for reach in found} == {85}


def test_no_pair_can_be_tested_and_the_reason_is_said(director):
    found = cross_sell.affinity_of(cross_sell.baskets(director))
    assert (found.tested, found.attracting) == (0, [])
    assert found.reason == (
        "6 of 7 products were bought by each of 85 accounts. Only GTK 500 is missing, at 73 accounts. "
        "What everybody buys says nothing about who buys what, so no pair can be tested."
    )


def test_hardly_any_series_lies_behind_its_peers(director):
    by_sector, by_size = (cross_sell.low_series(director, peers=peers) for peers in cross_sell.PEERS)
    assert [(row.account.name, row.series, row.won, row.deals) for row in by_sector.rows] == [
        ("Lexiqvolax", "MG", 5, 39)
    ]
    assert (by_sector.accounts, by_sector.comparisons, by_size.accounts, by_size.found) == (76, 152, 84, 0)


def test_nobody_is_offered_what_peers_have_as_most_of_them_lack_it_too(director):
    kinds = [each.kind for account in Account.objects.all() for each in advise(account, user=director).recommended]
    assert set(kinds) == {Kind.LAPSED, Kind.LOW_SERIES}
    assert kinds.count(Kind.LOW_SERIES) == 1
