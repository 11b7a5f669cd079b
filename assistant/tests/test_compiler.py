"""A book of nine deals, small enough to count by hand: every kind of question has the answer that a person gets."""

from datetime import date
from decimal import Decimal

import pytest

from assistant.compiler import Viewer, compile_intent
from assistant.intent import Comparison, Filter, Intent, Never, Order
from assistant.sources_choice import Problem
from assistant.tests.asking import ask, compiled, table

pytestmark = pytest.mark.django_db

DAY = date(2025, 12, 31)


FIGURES = {
    "revenue": 13_550, "wins": 4, "losses": 2, "closed": 6, "deals": 9, "units": 4, "win_rate": 0.6667,
    "loss_rate": 0.3333, "average_deal": 3387.5, "median_deal": 4250, "largest_deal": 5000, "smallest_deal": 50,
    "won_cycle": 10, "lost_cycle": 14.5, "median_won_cycle": 10, "list_value_won": 14_518, "list_value_lost": 4876,
    "discount": 968, "price_ratio": 0.9333, "discount_rate": 0.0667, "deep_discounts": 1, "deep_discount_value": 821,
    "given_away": 1147, "above_list": 179, "products_sold": 2, "sellers": 2, "revenue_per_agent": 6775,
    "open_deals": 3, "open_value": 9331, "open_list_value": 9752, "deals_without_account": 2, "stale_deals": 1,
    "stale_value": 110, "oldest_open": 244, "accounts": 3, "customers": 2, "monetary": 13_550, "frequency": 4,
    "average_purchase": 3387.5, "spend_per_customer": 6775, "new_customers": 2, "groups": 2, "subsidiaries": 1,
    "agents": 2, "products": 2, "top_five_share": 1,
}  # fmt: skip


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_of_everything(name, ledger, dora):
    ((value,),) = table(Intent((name,)), dora, name)
    assert float(value) == pytest.approx(FIGURES[name], abs=5e-5)


def test_a_representative_gets_the_own_figures(ledger, alice):
    (row,) = ask(Intent(("revenue", "wins", "losses", "open_deals")), alice)
    assert [int(value) for value in row.values()] == [9050, 3, 1, 2]


def test_first_person(ledger, bob, dora, alice):
    assert table(Intent(("wins",), person="me"), alice, "wins") == [(3,)]
    assert table(Intent(("wins",), person="me"), dora, "wins") == [(0,)]
    assert table(Intent(("wins",), ("agent",), person="team"), bob, "agent", "wins") == [("Alice Ames", 3)]


def test_whole_months_and_days_give_the_same(ledger, dora):
    months = compiled(Intent(("revenue",), ("agent",), period="2025-10..2025-12"), dora)
    days = compiled(Intent(("revenue",), ("agent",), period="2025-10-02..2025-12-31"), dora)
    assert (months.relations, days.relations) == (("gold.sales_month",), ("gold.deal",))
    for period in ("2025-Q4", "2025-10-02..", "this_quarter", "past_91_days"):
        found = table(Intent(("revenue",), ("agent",), period=period), dora, "agent", "revenue")
        assert found == [("Alice Ames", 5050), ("Charlie Cole", 4500)]


def test_a_period_by_another_date(ledger, dora):
    september = Intent(("wins",), period="2025-09", period_by="engage")
    assert table(september, dora, "wins") == [(1,)]
    assert table(Intent(("deals",), period="2025-12"), dora, "deals") == [(2,)]


def test_a_quarter_against_the_one_before(ledger, dora):
    (row,) = ask(Intent(("revenue", "win_rate"), period="2025-Q4", compare=Comparison()), dora)
    assert (row["revenue"], row["revenue_before"], row["revenue_change"]) == (9550, 4000, 5550)
    assert row["revenue_growth"] == pytest.approx(Decimal("1.3875"))
    assert (row["win_rate"], row["win_rate_before"]) == (Decimal("0.75"), Decimal("0.5"))


