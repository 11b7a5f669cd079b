"""The explorer's pages: every column of every view, addresses that name nothing, and plain forms."""

import re

import pytest
from django.urls import reverse

from analytics import exploration, gold
from analytics.dictionary import catalogue
from analytics.views.explorer import STARTS
from pipeline.tests.factories import OpportunityFactory

URL = reverse("analytics:explorer")
PARTS = {part: reverse(f"analytics:explorer_{part}") for part in ("overview", "column", "pair")}
HTMX = {"HX-Request": "true"}
HOSTILE = [
    'x"; drop table pipeline_opportunity; --',
    "won_value, (select password from teams_user limit 1)",
    "won_value) from gold.deal; select pg_sleep(9); --",
    "pg_catalog.pg_user",
    "\0",
    "{x}",
    "%(most)s",
    "WON_VALUE",
    "x" * 5000,
    "<script>alert(1)</script>",
]


@pytest.fixture
def anna_looks(client, anna):
    client.force_login(anna)
    return client


def test_every_kind_of_column_of_every_view_has_its_page(anna_looks, two_books):
    for view in catalogue():
        for column in {column.kind: column for column in view.columns}.values():
            answer = anna_looks.get(PARTS["column"], {"view": view.name, "x": column.name}, headers=HTMX)
            assert answer.status_code == 200, (view.name, column.name)
            assert answer.context["found"].rows >= 0
            assert f"<h2>{column.name}</h2>" in answer.text


def test_a_page_says_first_what_there_is_to_ask(anna_looks):
    text = anna_looks.get(URL).text
    views = {view.name: view for view in catalogue()}
    for question, view, *columns in STARTS:
        assert question.replace("'", "&#x27;") in text
        assert all(views[view].column(column) for column in columns if column)


def test_the_shell_asks_for_each_part_by_an_address_of_its_own(anna_looks, two_books):
    text = anna_looks.get(URL, {"view": "deal", "x": "product", "y": "region"}).text
    asked = [
        address.replace("&amp;", "&")
        for address in re.findall(r'hx-get="(/explore/\w+[^"]*)" hx-trigger="load"', text)
    ]
    assert [address.split("?")[0] for address in asked] == [PARTS["pair"], PARTS["column"]]
    for address in asked:
        assert f'href="{address.replace("&", "&amp;")}"' in text
        assert anna_looks.get(address, headers=HTMX).status_code == 200


@pytest.mark.parametrize(
    ("x", "y", "wanted"),
    [
        ("won_value", "cycle_days", "correlation"),
        ("product", "won_value", "whiskers from 5 to 95"),
        ("product", "region", "fewer rows"),
        ("close_date", "won_value", "median, the band"),
        ("engage_date", "stage", "Mar 2025"),
        ("is_won", "stage", "Yes"),
    ],
)
def test_a_pair_is_drawn_by_its_kinds(anna_looks, two_books, x, y, wanted):
    answer = anna_looks.get(PARTS["pair"], {"view": "deal", "x": x, "y": y}, headers=HTMX)
    assert wanted in answer.text


def test_a_part_is_a_page_of_its_own_without_javascript(anna_looks, two_books):
    for part, url in PARTS.items():
        answer = anna_looks.get(url, {"view": "deal", "x": "won_value", "y": "product"})
        assert "<h1>deal</h1>" in answer.text
        assert f'id="explorer-{part}"' in answer.text
        assert "HX-Request" in answer.headers["Vary"]


def test_the_table_says_what_the_chart_says(anna_looks, two_books):
    answer = anna_looks.get(PARTS["column"], {"view": "deal", "x": "stage_type"}, headers=HTMX)
    bars = answer.context["spec"]["data"][0]
    assert list(zip(bars["hovertext"], bars["x"], strict=True)) == [("won", 3), ("lost", 1), ("open", 1)]
    assert re.findall(r'<th scope="row" class="wrap">(\w+)</th><td class="num">(\d+)', answer.text) == [
        ("won", "3"), ("lost", "1"), ("open", "1")
    ]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("part", [URL, *PARTS.values()], ids=["page", *PARTS])
