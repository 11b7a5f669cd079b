import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.tests.factories import AccountFactory
from pipeline.models import Activity, Opportunity, StageChange
from pipeline.tests.factories import OpportunityFactory, ProductFactory

URL = "/deals/"
MOST_QUERIES = 13


@pytest.fixture
def listed(client, alice):
    """Return the codes that a query shows, in order."""
    client.force_login(alice)
    return lambda query="", **headers: re.findall(
        r'<a href="/deals/(\w+)/" data-open>', client.get(f"{URL}?{query}", headers=headers).content.decode()
    )


@pytest.fixture
def shelf(alice, deal, gtx, stages):
    """A deal of each kind: `deal` is open and of Acme, worth 4,821."""
    big = ProductFactory(name="GTK 500", list_price=Decimal(26768))
    umbra = AccountFactory(name="Umbra")
    prospect = OpportunityFactory(
        owner=alice, product=big, account=umbra, stage=stages["Prospecting"], expected_close_date=date(2025, 6, 1)
    )
    won = OpportunityFactory(won=True, owner=alice, product=gtx, account=umbra)
    lost = OpportunityFactory(lost=True, owner=alice, product=gtx, account=deal.account, close_date=date(2025, 4, 5))
    return {"engaged": deal, "prospect": prospect, "won": won, "lost": lost}


def names(shelf, codes):
    by_code = {deal.code: name for name, deal in shelf.items()}
    return [by_code[code] for code in codes]


def test_all_visible_deals_newest_first(listed, shelf):
    assert names(shelf, listed()) == ["lost", "won", "prospect", "engaged"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type=open", {"engaged", "prospect"}),
        ("type=won", {"won"}),
        ("account=umb", {"won", "prospect"}),
        ("account=UMB&type=open", {"prospect"}),
        ("amount_min=4,821", {"engaged", "prospect"}),
        ("closes_from=2025-04-01", {"prospect", "lost"}),
        ("closes_from=2025-04-01&closes_to=2025-05-01", {"lost"}),
        ("owner=me&type=lost", {"lost"}),
    ],
)
def test_filters(listed, shelf, query, expected):
    assert set(names(shelf, listed(query))) == expected


def test_the_empty_fields_of_the_form_leave_the_address(client, alice):
    client.force_login(alice)
    response = client.get(f"{URL}?type=won&owner=&account=&stage=1&stage=2")
    assert response.url == f"{URL}?type=won&stage=1&stage=2"


def test_deals_not_engaged_yet(listed, alice, stages):
    OpportunityFactory(owner=alice)
    waiting = OpportunityFactory(owner=alice, stage=stages["Prospecting"], engage_date=None)
    assert listed("not_engaged=on") == [waiting.code]


def test_deals_by_the_days_of_their_cycle(listed, alice):
    short, long = (
        OpportunityFactory(won=True, owner=alice, engage_date=date(2025, 3, 4) - timedelta(days=days)).code
        for days in (30, 31)
    )
    OpportunityFactory(owner=alice)  # open: it has no cycle yet
    assert listed("cycle_to=30") == [short]
    assert listed("cycle_from=31&cycle_to=90") == [long]
    assert listed("cycle_from=30") == [long, short]


def test_deals_won_more_than_a_tenth_below_list(listed, alice, gtx):
    list_value = 3 * gtx.list_price
    at_the_edge = OpportunityFactory(
        won=True, owner=alice, product=gtx, quantity=3, close_value=list_value * Decimal("0.9")
    )
    below = OpportunityFactory(
        won=True, owner=alice, product=gtx, quantity=3, close_value=at_the_edge.close_value - Decimal("0.01")
    )
    OpportunityFactory(lost=True, owner=alice, product=gtx)
    assert listed("deep_discount=on") == [below.code]


def test_several_stages(listed, shelf, stages):
    query = f"stage={stages['Won'].pk}&stage={stages['Lost'].pk}"
    assert set(names(shelf, listed(query))) == {"won", "lost"}


def test_product_and_owner(listed, shelf, alice):
    product = shelf["prospect"].product_id
    assert names(shelf, listed(f"product={product}&owner={alice.pk}")) == ["prospect"]


@pytest.fixture
def entered(alice, acme, gtx, stages):
    """Make a deal that came into Engaging on a day, with a history like an import's."""

    def make(day):
        with connection.cursor() as cursor:
            cursor.execute("select set_config('dealwright.derived_history', 'on', true)")
        deal = OpportunityFactory(owner=alice, account=acme, product=gtx, stage=stages["Engaging"])
        moment = datetime.combine(day, time(12), tzinfo=UTC)
        StageChange.objects.create(opportunity=deal, to_stage=deal.stage, changed_at=moment, source="imported")
        return deal

    return make


def test_a_deal_is_stale_after_the_days_of_its_stage(listed, entered, stages):
    allowed, today = stages["Engaging"].rot_days, timezone.localdate()
    entered(today - timedelta(allowed))
    stale = entered(today - timedelta(allowed + 1))
    assert listed("stale=on") == [stale.code]


def test_an_activity_keeps_a_deal_from_being_stale(listed, entered, alice):
    deal = entered(timezone.localdate() - timedelta(500))
    assert listed("stale=on") == [deal.code]
    Activity.objects.create(opportunity=deal, author=alice, text="Called")
    assert listed("stale=on") == []