def test_growth_of_members(ledger, dora):
    """Who had nothing before has no growth, and is not ranked by it; who has nothing now fell by everything."""
    growth = Intent(("revenue_growth",), ("region",), period="2025-Q4")
    assert table(growth, dora, "region", "revenue_before", "revenue_growth") == [
        ("West", 4000, Decimal("0.2625")), ("East", 0, None),
    ]  # fmt: skip
    order = (Order("revenue_growth", descending=False),)
    least = Intent(("revenue_growth",), ("region",), period="2025-Q4", order=order, limit=5)
    assert table(least, dora, "region") == [("West",)]


def test_two_periods_by_name(ledger, dora):
    asked = Intent(("wins",), period="2025-12", compare=Comparison("period", "2025-08"))
    assert table(asked, dora, "wins", "wins_before", "wins_change") == [(1, 1, 0)]


def test_members_with_each_other(ledger, dora):
    both = (Filter("region", "is", ("West", "East")),)
    asked = Intent(("revenue", "win_rate"), ("region",), both, compare=Comparison("members"))
    assert table(asked, dora, "region", "revenue", "revenue_gap", "win_rate_gap") == [
        ("West", 9050, 0, 0), ("East", 4500, -4550, Decimal("-0.25")),
    ]  # fmt: skip
    ordered = Intent(("revenue_rank",), ("agent",), order=(Order("revenue_rank", descending=False),), limit=1)
    assert table(ordered, dora, "agent", "place") == [("Alice Ames", 1)]


def test_month_over_month(ledger, dora):
    months = Intent(("revenue_growth",), ("month",), period="2025-11..2025-12")
    assert table(months, dora, "month", "revenue", "revenue_before", "revenue_change") == [
        (date(2025, 11, 1), 4500, 5000, -500),
        (date(2025, 12, 1), 50, 4500, -4450),
    ]


def test_a_running_total(ledger, dora):
    total = table(Intent(("revenue_to_date",), ("month",)), dora, "revenue", "revenue_to_date")
    assert total == [(4000, 4000), (5000, 9000), (4500, 13_500), (50, 13_550)]


def test_a_running_total_in_each_region(ledger, dora):
    found = table(Intent(("wins",), ("quarter", "region"), running=True), dora, "region", "wins_to_date")
    assert sorted(found) == [("East", 1), ("West", 1), ("West", 3)]


def test_shares_of_everything(ledger, dora):
    shares = table(Intent(("revenue_share",), ("product",)), dora, "product", "revenue", "revenue_share")
    assert [(name, value) for name, value, _ in shares] == [("GTX Pro", 13_500), ("MG Mini", 50)]
    assert sum(share for *_, share in shares) == pytest.approx(1)


def test_the_share_of_one_is_of_all(ledger, dora):
    only_west = (Filter("region", "is", ("West",)),)
    expected = Decimal(9050) / 13_550
    for dimensions in ((), ("region",)):
        ((value, share),) = table(
            Intent(("revenue",), dimensions, filters=only_west, share_of="total"), dora, "revenue", "revenue_share"
        )
        assert (value, share) == (9050, pytest.approx(expected))


def test_shares_within_a_group(ledger, dora):
    found = table(Intent(("wins",), ("region", "product"), share_of="region"), dora, "region", "product", "wins_share")
    assert [(r, p, round(s, 3)) for r, p, s in sorted(found)] == [
        ("East", "GTX Pro", 1), ("West", "GTX Pro", Decimal("0.667")), ("West", "MG Mini", Decimal("0.333")),
    ]  # fmt: skip


def test_the_first_in_each_group(ledger, dora):
    best = Intent(("revenue",), ("region", "product"), limit=1, within="region")
    assert table(best, dora, "region", "product", "place") == [("East", "GTX Pro", 1), ("West", "GTX Pro", 1)]


def test_ties_are_kept(ledger, dora):
    lost = Intent(("losses",), ("agent",), limit=1)
    assert table(lost, dora, "agent", "losses", "place") == [("Alice Ames", 1, 1), ("Charlie Cole", 1, 1)]


