"""Accounts and segments: how much hangs on whom, who is quiet, and what each segment takes."""

from decimal import Decimal

import pytest
from django.http import QueryDict

from accounts.tests.factories import AccountFactory
from analytics import services
from analytics.account_filter import AccountFilter
from analytics.dashboards.accounts import CONCENTRATION, GROUPS, NOT_BOUGHT, TOP_ACCOUNTS, accounts_figures
from analytics.dashboards.scope import Scope
from analytics.dashboards.segments import ACCEPTANCE, COUNTRIES_OF_SEGMENTS, SIZES, spread
from pipeline.deal_filters import DealFilter
from pipeline.models import Opportunity

pytestmark = pytest.mark.django_db
NBSP = "\N{NO-BREAK SPACE}"
HX = {"HX-Request": "true"}


def scope(user, query="period=2025"):
    return Scope(QueryDict(query), user=user)


def accounts_behind(url, user):
    filters = AccountFilter(QueryDict(url.partition("?")[2]), user=user)
    return sorted(filters.apply(filters.accounts).values_list("name", flat=True))


@pytest.fixture
def family(win, alice, charlie):
    """A parent that bought of Charlie, its two subsidiaries of Alice, and a company by itself, quiet for 40 days."""
    parent = AccountFactory(name="Parent")
    win(parent, 5, owner=charlie, value=100)
    for name, value in (("Daughter", 300), ("Son", 200)):
        win(AccountFactory(name=name, parent=parent), 15, owner=alice, value=value)
    win(AccountFactory(name="Single"), 40, owner=alice, value=400)
    services.drain_account_changes()


def test_the_largest_accounts_and_their_running_share(family, dora):
    table = CONCENTRATION.table(scope(dora))
    assert [(row["place"], row["revenue"], row["share"]) for row in table.rows] == [
        (1, 400, Decimal("0.4")), (2, 700, Decimal("0.7")), (3, 900, Decimal("0.9")), (4, 1000, 1)
    ]  # fmt: skip
    assert table.note == f"Top 1: 40.0{NBSP}%"
    assert CONCENTRATION.plot(table)["data"][0]["x"] == [0, 25, 50, 75, 100]


def test_a_group_holds_its_subsidiaries(family, dora, alice, pinned_day):
    table = GROUPS.table(scope(dora))
    assert [(row["name"], row["revenue"], row["subsidiaries"], row["by_subsidiaries"]) for row in table.rows] == [
        ("Parent", 600, 2, 500), ("Single", 400, 0, 0)
    ]  # fmt: skip
    filters = DealFilter(QueryDict(table.links("revenue")[0].partition("?")[2]), user=dora, as_of=pinned_day)
    found = filters.apply(Opportunity.objects.visible_to(dora).with_value().with_close())
    assert sorted(deal.account.name for deal in found) == ["Daughter", "Parent", "Son"]
    assert "Parent" in [chip.value for chip in filters.chips()]


def test_a_parent_that_is_not_visible_is_not_named(family, alice):
    rows = GROUPS.table(scope(alice)).rows
    assert [(row["name"], row["revenue"]) for row in rows] == [("Parent not visible", 500), ("Single", 400)]
    assert GROUPS.table(scope(alice)).links("name")[0] == ""


def test_who_has_not_bought_for_so_many_days(family, client, dora):
    assert [row["account"] for row in NOT_BOUGHT.table(scope(dora)).rows] == ["Single", "Daughter", "Son"]
    table = NOT_BOUGHT.table(scope(dora, "days=15"))
    assert [row["account"] for row in table.rows] == ["Single"]
    assert accounts_behind(table.drawing["url"], dora) == ["Single"]
    quiet = {stat.key: stat for stat in accounts_figures(scope(dora, "days=4"))}["quiet"]
    assert (quiet.value, accounts_behind(quiet.url, dora)) == (4, ["Daughter", "Parent", "Single", "Son"])


def test_zero_days_are_an_answer_and_nonsense_is_none(family, dora):
    assert scope(dora, "days=0").days == 0
    assert len(NOT_BOUGHT.table(scope(dora, "days=0")).rows) == 4
    assert scope(dora, "days=x").days == 14
    assert [chip.bad for chip in scope(dora, "days=x").chips()] == [True]


