"""What holds for every dashboard and every chart of it, whatever they show."""

import csv
from decimal import Decimal
from html import unescape
from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.urls import resolve

from analytics.account_filter import AccountFilter
from analytics.dashboards import DASHBOARDS
from analytics.dashboards.sales import SALES
from analytics.dashboards.scope import Scope
from analytics.tests.conftest import AS_OF
from pipeline.deal_filters import DealFilter
from pipeline.models import Opportunity
from pipeline.services import set_reporting_day
from pipeline.views.deal_list import total_of

pytestmark = pytest.mark.django_db

HX = {"HX-Request": "true"}
every_board = pytest.mark.parametrize("board", DASHBOARDS, ids=[board.key for board in DASHBOARDS])
STRANGE = [
    "period=2099", "period=%27%3B+drop+table", "compare=x", "region=Nowhere", "team=999999", "team=x", "agent=-1",
    "product=1e9", "period=2017-Q4&period=2016", "page=2", "region=" + quote("' or '1'='1"),
]  # fmt: skip


@pytest.fixture
def read(client):
    """Read a page, or with `hx` a fragment of it, as somebody."""

    def read(user, board, rest="", query="", *, hx=False):
        if client.session.get("_auth_user_id") != str(user.pk):
            client.force_login(user)
        return client.get(f"/dashboards/{board.key}/{rest}?{query}", headers=HX if hx else {})

    return read


def chart_of(read, user, board, chart, query=""):
    return read(user, board, f"charts/{chart}", query, hx=True)


@every_board
def test_every_chart_says_something_of_the_book(book, read, dora, board):
    for chart in board.charts:
        response = chart_of(read, dora, board, chart.key, "period=2025")
        assert response.status_code == 200
        table = response.context["table"]
        assert table.rows, f"the book must have something to show in {chart.key}"
        assert "<table" in response.text
        assert {column.key for column in chart.columns} <= set(table.rows[0])
        if chart.plot:
            assert response.context["spec"]["data"]
            assert table.sentence


@every_board
def test_a_count_leads_to_exactly_what_it_counts(book, board, alice, bob, dora):
    wrong = []
    for user, query in ((alice, "period=all"), (bob, "period=quarter"), (dora, "period=2025")):
        scope = Scope(QueryDict(query), user=user)
        lines = [line for chart in board.charts for line in chart.table(scope).lines()]
        cells = {cell for line in lines for cell in line if cell.url}
        wrong += [(user.name, query, cell) for cell in cells if not is_true(cell, user)]
        assert cells
    assert wrong == []


def is_true(cell, user):
    """A count equals the list's; dollars equal the sum of what was won, or is open, in it."""
    address, _, query = cell.url.partition("?")
    name = resolve(address).view_name
    if name == "analytics:account_list":
        filters = AccountFilter(QueryDict(query), user=user)
        return not filters.errors and filters.apply(filters.accounts).count() == cell.value
    if name != "pipeline:deal_list":
        return True
    filters = DealFilter(QueryDict(query), user=user, as_of=AS_OF)
    total = total_of(filters.apply(Opportunity.objects.visible_to(user).with_value().with_close()))
    if filters.problems or set(QueryDict(query)) - set(filters.in_force()):
        return False
    return cell.value in ({total.count} if cell.unit == "count" else {total.won or 0, total.open or 0})


@every_board
def test_everybody_gets_the_shell_and_its_figures(book, read, alice, bob, charlie, anna, dora, dana, board):
    for user in (alice, bob, charlie, anna, dora, dana):
        shell = read(user, board)
        assert [chart.key for chart in board.charts if f'id="{chart.key}"' not in shell.text] == []
        if board.has_figures:
            assert read(user, board, "figures", hx=True).status_code == 200
        assert {chart_of(read, user, board, chart.key).status_code for chart in board.charts} == {200}


@every_board
def test_an_empty_database_is_no_error(read, dora, board):
    assert {chart_of(read, dora, board, chart.key).status_code for chart in board.charts} == {200}
    assert not board.has_figures or read(dora, board, "figures", hx=True).status_code == 200