def test_the_least_counts_those_with_nothing(ledger, dora, east):
    from teams.tests.factories import UserFactory

    UserFactory(name="Zed Zero", team=east)
    least = Intent(("wins",), ("agent",), order=(Order("wins", descending=False),), limit=1)
    assert table(least, dora, "agent", "wins") == [("Zed Zero", 0)]
    few = Intent(("wins",), ("agent",), having=(Filter("wins", "less_than", (2,)),))
    assert table(few, dora, "agent", "wins") == [("Charlie Cole", 1), ("Zed Zero", 0)]
    west = Intent(("wins",), ("agent",), (Filter("region", "is", ("West",)),), order=least.order, limit=1)
    assert table(west, dora, "agent", "wins") == [("Alice Ames", 3)]


def test_more_than_so_many(ledger, dora):
    many = Intent(("wins",), ("agent",), having=(Filter("wins", "at_least", (2,)),))
    assert table(many, dora, "agent") == [("Alice Ames",)]
    rate = Intent(("win_rate",), ("account",), having=(Filter("closed", "at_least", (3,)),))
    assert table(rate, dora, "account", "win_rate") == [("Acme", Decimal("0.75"))]


def test_who_never_bought(ledger, dora):
    assert table(Intent((), ("account",), never=Never()), dora, "account") == [("Gamma",)]
    mini = Never("won", (Filter("product", "is", ("MG Mini",)),))
    assert table(Intent(("accounts",), never=mini), dora, "accounts") == [(2,)]
    assert table(Intent(("accounts",), ("sector",), never=mini), dora, "sector", "accounts") == [
        ("retail", 1), ("software", 1),
    ]  # fmt: skip
    assert table(Intent((), ("agent",), never=mini), dora, "agent") == [("Charlie Cole",)]
    late = Never("won", period="2025-Q4")
    assert table(Intent((), ("account",), never=late), dora, "account") == [("Beta",), ("Gamma",)]
    retail = Never("lost", (Filter("sector", "is", ("retail",)),))
    assert table(Intent((), ("product",), never=retail), dora, "product") == [("GTX Pro",)]


def test_who_never_bought_from_me(ledger, charlie):
    mine = Intent((), ("account",), never=Never(), person="me")
    assert ("Acme",) not in table(mine, charlie, "account")


def test_two_dates_in_one_table(ledger, dora):
    """Deals count when they were engaged, wins when they closed: each in its own month."""
    found = table(Intent(("deals", "wins"), ("month",), period="2025-08..2025-10"), dora, "month", "deals", "wins")
    assert found == [(date(2025, 8, 1), 1, 1), (date(2025, 9, 1), 1, 0), (date(2025, 10, 1), 1, 1)]


def test_figures_of_deals_and_of_accounts_side_by_side(ledger, dora):
    found = table(Intent(("revenue", "accounts"), ("sector",)), dora, "sector", "revenue", "accounts")
    assert found == [("retail", 9550, 2), ("software", 4000, 1)]
    both = table(Intent(("revenue", "cltv"), ("account",)), dora, "account", "revenue")
    assert both == [("Acme", 9550), ("Beta", 4000), ("Gamma", 0)]


NARROWED = [
    (Filter("deal_value", "more_than", (4200,)), 9500),
    (Filter("deal_value", "between", (50, 4000)), 4050),
    (Filter("product", "contains", ("mini",)), 50),
    (Filter("product", "is_not", ("MG Mini",)), 13_500),
    (Filter("account", "is", ("Acme", "Beta")), 13_550),
    (Filter("account_group", "is", ("Acme",)), 13_550),
    (Filter("series", "is", ("MG",)), 50),
    (Filter("country", "is_not", ("United States",)), 4000),
    (Filter("cycle_length", "at_most", (9,)), 0),
    (Filter("month_of_quarter", "is", (3,)), 50),
    (Filter("weekday", "is", (5,)), 13_550 - 4500),
    (Filter("sector", "is_empty", ()), 0),
    (Filter("deep_discount", "is", (True,)), None),
    (Filter("stale", "is", (False,)), 13_550),
]


