"""What the headers of the board say: over all deals that the filters leave, not only over the cards."""

import re
from decimal import Decimal

import pytest

from pipeline.models import Opportunity, Stage
from pipeline.tests.factories import OpportunityFactory

URL = "/deals/board/sums"
MOST_QUERIES = 10


@pytest.fixture
def sums(client, alice):
    """Return what the headers say, by stage: the count and the line of sums."""
    client.force_login(alice)

    def ask(query=""):
        text = client.get(f"{URL}?{query}", headers={"hx-request": "true"}).content.decode()
        counts = re.findall(r'id="count-(\d+)" hx-swap-oob="true">([^<]*)<', text)
        lines = dict(re.findall(r'id="sums-(\d+)" hx-swap-oob="true">([^<]*)<', text))
        names = {str(stage.pk): stage.name for stage in Stage.objects.all()}
        return {names[key]: (count, lines[key]) for key, count in counts}

    return ask


@pytest.fixture
def book(alice, acme, gtx, stages):
    rows = [
        Opportunity(owner=alice, account=acme, product=gtx, amount=Decimal("100.40"), stage=stages["Prospecting"])
        for _ in range(30)
    ]
    Opportunity.objects.bulk_create(rows)
    OpportunityFactory(owner=alice, product=gtx, quantity=2)
    OpportunityFactory(won=True, owner=alice)


def test_count_sum_and_weighted_sum_of_every_stage(sums, book):
    assert sums() == {
        "Prospecting": ("30", "$3,012 · weighted $301"),
        "Engaging": ("1", "$9,642 · weighted $4,339"),
    }


def test_the_sums_follow_the_filters(sums, book):
    assert sums("amount_min=200")["Prospecting"] == ("0", "$0 · weighted $0")


def test_the_page_says_the_same_without_htmx(client, alice, book):
    client.force_login(alice)
    text = client.get(URL).content.decode()
    assert "31 open · $12,654" in text
    assert re.search(r"Engaging.*?>1</td>.*?\$9,642.*?\$4,339", text, re.DOTALL)


def test_the_board_asks_for_them_itself(client, alice, book):
    client.force_login(alice)
    text = client.get("/deals/board?account=acme").content.decode()
    assert f'href="{URL}?account=acme" hx-get="{URL}?account=acme" hx-trigger="load"' in text


def test_past_the_cap_nothing_is_summed(sums, book, client, monkeypatch):
    monkeypatch.setattr("pipeline.board.COUNT_CAP", 5)
    assert sums()["Prospecting"] == ("10,000+", "Too many to sum")
    text = client.get(URL).content.decode()
    assert "10,000+ open" in text


def test_charlie_counts_nothing_of_hers(client, charlie, book):
    client.force_login(charlie)
    assert "0 open · $0" in client.get(URL).content.decode()


@pytest.mark.parametrize("count", [10, 200])
def test_the_queries_do_not_grow_with_the_deals(client, alice, gtx, stages, count, django_assert_max_num_queries):
    row = {"owner": alice, "product": gtx, "stage": stages["Prospecting"]}
    Opportunity.objects.bulk_create(Opportunity(**row) for _ in range(count))
    client.force_login(alice)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(URL, headers={"hx-request": "true"}).status_code == 200
