"""The dashboard of customers: every figure is that of the list behind it, and all agree."""

from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.tests.factories import AccountFactory
from analytics.customers import heat
from analytics.models import AccountMetrics
from pipeline.tests.factories import OpportunityFactory

URL = reverse("analytics:customers")
CHART = reverse("analytics:customers_lifetime_value")
VIEWERS = ["alice", "bob", "charlie", "dora", "anna"]


@pytest.fixture
def sign_in(request, client, market):
    def sign_in(name):
        client.force_login(request.getfixturevalue(name))
        return client

    return sign_in


def listed(client, url):
    """The accounts of a list, all its pages, and the number in its head."""
    answer = client.get(url)
    assert answer.context["pager"]["next"] == ""
    rows = [account for account, _ in answer.context["rows"]]
    assert answer.context["count"].split()[0] == str(len(rows))
    return rows


@pytest.mark.parametrize(
    ("viewer", "query"), [("alice", ""), ("charlie", ""), ("dora", ""), ("bob", "?sector=retail")]
)
def test_each_cell_counts_the_accounts_of_its_list(sign_in, viewer, query):
    client = sign_in(viewer)
    cells = [pair for row in client.get(URL + query).context["grid"] for pair in row]
    assert len(cells) == 25
    for cell, url in cells:
        rows = listed(client, url)
        assert (len(rows), sum(account.won_value for account in rows)) == (cell.figures.accounts, cell.figures.revenue)


def test_each_segment_counts_the_accounts_of_its_list(sign_in):
    for viewer in VIEWERS:
        client = sign_in(viewer)
        for line, url in client.get(URL).context["lines"]:
            rows = listed(client, url)
            assert len(rows) == line.figures.accounts
            assert sum(account.lifetime_value for account in rows) == line.figures.lifetime_value


@pytest.mark.parametrize("query", ["", "?sector=software"])
def test_grid_table_chart_and_totals_agree(sign_in, query):
    for viewer in VIEWERS:
        client = sign_in(viewer)
        context = client.get(URL + query).context
        total = context["figures"].total
        grid = [cell.figures for row in context["figures"].grid for cell in row]
        lines = [line.figures for line in context["figures"].lines]
        for part in (grid, lines):
            assert sum(f.accounts for f in part) == total.accounts > 0
            assert sum(f.revenue for f in part) == total.revenue
            assert sum(f.lifetime_value for f in part) == total.lifetime_value
        assert sum(line.share for line in context["figures"].lines) == pytest.approx(1)
        bars = client.get(context["chart_url"]).context["bars"]
        assert [value for _, value, _ in bars] == [f.lifetime_value for f in lines]


def test_those_without_a_purchase_are_counted(sign_in):
    for viewer in VIEWERS:
        client = sign_in(viewer)
        context = client.get(URL).context
        assert len(listed(client, context["without_url"])) == context["figures"].without
        assert len(listed(client, context["all_url"])) == context["figures"].total.accounts


def test_figures_are_those_of_the_visible_accounts(sign_in, charlie):
    figures = sign_in("charlie").get(URL).context["figures"]
    expected = AccountMetrics.objects.visible_to(charlie).buyers()
    assert figures.total.accounts == expected.count() == 10
    assert figures.total.revenue == sum(metrics.monetary for metrics in expected)


def test_medians_are_those_of_the_accounts(sign_in):
    figures = sign_in("dora").get(URL).context["figures"]
    values = sorted(AccountMetrics.objects.buyers().values_list("cltv", flat=True))
    assert figures.median == pytest.approx(float(values[len(values) // 2]))


def test_a_bar_leads_to_the_accounts_of_its_segment(sign_in):
    client = sign_in("dora")
    answer = client.get(CHART, {"sector": "retail"})
    spec = answer.context["spec"]["data"][0]
    for name, url in zip(spec["y"], spec["customdata"], strict=True):
        assert {account.metrics.segment.name for account in listed(client, url)} <= {name}
        assert "sector=retail" in url


def test_the_table_says_what_the_chart_says(sign_in):
    answer = sign_in("dora").get(CHART)
    assert "<details" in answer.text
    for name, thousands in zip(*(answer.context["spec"]["data"][0][axis] for axis in "yx"), strict=True):
        assert f">{name}</a>" in answer.text
        value = {n: v for n, v, _ in answer.context["bars"]}[name]
        assert thousands == float(value) / 1000


def test_it_says_how_it_is_computed(sign_in):
    text = sign_in("dora").get(URL).text
    assert "The baseline is shown" in text
    assert "Held-out error per account" in text


def test_a_forged_filter_filters_nothing_and_says_so(sign_in):
    client = sign_in("dora")
    for query in ({"sector": "nope"}, {"country": "\0"}):
        answer = client.get(URL, query)
        assert answer.context["figures"].total.accounts == 15
        assert "which is not known" in answer.text


def test_empty_fields_of_the_filter_leave_the_address(sign_in):
    answer = sign_in("dora").get(URL, {"sector": "retail", "country": ""})
    assert answer.headers["Location"] == f"{URL}?sector=retail"


def test_without_customers_it_says_what_comes_here(client, alice, deal):
    client.force_login(alice)
    assert "No customers yet" in client.get(URL).text
    assert "No lifetime value yet" in client.get(CHART).text


def test_a_sector_without_customers_offers_to_drop_the_filter(client, dora, market):
    AccountFactory(sector="shipping")
    client.force_login(dora)
    assert "No customer passes these filters" in client.get(URL, {"sector": "shipping"}).text


@pytest.mark.parametrize("url", [URL, CHART])
def test_strangers_sign_in_first(client, url):
    assert client.get(url).headers["Location"].startswith(reverse("login"))


@pytest.mark.parametrize("url", [URL, CHART])
def test_it_costs_the_same_queries_for_more_accounts(client, bob, market, alice, gtx, url, django_assert_num_queries):
    client.force_login(bob)
    with django_assert_num_queries(16 if url == URL else 15):
        client.get(url)
    for _ in range(60):
        OpportunityFactory(won=True, account=AccountFactory(), owner=alice, product=gtx)
    with django_assert_num_queries(16 if url == URL else 15):
        client.get(url)


def test_equal_revenue_has_equal_heat_and_none_the_least():
    levels = heat([Decimal(n) for n in (0, 1, 1, 5, 6, 7, 8)])
    assert levels[Decimal(0)] == levels[Decimal(1)] == 1
    assert [levels[Decimal(n)] for n in (5, 6, 7, 8)] == [2, 3, 4, 5]