@pytest.mark.parametrize(("narrowing", "expected"), NARROWED)
def test_filters(narrowing, expected, ledger, dora):
    found = compile_intent(Intent(("revenue",), filters=(narrowing,)), as_of=DAY, viewer=Viewer(dora.pk))
    if expected is None:
        assert isinstance(found, Problem)
    else:
        assert table(Intent(("revenue",), filters=(narrowing,)), dora, "revenue") == [(expected,)]


def test_members_are_listed(ledger, dora):
    assert table(Intent((), ("region",)), dora, "region") == [("East",), ("West",), (None,)]
    assert table(Intent((), ("product",), (Filter("series", "is", ("MG",)),)), dora, "product") == [("MG Mini",)]
    recent = Intent(
        (), ("deal", "stage"), (Filter("stage_type", "is", ("lost",)),), period="2025-12", period_by="close"
    )
    assert len(ask(recent, dora)) == 1


IMPOSSIBLE = {
    "cltv by region": (Intent(("cltv",), ("region",)), "cannot_combine"),
    "open deals in a period": (Intent(("open_deals",), period="this_month"), "which_date"),
    "a period to come": (Intent(("revenue",), period="2026"), "outside"),
    "no such period": (Intent(("revenue",), period="2025-13"), "outside"),
    "activities by day": (Intent(("activities",), ("day",)), "cannot_combine"),
    "scores in a period": (Intent(("recency",), period="2025"), "cannot_combine"),
    "shares of a rate": (Intent(("won_cycle",), ("agent",), share_of="total"), None),
    "nothing": (Intent(), "unknown"),
    "profit": (Intent(("profit",)), "unknown"),
    "a total over nothing": (Intent(("revenue",), running=True), "which_date"),
    "compared with what": (Intent(("revenue",), compare=Comparison()), "which_date"),
    "months against months": (
        Intent(("revenue",), ("month",), compare=Comparison("period", "2024")),
        "cannot_combine",
    ),
    "a name that is more": (Intent(("revenue",), filters=(Filter("agent", "more_than", ("A",)),)), "value"),
    "a number that is text": (Intent(("revenue",), filters=(Filter("deal_value", "is", ("A",)),)), "value"),
    "no such option": (Intent(("deals",), filters=(Filter("stage_type", "is", ("maybe",)),)), "value"),
    "too many places": (Intent(("wins",), ("agent",), limit=10**6), "value"),
    "hidden signs": (Intent(("wins",), filters=(Filter("agent", "is", ("A\u202e",)),)), "value"),
    "ordered by what is not there": (Intent(("wins",), ("agent",), order=(Order("revenue"),)), "cannot_combine"),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_cannot_be_answered_says_why(name):
    intent, kind = IMPOSSIBLE[name]
    found = compile_intent(intent, as_of=DAY, viewer=Viewer(1))
    if kind is None:  # companions add up where the figure itself does not
        assert not isinstance(found, Problem)
        assert [column.name for column in found.columns if column.suffix == "share"] == ["wins_share"]
    else:
        assert isinstance(found, Problem)
        assert found.kind == kind
        assert found.text.endswith((".", "?"))


def test_columns_say_what_they_are(ledger, dora):
    found = compiled(Intent(("win_rate",), ("agent",), period="this_quarter", compare=Comparison()), dora)
    said = {column.name: (column.label, column.unit, column.role) for column in found.columns}
    assert said["agent"] == ("Agent", "text", "dimension")
    assert said["agent_key"] == ("", "id", "key")
    assert said["win_rate"] == ("Win rate", "rate", "metric")
    assert said["win_rate_growth"] == ("Growth of win rate", "ratio", "metric")
    assert said["closed"] == ("Closed deals", "count", "metric")
    assert (found.period, found.period_before) == ("Q4 2025 by close date", "Q3 2025 by close date")


def test_an_unfinished_period_is_held_against_as_many_days():
    found = compile_intent(
        Intent(("revenue",), period="this_quarter", compare=Comparison()), as_of=date(2025, 11, 21), viewer=Viewer(1)
    )
    assert not isinstance(found, Problem)
    assert (found.span.last, found.before.first, found.before.last) == (
        date(2025, 11, 21), date(2025, 7, 1), date(2025, 8, 21),
    )  # fmt: skip
    assert found.relations == ("gold.deal",)
