"""Cross-sell: what customers lack, what goes together beyond chance, series taken too little; each for its viewer."""

import random

import pytest
from django.db.models import Count
from django.urls import reverse

from accounts.tests.factories import AccountFactory
from analytics import cross_sell, services
from analytics.models import AccountMetrics
from pipeline.models import Opportunity, Product
from pipeline.tests.factories import ProductFactory

URL = reverse("analytics:cross_sell")
SERIES = reverse("analytics:cross_sell_series")


@pytest.fixture
def shelf(db):
    return [ProductFactory(name=name, series=name[0]) for name in ("A one", "A two", "B one", "B two")]


@pytest.fixture
def shops(shelf, sell):
    """Eighty customers: each product by chance, but who has A one nearly always has B one."""
    chance = random.Random(5)
    shops = [AccountFactory(name=f"Shop {n:02}", sector="retail") for n in range(80)]
    for shop in shops:
        has_first = chance.random() < 0.4
        chances = [1 if has_first else 0, 0.4, 0.95 if has_first else 0.1, 0.4]
        for product, likely in zip(shelf, chances, strict=True):
            if chance.random() < likely:
                sell(shop, product)
    services.drain_account_changes()
    return shops


def lines(client, url=URL):
    return {reach.product.name: (reach, have, lack) for reach, have, lack in client.get(url).context["lines"]}


def count_of(client, url):
    return int(client.get(url).context["count"].split()[0].replace(",", ""))


def test_every_number_is_that_of_the_list_behind_it(client, dora, shops):
    client.force_login(dora)
    for reach, have, lack in lines(client).values():
        assert (count_of(client, have), count_of(client, lack)) == (reach.bought, reach.missing)
        assert reach.bought + reach.missing == reach.buyers == AccountMetrics.objects.filter(frequency__gt=0).count()


def test_a_rep_counts_the_deals_that_the_rep_sees(client, alice, charlie, shops, shelf, sell):
    sell(shops[0], shelf[1], owner=charlie)
    sell(AccountFactory(name="Charlie's"), shelf[2], owner=charlie)
    client.force_login(charlie)
    found = lines(client)
    assert {name: (reach.bought, reach.missing) for name, (reach, _, _) in found.items()} == {
        "A one": (0, 2), "A two": (1, 1), "B one": (1, 1), "B two": (0, 2),
    }  # fmt: skip
    assert count_of(client, found["A two"][2]) == 1


def test_the_planted_pair_is_found_and_nothing_else(client, dora, shops):
    client.force_login(dora)
    answer = client.get(URL)
    assert [{pair.first.name, pair.second.name} for pair in answer.context["pairs"]] == [{"A one", "B one"}]
    counts = answer.context["pairs"][0].counts
    both = Opportunity.objects.won().filter(product__name__in=["A one", "B one"]).values("account")
    assert counts.both == both.annotate(n=Count("product", distinct=True)).filter(n=2).count()
    assert "Lift of every pair" in answer.text


def test_purchases_by_chance_recommend_nothing(client, dora, shelf, sell):
    chance = random.Random(6)
    for n in range(60):
        shop = AccountFactory(name=f"Shop {n}")
        for product in shelf:
            if chance.random() < 0.5:
                sell(shop, product)
    client.force_login(dora)
    answer = client.get(URL)
    assert answer.context["pairs"] == []
    assert "Of 6 pairs of products tested, none is bought together more often than chance" in answer.text


def test_what_everybody_buys_says_nothing(client, dora, shelf, sell):
    for n in range(6):
        shop = AccountFactory(name=f"Shop {n}")
        for product in shelf[: 4 if n < 2 else 3]:
            sell(shop, product)
    client.force_login(dora)
    text = client.get(URL).text
    assert "3 of 4 products were bought by each of 6 accounts. Only B two is missing, at 4 accounts." in text


@pytest.mark.parametrize("customers", [0, 1])
def test_with_no_customer_or_one_it_says_what_is_missing(client, dora, shelf, sell, customers):
    for _ in range(customers):
        sell(AccountFactory(), shelf[0])
    client.force_login(dora)
    answer = client.get(URL)
    said = "Pairs need two products that somebody bought" if customers else "No customers yet"
    assert answer.status_code == 200
    assert said in answer.text


def test_products_no_longer_offered_are_left_out(client, dora, shops, shelf):
    Product.objects.filter(pk=shelf[3].pk).update(status=Product.Status.RETIRED)
    client.force_login(dora)
    found = lines(client)
    assert set(found) == {"A one", "A two", "B one"}
    assert all(reach.missing == count_of(client, lack) for reach, _, lack in found.values())


def test_a_purchase_after_the_reporting_day_counts_nowhere(dora, shops, shelf, sell):
    before = [reach.bought for reach in cross_sell.reaches(cross_sell.baskets(dora))]
    for shop in shops:
        sell(shop, shelf[0], days_ago=-3)
    assert [reach.bought for reach in cross_sell.reaches(cross_sell.baskets(dora))] == before


@pytest.fixture
def sector(shelf, sell):
    """Seven customers of a sector, six of which take half of their deals of series B; and one that takes none."""
    shops = [AccountFactory(name=f"Shop {n}", sector="retail", employees=100) for n in range(7)]
    for shop in shops[:6]:
        sell(shop, shelf[0], 10)
        sell(shop, shelf[2], 10, value=3000)
    sell(shops[6], shelf[0], 20)
    return shops


@pytest.mark.parametrize("peers", ["sector", "size"])
def test_a_series_taken_too_little_is_found_with_what_is_missing(client, dora, sector, peers):
    client.force_login(dora)
    (low,) = client.get(SERIES, {"peers": peers}).context["compared"].rows
    assert (low.account, low.series, low.won, low.deals, low.expected, low.others) == (sector[6], "B", 0, 20, 10, 6)
    # Peers spend three quarters on B, and the account 20,000 in all.
    assert (low.share_of_peers, low.missing) == (0.75, 15_000)


def test_few_peers_or_few_deals_are_not_compared(dora, sector, shelf, sell):
    lonely = AccountFactory(sector="shipping")
    sell(lonely, shelf[0], 30)
    small = AccountFactory(sector="retail")
    sell(small, shelf[0], 9)
    found = cross_sell.low_series(dora)
    assert found.accounts == 7
    assert [row.account for row in found.rows] == [sector[6]]


def test_it_says_how_many_chance_alone_would_find(client, dora, sector):
    client.force_login(dora)
    text = client.get(SERIES).text
    assert "7 customers compared in 14 series and accounts: 1 found, where chance alone would put 0.0" in text


def test_a_rep_of_another_team_reads_nothing_of_hers(client, charlie, sector):
    client.force_login(charlie)
    assert "No customers yet" in client.get(URL).text
    assert "Too little to compare" in client.get(SERIES).text


def test_it_costs_the_same_queries_for_more_customers(client, dora, shelf, sell, django_assert_max_num_queries):
    client.force_login(dora)
    for n in range(50):
        if n in {10, 49}:
            for url in (URL, SERIES):
                with django_assert_max_num_queries(12):
                    client.get(url)
        shop = AccountFactory(sector="retail")
        sell(shop, shelf[n % 4], 12)