def test_the_form_of_days_keeps_the_period(family, client, dora):
    client.force_login(dora)
    text = client.get("/dashboards/accounts/charts/not-bought?period=2025&days=15", headers=HX).text
    assert '<input type="hidden" name="period" value="2025">' in text
    assert 'name="days" min="0" max="36500" value="15"' in text
    assert '<a href="/accounts/?quiet=15">1 account</a>' in text
    page = client.get("/dashboards/accounts/?period=2025&days=15").text
    assert "charts/not-bought?period=2025&amp;days=15" in page
    assert "Not bought for days is <b>15</b>" in page


def test_other_pages_offer_no_days(client, dora):
    client.force_login(dora)
    assert 'name="days"' not in client.get("/dashboards/sales/").text
    assert 'name="days"' in client.get("/dashboards/accounts/").text


def test_a_page_of_accounts_keeps_its_account_behind_the_figure(family, alice, pinned_day):
    row = TOP_ACCOUNTS.table(scope(alice))
    filters = DealFilter(QueryDict(row.links("won")[0].partition("?")[2]), user=alice, as_of=pinned_day)
    assert [chip.value for chip in filters.chips() if chip.name == "of_account"] == ["Single"]


def test_an_account_that_may_not_be_seen_is_no_filter(family, alice, pinned_day):
    parent = Opportunity.objects.get(account__name="Parent").account_id
    filters = DealFilter(QueryDict(f"of_account={parent}"), user=alice, as_of=pinned_day)
    assert "of_account" not in filters.in_force()
    assert filters.problems


def test_segments_lead_to_their_accounts(market, dora):
    table = SIZES.table(scope(dora, ""))
    for row, url in zip(table.rows, table.links("accounts"), strict=True):
        assert len(accounts_behind(url, dora)) == row["accounts"]
    assert {row["segment"]: row["accounts"] for row in table.rows}["No purchase yet"] == 2
    assert sum(table.values("accounts")) == 17


def test_what_a_segment_takes_is_a_share_of_its_buyers(market, dora, gtx):
    rows = ACCEPTANCE.table(scope(dora, "")).rows
    assert {row["product"] for row in rows} == {"GTX Pro"}
    assert {row["share"] for row in rows} == {1}
    assert sum(row["accounts"] for row in rows) == 15


def test_accounts_that_bought_a_product_within_what_is_seen(market, alice, dora, gtx):
    seen = accounts_behind(f"?product={gtx.pk}", alice)
    assert (len(seen), len(accounts_behind(f"?product={gtx.pk}", dora))) == (10, 15)


def test_a_box_of_a_segment(market, dora):
    rows = spread("frequency", title="", about="", unit="count").table(scope(dora, "")).rows
    assert sum(row["accounts"] for row in rows) == 15
    assert all(row["low"] <= row["q1"] <= row["median"] <= row["q3"] <= row["high"] for row in rows)


def test_the_reference_figures(real_run, dora):
    everything = scope(dora, "period=all")
    shares = {row["place"]: row["share"] for row in CONCENTRATION.table(everything).rows}
    assert round(shares[5], 3) == Decimal("0.121")
    top = TOP_ACCOUNTS.table(everything).rows[:5]
    assert [(row["account"], row["revenue"]) for row in top] == [
        ("Kan-code", 341_455), ("Konex", 269_245), ("Condax", 206_410), ("Cheers", 198_020), ("Hottechi", 194_957)
    ]  # fmt: skip
    groups = GROUPS.table(everything).rows[:3]
    assert [(row["name"], row["revenue"]) for row in groups] == [
        ("Acme Corporation", 519_349), ("Sonron", 479_028), ("Kan-code", 341_455)
    ]  # fmt: skip
    quiet = NOT_BOUGHT.table(everything).rows
    assert {(row["account"], row["days"]) for row in quiet} == {
        ("Kinnamplus", 33),
        ("Bioplex", 16),
        ("Goodsilron", 16),
    }
    gtk = [row for row in ACCEPTANCE.table(everything).rows if row["product"] == "GTK 500"]
    assert (sum(row["bought"] for row in gtk), sum(row["accounts"] for row in gtk)) == (12, 85)
    countries = COUNTRIES_OF_SEGMENTS.table(everything).where(country="United States").rows
    assert sum(row["accounts"] for row in countries) == 71
