"""What to offer one account: in the order of the rule, each with its why, and an honest nothing."""

import pytest
from django.urls import reverse

from accounts.tests.factories import AccountFactory
from analytics import services
from analytics.recommendations import Kind, advise
from pipeline.tests.factories import ProductFactory


@pytest.fixture
def shelf(db):
    return [ProductFactory(name=name, series=name[0]) for name in ("A one", "A two", "B one")]


@pytest.fixture
def peers(shelf, sell):
    """Six customers in retail: all have the first product, four the second, one the third."""
    peers = [AccountFactory(name=f"Peer {n}", sector="retail") for n in range(6)]
    for n, peer in enumerate(peers):
        for product in [shelf[0], *([shelf[1]] if n < 4 else []), *([shelf[2]] if n == 0 else [])]:
            sell(peer, product, 6)
    return peers


@pytest.fixture
def shop(shelf, sell, peers):
    """A seventh that has the first product only."""
    shop = AccountFactory(name="Shop", sector="retail")
    sell(shop, shelf[0], 6)
    services.drain_account_changes()
    return shop


def page(account):
    return reverse("analytics:account_advice", args=[account.pk])


def test_what_most_peers_have_is_offered_with_its_numbers(dora, shop, shelf):
    advice = advise(shop, user=dora)
    assert [(each.kind, each.product) for each in advice.recommended] == [(Kind.NEVER_BOUGHT, shelf[1])]
    assert advice.best.why == "Never bought; 4 of 6 customers in retail did (66.7\u00a0%)."
    assert [(each.product, each.peers_bought, each.peers) for each in advice.never] == [
        (shelf[1], 4, 6), (shelf[2], 1, 6),
    ]  # fmt: skip


def test_what_it_used_to_buy_comes_first(dora, shop, shelf, sell):
    sell(shop, shelf[2], 3, days_ago=200, value=500)
    advice = advise(shop, user=dora)
    assert [each.kind for each in advice.recommended] == [Kind.LAPSED, Kind.NEVER_BOUGHT]
    assert advice.best.why == "Bought 3 times for $1,500, every 7 days or so; not for 200 days now."


def test_lapsed_products_are_ordered_by_what_was_spent(dora, shop, shelf, sell):
    sell(shop, shelf[1], 3, days_ago=200, value=500)
    sell(shop, shelf[2], 2, days_ago=300, value=5000)
    assert [each.product for each in advise(shop, user=dora).recommended] == [shelf[2], shelf[1]]


def test_a_series_behind_its_peers_is_named_with_what_is_missing(dora, shelf, sell):
    for n in range(6):
        peer = AccountFactory(name=f"Peer {n}", sector="retail")
        sell(peer, shelf[0], 10)
        sell(peer, shelf[2], 10)
    shop = AccountFactory(sector="retail")
    sell(shop, shelf[0], 29)
    sell(shop, shelf[2], 1)
    (found,) = advise(shop, user=dora).recommended
    assert (found.kind, found.series) == (Kind.LOW_SERIES, "B")
    assert "1 of its 30 won deals" in found.why
    assert "$14,000 more" in found.why


def test_peers_of_the_same_size_stand_in_where_the_sector_is_small(dora, shelf, sell):
    for n in range(5):
        peer = AccountFactory(name=f"Peer {n}", sector=f"Sector {n}", employees=300)
        sell(peer, shelf[0])
        sell(peer, shelf[1])
    shop = AccountFactory(sector="Alone", employees=400)
    sell(shop, shelf[0])
    advice = advise(shop, user=dora)
    assert advice.peers.words == "with 250 to 999 employees"
    assert advice.best.product == shelf[1]


def test_where_nothing_is_to_be_offered_it_says_why(dora, shop, shelf, sell):
    sell(shop, shelf[1], 6)
    advice = advise(shop, user=dora)
    assert advice.recommended == []
    assert advice.nothing == (
        "It has bought 2 of 3 products on offer, none of them has lapsed, and no series lies far behind its peers. "
        "B one, which it lacks, was bought by 1 of 6 customers in retail: less than half."
    )


def test_alone_it_has_nobody_to_be_compared_with(dora, shelf, sell):
    shop = AccountFactory(sector="")
    sell(shop, shelf[0])
    assert "too few customers are like it" in advise(shop, user=dora).nothing


def test_without_a_purchase_the_first_deal_comes_next(client, dora, shop):
    prospect = AccountFactory(sector="retail")
    client.force_login(dora)
    text = client.get(page(prospect)).text
    assert "what comes next is a first deal" in text
    assert "products never bought" not in text


def test_it_reads_the_deals_that_the_viewer_sees(charlie, dora, shop, shelf, sell):
    sell(shop, shelf[2], owner=charlie)
    assert [each.product for each in advise(shop, user=charlie).never] == [shelf[0], shelf[1]]
    assert advise(shop, user=charlie).peers is None
    assert [each.product for each in advise(shop, user=dora).never] == [shelf[1]]


def test_the_part_names_segment_action_and_the_best_offer(client, dora, shop):
    client.force_login(dora)
    text = client.get(page(shop)).text
    segment = shop.metrics.segment
    assert segment.action in text
    assert "Offer A two" in text
    assert reverse("analytics:segment", args=[segment.key]) in text


def test_the_account_page_loads_it(client, dora, shop):
    client.force_login(dora)
    assert page(shop) in client.get(reverse("analytics:account_page", args=[shop.pk])).text


def test_the_api_says_the_same(api, dora, shop, shelf):
    shown = api(dora).get(f"/api/v1/accounts/{shop.pk}/recommendations").json()
    assert shown["recommended"] == [
        {
            "kind": "never bought", "offer": "Offer A two", "product": shelf[1].pk, "series": "",
            "why": "Never bought; 4 of 6 customers in retail did (66.7\u00a0%).",
        }
    ]  # fmt: skip
    assert shown["next_best_action"].startswith(shop.metrics.segment.action)
    assert (shown["nothing"], shown["peers"]) == ("", "in retail")
    assert [each["product_name"] for each in shown["never_bought"]] == ["A two", "B one"]


def test_nobody_of_another_team_is_advised(api, charlie, shop):
    assert api(charlie).get(f"/api/v1/accounts/{shop.pk}/recommendations").status_code == 404