@pytest.mark.parametrize(("days", "tone"), [(10, ""), (150, "warn"), (300, "bad")])
def test_the_age_says_how_stale(client, alice, entered, days, tone):
    entered(timezone.localdate() - timedelta(days))
    client.force_login(alice)
    page = client.get(URL).content.decode()
    assert f"{days}\N{NO-BREAK SPACE}d" in page
    assert (f'class="badge {tone}"' in page) == bool(tone)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-newest", ["engaged", "prospect", "won", "lost"]),
        ("value", ["prospect", "engaged", "won", "lost"]),
        ("-value", ["lost", "won", "engaged", "prospect"]),
        ("account", ["engaged", "lost", "prospect", "won"]),
        ("stage", ["prospect", "engaged", "won", "lost"]),
        ("close", ["won", "lost", "prospect", "engaged"]),
        ("-close", ["prospect", "lost", "won", "engaged"]),
        ("nonsense", ["lost", "won", "prospect", "engaged"]),
    ],
)
def test_orders(listed, shelf, sort, expected):
    assert names(shelf, listed(f"sort={sort}")) == expected


@pytest.fixture
def many(alice, acme, gtx, stages):
    def make(count, **fields):
        rows = [
            Opportunity(
                owner=alice, account=None if n % 3 else acme, product=gtx, stage=stages["Prospecting"], **fields
            )
            for n in range(count)
        ]
        return Opportunity.objects.bulk_create(rows)

    return make


@pytest.mark.parametrize("sort", ["newest", "account", "close", "-value"])
def test_pages_show_every_deal_once_and_keep_the_filters(client, alice, many, sort):
    many(120)
    client.force_login(alice)
    query, seen = f"?type=open&sort={sort}", []
    while query:
        page = client.get(URL + query).content.decode()
        seen += re.findall(r'<a href="/deals/(\w+)/" data-open>', page)
        following = re.search(r'rel="next" href="([^"]*)"', page)
        query = following[1].replace("&amp;", "&") if following else ""
        assert not query or "type=open" in query
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.parametrize("count", [10, 200])
def test_the_queries_do_not_grow_with_the_rows(client, alice, many, count, django_assert_max_num_queries):
    many(count)
    client.force_login(alice)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(f"{URL}?type=open&owner=me&sort=value").status_code == 200


def test_the_count_and_the_sum_are_of_the_filters(client, alice, shelf):
    client.force_login(alice)
    assert "2 deals · $31,589 open" in client.get(f"{URL}?type=open").content.decode()


def test_what_is_won_and_what_is_open_are_summed_apart(client, alice, deal):
    OpportunityFactory(won=True, owner=alice, close_value=700)
    OpportunityFactory(lost=True, owner=alice)
    client.force_login(alice)
    assert "3 deals · $700 won · $4,821 open" in client.get(URL).content.decode()


def test_the_count_is_capped(client, alice, many, monkeypatch):
    monkeypatch.setattr("pipeline.views.deal_list.COUNT_CAP", 5)
    many(6)
    client.force_login(alice)
    assert "10,000+ deals" in client.get(URL).content.decode()


def test_htmx_gets_the_rows_alone(client, alice, deal):
    client.force_login(alice)
    response = client.get(URL, headers={"hx-request": "true"})
    assert response.content.decode().lstrip().startswith("<section")
    assert "HX-Request" in response.headers["Vary"]


def test_an_empty_list_offers_the_first_deal(client, alice):
    client.force_login(alice)
    page = client.get(URL).content.decode()
    assert "No deals yet" in page
    assert reverse("pipeline:deal_create") in page


def test_the_filter_that_empties_the_list_is_named(client, alice, deal):
    client.force_login(alice)
    page = client.get(f"{URL}?type=open&account=umbra").content.decode()
    assert "No deal passes these filters" in page
    assert "Drop Account" in page
    assert "Drop Open" not in page


def test_a_chip_leads_to_the_list_without_it(client, alice, deal):
    client.force_login(alice)
    page = client.get(f"{URL}?account=acme&type=open&after=1~1").content.decode()
    assert '<a href="?type=open" aria-label="Remove filter Account">' in page


@pytest.mark.parametrize(
    "query",
    [
        "account=%00",
        "amount_min=1e400",
        "amount_min=x",
        "owner=999999",
        "stage=x",
        "type=x",
        "closes_from=x",
        "closes_to=99999-01-01",
        f"account={'x' * 200}",
    ],
)
def test_a_filter_without_sense_is_left_out_and_says_so(client, alice, deal, query):
    client.force_login(alice)
    page = client.get(f"{URL}?{query}").content.decode()
    assert deal.code in page
    assert "Left out" in page


@pytest.mark.parametrize(
    "query",
    ["sort=account&after=%00~1", "sort=value&after=1e999999~1", "sort=value&after=NaN~1", "sort=close&after=x~1",
     "after=9999999999999999999999~1", "sort=value&before=Infinity~3", "sort=owner&after=%F0%9F~1"],
)  # fmt: skip
def test_a_forged_cursor_is_no_error(client, alice, deal, query):
    client.force_login(alice)
    assert client.get(f"{URL}?{query}").status_code == 200


def test_names_are_escaped(client, alice, deal):
    deal.account.name = "<script>x</script>"
    deal.account.save()
    client.force_login(alice)
    assert "<script>x" not in client.get(f"{URL}?account=<script>x").content.decode()


def test_a_negative_amount_filters_nothing_out(listed, shelf):
    assert len(listed("amount_min=-1")) == len(shelf)