@every_board
def test_strange_addresses_are_answered(book, read, dora, board):
    for query in STRANGE:
        assert read(dora, board, "", query).status_code == 200, query
        assert chart_of(read, dora, board, board.charts[0].key, query).status_code == 200, query


@every_board
def test_a_chart_by_itself_is_a_page_with_its_table(book, read, dora, board):
    for chart in board.charts:
        text = read(dora, board, f"charts/{chart.key}", "period=2025").text
        assert "<h1>" in text
        assert "<table" in text
        assert f'href="/dashboards/{board.key}/?period=2025"' in text


@every_board
def test_a_chart_as_a_file_has_the_rows_of_its_table(book, read, bob, board):
    for chart in board.charts:
        response = read(bob, board, f"charts/{chart.key}.csv", "period=2025")
        lines = list(csv.reader(response.getvalue().decode("utf-8-sig").splitlines()))
        table = chart_of(read, bob, board, chart.key, "period=2025").context["table"]
        assert lines[0] == [column.label for column in table.columns]
        assert len(lines) - 1 == len(table.rows)
    assert read(bob, board, f"charts/{chart.key}.pdf").status_code == 400


@every_board
def test_queries_do_not_depend_on_rows_or_role(book, read, dora, alice, board, django_assert_max_num_queries):
    for user in (dora, alice):
        read(user, board)
        with django_assert_max_num_queries(8):
            read(user, board)
        for chart in board.charts:
            with django_assert_max_num_queries(14):
                chart_of(read, user, board, chart.key, "period=2025")


@pytest.mark.parametrize("path", ["nonsense/", "sales/charts/nonsense", "nonsense/figures", "nonsense/charts/x"])
def test_unknown_pages_and_charts_are_not_found(client, dora, path):
    client.force_login(dora)
    assert client.get(f"/dashboards/{path}").status_code == 404


def test_a_period_that_is_none_says_how_to_write_one(read, dora):
    text = unescape(read(dora, SALES, "", "period=2017-Q7").text)
    assert "“2017-Q7” is no period" in text
    assert "2017-Q4" in text


def test_a_region_of_others_narrows_nothing_and_says_so(book, read, alice, east):
    text = read(alice, SALES, "", "region=East").text
    assert "which is not known" in text


def test_empty_fields_of_the_filter_leave_the_address(read, dora):
    response = read(dora, SALES, "", "period=2025&region=&team=")
    assert response.url == "/dashboards/sales/?period=2025"


def test_a_comparison_takes_as_many_days(read, win, acme, dora):
    """The quarter is 92 days old on 31 December: 5 October is in it, and so is its like a year before."""
    win(acme, 20, value=300)
    win(acme, 20 + 365, value=200)
    win(acme, 100, value=50)
    table = chart_of(read, dora, SALES, "revenue-by-team", "period=2025-Q4&compare=year").context["table"]
    assert [(row["revenue"], row["revenue_before"]) for row in table.rows] == [(300, 200)]


def test_a_comparison_cut_inside_a_month_counts_its_days_alone(read, win, acme, dora, pinned_day):
    win(acme, 55, value=10)  # 6 November
    win(acme, 82, value=30)  # 10 October
    win(acme, 65, value=70)  # 27 October: beyond the first 21 days
    set_reporting_day(AS_OF.replace(month=11, day=21), pinned=True)
    table = chart_of(read, dora, SALES, "revenue-by-team", "period=month").context["table"]
    assert [(row["revenue"], row["revenue_before"]) for row in table.rows] == [(10, 30)]


def test_headline_figures(read, win, acme, dora, deal, stages, price):
    win(acme, 20, 21, value=300)
    win(acme, 120, value=100)
    stats = {stat.key: stat for stat in read(dora, SALES, "figures", "period=2025-Q4", hx=True).context["stats"]}
    assert (stats["revenue"].value, stats["won"].value, stats["win_rate"].value) == (600, 2, Decimal(1))
    assert stats["revenue"].change.text == "500.0\N{NO-BREAK SPACE}%"
    assert (stats["average_deal"].value, stats["cycle"].value) == (300, 9)
