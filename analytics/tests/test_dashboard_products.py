"""Products: prices, units and losses by hand, and the figures of the real data set."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict

from analytics.dashboards.products import PRODUCTS, product_figures
from analytics.dashboards.scope import Scope
from analytics.tests.conftest import AS_OF
from pipeline.tests.factories import OpportunityFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    def rows(user, chart, *keys, query="period=2025-Q4"):
        table = PRODUCTS.chart(chart).table(Scope(QueryDict(query), user=user))
        return [tuple(row[key] for key in keys) for row in table.rows]

    return rows


@pytest.fixture
def figures():
    def figures(user, query="period=2025-Q4"):
        return {stat.key: stat for stat in product_figures(Scope(QueryDict(query), user=user))}

    return figures


@pytest.fixture
def sold(alice, charlie, acme, pinned_day):
    """Of a product for 100: three sold for 100, 89 and 2 × 95, one lost, one sold in the quarter before."""
    product = ProductFactory(name="Crate", list_price=Decimal(100))
    shared = {"account": acme, "product": product, "owner": alice, "close_date": AS_OF}
    for value, quantity in ((100, 1), (89, 1), (190, 2)):
        OpportunityFactory(won=True, **shared, close_value=value, quantity=quantity)
    OpportunityFactory(lost=True, **shared, quantity=3)
    before = AS_OF - timedelta(days=100)
    OpportunityFactory(won=True, **shared | {"close_date": before}, close_value=50)
    OpportunityFactory(won=True, **shared | {"owner": charlie}, close_value=10)
    return product


def test_headline_figures(sold, figures, alice):
    stats = figures(alice)
    assert (stats["revenue"].value, stats["units"].value, stats["list_value_lost"].value) == (379, 4, 300)
    assert stats["price"].value == pytest.approx(Decimal(100 + 89 + 95) / 300)
    assert stats["price"].note.startswith("Mean of won deals; 94.8")  # 379 of 400
    assert (stats["deep"].value, stats["deep"].note) == (1, "$11 given away")
    assert stats["units"].change.text == "300.0\N{NO-BREAK SPACE}%"


def test_what_others_sold_counts_for_those_who_see_it(sold, figures, dora, charlie):
    assert figures(dora)["deep"].value == 2
    assert figures(charlie)["revenue"].value == 10


def test_nothing_sold_has_no_price(figures, dora, pinned_day):
    stats = figures(dora)
    assert (stats["price"].value, stats["price"].note, stats["deep"].value) == (None, "", 0)


def test_units_and_losses_stand_beside_those_before(sold, rows, alice):
    assert rows(alice, "units-by-product", "name", "won", "units", "units_before", "unit_price") == [
        ("Crate", 3, 4, 1, Decimal("94.75"))
    ]
    assert rows(alice, "list-value-lost-by-product", "lost", "list_value_lost", "list_value_lost_before") == [
        (1, 300, 0)
    ]


def test_boxes_end_at_the_last_value_within_reach_and_count_the_others(rows, alice, acme, pinned_day):
    product = ProductFactory(name="Crate", list_price=Decimal(100))
    for value in (90, 95, 100, 105, 110, 300):
        OpportunityFactory(won=True, owner=alice, account=acme, product=product, close_date=AS_OF, close_value=value)
    # Quartiles at places 1.25, 2.5 and 3.75 of the six: 0.9625, 1.025, 1.0875; reach 1.5 × 0.125.
    keys = ("n", "low", "q1", "median", "q3", "high", "outliers")
    assert rows(alice, "price-by-product", *keys) == [
        (6, *map(Decimal, ("0.9", "0.9625", "1.025", "1.0875", "1.1")), 1)
    ]


def test_a_product_without_a_list_price_has_no_box(rows, alice, acme, pinned_day):
    free = ProductFactory(list_price=Decimal(0))
    OpportunityFactory(won=True, owner=alice, account=acme, product=free, close_date=AS_OF)
    assert rows(alice, "price-by-product", "n") == []
    assert rows(alice, "cycle-by-product", "n") == [(1,)]


def test_figures_of_the_real_data(real_run, figures, rows, dora):
    stats = figures(dora, "period=all")
    assert (stats["revenue"].value, stats["deep"].value, stats["deep"].note) == (
        10_005_534,
        709,
        "$242,506 given away",
    )
    assert round(stats["price"].value, 4) == Decimal("0.9965")
    assert stats["list_value_lost"].value == 5_946_468
    [worst, *_] = rows(dora, "list-value-lost-by-product", "name", "list_value_lost", query="period=all")
    assert worst == ("GTX Pro", 2_015_178)
    [most, *_] = rows(dora, "units-by-product", "name", "units", query="period=all")
    assert most == ("GTX Basic", 915)
    rates = dict(rows(dora, "win-rate-by-product", "product", "win_rate", query="period=all"))
    assert round(rates["MG Special"], 3) == Decimal("0.648")
    assert sum(n for n, _ in rows(dora, "price-by-product", "n", "outliers", query="period=all")) == 4238