def test_no_text_of_an_address_reaches_the_database(anna_looks, two_books, part, name):
    for query in ({"view": name}, {"view": "deal", "x": name}, {"view": "deal", "x": "won_value", "y": name}):
        answer = anna_looks.get(part, query)
        assert answer.status_code == 404
        assert "These exist" in answer.text
        assert "<script>alert" not in answer.text
    assert anna_looks.get(PARTS["overview"], {"view": "deal"}, headers=HTMX).context["rows"] == 5


def test_an_unknown_column_is_answered_with_those_there_are(anna_looks):
    answer = anna_looks.get(URL, {"view": "deal", "x": "won"})
    assert "There is no column of deal “won”" in answer.text
    assert f'href="{URL}?view=deal&amp;x=won_value"' in answer.text


@pytest.mark.parametrize(
    ("query", "tidy"),
    [
        ("view=deal&x=&y=", "view=deal"),
        ("view=deal&x=stage&of=deal&y=", "view=deal&x=stage"),
        ("view=account_360&x=stage&y=product&of=deal", "view=account_360"),
        ("view=deal&x=stage&y=stage", "view=deal&x=stage"),
        ("view=deal&y=stage", "view=deal&x=stage"),
        ("view=&x=stage", ""),
    ],
)
def test_what_a_form_leaves_behind_goes(anna_looks, query, tidy):
    answer = anna_looks.get(f"{URL}?{query}")
    assert answer.headers["Location"] == (f"{URL}?{tidy}" if tidy else URL)
    assert anna_looks.get(answer.headers["Location"]).status_code == 200


def test_a_part_without_its_columns_leads_to_the_choice(anna_looks):
    assert anna_looks.get(PARTS["overview"]).headers["Location"] == URL
    assert anna_looks.get(PARTS["column"], {"view": "deal"}).headers["Location"] == f"{URL}?view=deal"
    assert anna_looks.get(PARTS["pair"], {"view": "deal", "x": "stage"}).headers["Location"].endswith("x=stage")


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_question_that_takes_too_long_is_answered_calmly(anna_looks, monkeypatch, headers):
    def stopped(*args, **kwargs):
        raise gold.TookTooLong

    monkeypatch.setattr(exploration.gold, "query", stopped)
    for part in ("column", "pair"):
        answer = anna_looks.get(PARTS[part], {"view": "deal", "x": "stage", "y": "agent"}, headers=headers)
        assert answer.status_code == 200
        assert "This takes longer than 10 seconds" in answer.text
    columns = anna_looks.get(PARTS["overview"], {"view": "deal"}, headers=headers).text
    assert f'href="{URL}?view=deal&amp;x=won_value"' in columns
    assert "takes longer than 10 seconds" in columns


@pytest.mark.parametrize(("x", "sentence"), [("won_value", "Nothing to draw"), ("quantity", "One value")])
def test_little_is_said_and_not_drawn(anna_looks, deal, x, sentence):
    answer = anna_looks.get(PARTS["column"], {"view": "deal", "x": x}, headers=HTMX)
    assert sentence in answer.text
    assert "data-chart" not in answer.text


def test_an_empty_database_is_no_error(anna_looks, db):
    for part, url in PARTS.items():
        answer = anna_looks.get(url, {"view": "deal", "x": "won_value", "y": "product"}, headers=HTMX)
        assert answer.status_code == 200, part


def test_a_representative_explores_what_she_sees(client, alice, charlie, two_books):
    rows = []
    for user in (alice, charlie):
        client.force_login(user)
        answer = client.get(PARTS["column"], {"view": "deal", "x": "agent"}, headers=HTMX)
        rows.append(answer.context["found"].rows)
    assert rows == [4, 1]
    assert "Alice Ames" not in answer.text


QUERIES = [
    (URL, 4),
    (PARTS["overview"], 12),
    (PARTS["column"], 12),
    (PARTS["pair"], 12),
]


@pytest.mark.parametrize(("url", "queries"), QUERIES, ids=["page", *PARTS])
def test_it_costs_the_same_queries_for_more_deals(
    anna_looks, two_books, alice, gtx, acme, url, queries, django_assert_num_queries
):  # fmt: skip
    query = {"view": "deal", "x": "product", "y": "won_value"}
    headers = {} if url == URL else HTMX
    with django_assert_num_queries(queries):
        anna_looks.get(url, query, headers=headers)
    for _ in range(40):
        OpportunityFactory(won=True, owner=alice, product=gtx, account=acme)
    with django_assert_num_queries(queries):
        anna_looks.get(url, query, headers=headers)
