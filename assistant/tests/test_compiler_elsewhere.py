"""Compiled questions give the figures of the views, the dashboards and the lists."""

import pytest

from analytics import gold
from assistant.intent import Filter, Intent
from assistant.tests.asking import ask, compiled, table

pytestmark = pytest.mark.django_db

VIEWS = {
    "agent": ("agent_performance", "agent"),
    "region": ("region_performance", "region"),
    "product": ("product_performance", "product"),
    "sector": ("sector_performance", "sector"),
    "country": ("country_performance", "country"),
}
SAME = {
    "deals": "deals", "wins": "won", "losses": "lost", "open_deals": "open", "revenue": "revenue",
    "win_rate": "win_rate", "open_value": "open_value", "weighted_value": "weighted_value",
}  # fmt: skip


@pytest.mark.parametrize("dimension", VIEWS)
@pytest.mark.parametrize("who", ["alice", "dora"])
def test_as_the_views_of_performance(dimension, who, book, request):
    user = request.getfixturevalue(who)
    view, name = VIEWS[dimension]
    told = {row[name]: row for row in gold.query(f"select * from gold.{view}", user=user).as_dicts()}
    for metric, column in SAME.items():
        for value, figure in table(Intent((metric,), (dimension,)), user, dimension, metric):
            if value is not None:
                assert figure == pytest.approx(told[value][column]), (metric, value)
        whole = sum(row[column] or 0 for row in told.values())
        if metric != "win_rate":
            assert table(Intent((metric,)), user, metric) == [(whole,)]


def test_as_the_views_of_stages(book, dora):
    told = gold.query("select stage, entered, ended, advance_rate from gold.stage_conversion", user=dora).rows
    found = table(Intent(("stays_entered", "advance_rate"), ("stage",)), dora, "stage", "stays_entered", "stays_ended",
                  "advance_rate")  # fmt: skip
    assert {s: (e, n, r and round(r, 6)) for s, e, n, r in found} == {s: (e, n, r) for s, e, n, r in told}


def test_as_the_dashboard(book, dora, client):
    client.force_login(dora)
    for period in ("quarter", "2025-11", "2025"):
        page = client.get(f"/dashboards/sales/figures?period={period}", headers={"HX-Request": "true"})
        stats = {stat.key: stat.value for stat in page.context["stats"]}
        asked = Intent(("revenue", "wins"), period="this_quarter" if period == "quarter" else period)
        assert table(asked, dora, "revenue", "wins") == [(stats["revenue"], stats["won"])]


LINKED = [
    Intent(("revenue",), ("agent",), period="2025-Q4"),
    Intent(("wins",), ("product",)),
    Intent(("losses",), ("lost_reason",)),
    Intent(("closed",), ("month",), period="2025-10-15..2025-12-20"),
    Intent(("open_deals",), ("stage",)),
    Intent(("open_deals",), ("region",)),
    Intent(("stale_deals",), ("agent",)),
    Intent(("overdue_deals",), ("product",)),
    Intent(("deals_without_account",), ("stage",)),
    Intent(("wins",), ("account",), (Filter("series", "is", ("GTX",)),)),
    Intent(("wins",), ("sector",), (Filter("cycle_length", "at_most", (9,)),), period="2025"),
    Intent(("deals",), ("stage_type",)),
    Intent(("deep_discounts",), ("agent",)),
    Intent(("accounts",), ("segment",)),
    Intent(("accounts",), ("sector",)),
]


@pytest.mark.parametrize("number", range(len(LINKED)))
def test_a_row_leads_to_the_list_of_what_it_counts(number, book, dora, client):
    client.force_login(dora)
    intent = LINKED[number]
    query = compiled(intent, dora)
    links = [(row, query.link(row)) for row in ask(intent, dora)]
    assert any(link for _, link in links)
    for row, link in links:
        if link:
            path = {"deals": "/deals/", "accounts": "/accounts/"}[link.kind]
            page = client.get(path, dict(link.filters)).context
            found = page["total"].count if link.kind == "deals" else len(page["rows"])
            money = intent.metrics == ("revenue",)
            assert (page["total"].won if money else found) == row[intent.metrics[0]], (row, link)


def test_no_list_shows_what_a_filter_it_lacks_would_narrow(ledger, dora):
    for narrowing in (Filter("deal_value", "more_than", (10,)), Filter("sector", "is_not", ("retail",))):
        intent = Intent(("wins",), filters=(narrowing,))
        assert compiled(intent, dora).link(ask(intent, dora)[0]) is None
    named = Intent(("wins",), filters=(Filter("agent", "is", ("Alice Ames",)),))
    assert compiled(named, dora).link(ask(named, dora)[0]).names == {"owner": ("agent", "Alice Ames")}
