"""Metrics of an account are whole for whoever sees it; sums over deals are the viewer's."""

from datetime import date

import pytest

from accounts.tests.factories import AccountFactory
from analytics import gold, services
from pipeline.services import set_reporting_day

pytestmark = pytest.mark.django_db


def test_metrics_are_whole_and_sums_are_the_viewers(acme, alice, bob, charlie, win):
    win(acme, 5, 10, owner=alice, value=100)
    win(acme, 7, owner=charlie, value=1000)
    services.drain_account_changes()
    text = "select frequency, monetary, won_deals_visible, revenue from gold.account_360"
    seen = {user: gold.query(text, user=user).rows for user in (alice, bob, charlie)}
    assert seen == {alice: [(3, 1200, 2, 200)], bob: [(3, 1200, 2, 200)], charlie: [(3, 1200, 1, 1000)]}


def test_a_parent_that_is_not_visible_has_no_name(acme, alice, charlie, win):
    win(acme, 5, owner=alice)
    win(AccountFactory(name="Acme Norway", parent=acme), 5, owner=charlie)
    text = "select account, parent from gold.account_360 order by account"
    assert gold.query(text, user=charlie).rows == [("Acme Norway", None)]
    groups = "select group_name, won_deals_visible from gold.account_group"
    assert gold.query(groups, user=charlie).rows == [("Parent not visible", 1)]
    assert gold.query(groups, user=alice).rows == [("Acme", 1)]
    in_silver = gold.query("select * from silver.account", user=charlie).rows
    assert "Acme" not in {value for row in in_silver for value in row}


def test_a_director_sees_a_group_whole(acme, alice, charlie, dora, win):
    win(acme, 5, owner=alice)
    win(AccountFactory(name="Acme Norway", parent=acme), 5, owner=charlie)
    groups = "select group_name, won_deals_visible, accounts_visible from gold.account_group"
    assert gold.query(groups, user=dora).rows == [("Acme", 2, 2)]


def test_an_account_without_a_purchase_has_a_segment_row(acme, alice):
    services.drain_account_changes()
    rows = gold.query("select segment, accounts, cltv from gold.account_segment where accounts > 0", user=alice).rows
    assert rows == [("No purchase yet", 1, 0)]


@pytest.mark.parametrize(
    ("days_ago", "kind"), [([20], "one-off"), ([20, 20], "one-off"), ([20, 50], "repeat"), ([200, 210], "lapsed")]
)
def test_kinds_of_buying_a_product(days_ago, kind, acme, alice, win):
    win(acme, *days_ago)
    assert gold.query("select kind from gold.account_product", user=alice).rows == [(kind,)]


def test_what_closes_after_the_reporting_day_is_in_no_sum(acme, alice, win):
    win(acme, 5, 40)
    set_reporting_day(date(2025, 12, 1), pinned=True)
    rows = gold.query("select won_deals_visible from gold.account_360", user=alice).rows
    assert rows == [(1,)]
