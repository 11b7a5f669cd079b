"""The same six figures on dashboard, list, export, API and gold, for every role: one question, one number."""

import csv
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from analytics import gold
from teams.models import Role, User
from teams.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

FIGURES = ("won_revenue", "deals_won", "deals_lost", "open_deals", "open_value", "stale_deals")
WHO = ("alice", "bob", "charlie", "erik", "dora", "anna", "dana")
Answer = dict[str, Decimal]


def figures(*values: Any) -> Answer:
    return dict(zip(FIGURES, (Decimal(value or 0) for value in values), strict=True))


@pytest.fixture
def erik(east) -> User:
    erik = UserFactory(name="Erik East", role=Role.MANAGER)
    east.manager = erik
    east.save()
    return erik


def on_dashboards(client) -> Answer:
    def stats(page):
        response = client.get(f"/dashboards/{page}/figures?period=all", headers={"HX-Request": "true"})
        return {stat.key: stat.value for stat in response.context["stats"]}

    sales, pipeline = stats("sales"), stats("pipeline")
    chart = client.get("/dashboards/sales/charts/revenue-by-team?period=all").context["table"]
    closed = sum(chart.values("closed"))
    return figures(
        sales["revenue"], sales["won"], closed - sales["won"], pipeline["deals"], pipeline["value"], pipeline["stale"]
    )


def in_lists(client) -> Answer:
    def total(query):
        return client.get(f"/deals/?{query}").context["total"]

    won, still_open = total("type=won"), total("type=open")
    return figures(
        won.won, won.count, total("type=lost").count, still_open.count, still_open.open, total("stale=on").count
    )


def exported(client) -> Answer:
    def rows(query):
        response = client.get(f"/deals/export.csv?{query}")
        return list(csv.DictReader(response.getvalue().decode("utf-8-sig").splitlines()))

    def amount(of):
        return sum(Decimal(row["Amount"]) for row in of)

    won, still_open = rows("type=won"), rows("type=open")
    return figures(
        amount(won), len(won), len(rows("type=lost")), len(still_open), amount(still_open), len(rows("stale=on"))
    )


def by_api(client) -> Answer:
    def rows(query):
        columns = "columns=deal_id,won_value,open_value"
        answer = client.get(f"/api/v1/views/deal?{columns}&limit=5000&{query}").json()
        assert not answer["more"]
        return answer["results"]

    won, still_open = rows("is_won=yes"), rows("is_open=yes")
    return figures(
        sum(Decimal(row["won_value"]) for row in won), len(won), len(rows("is_lost=yes")),
        len(still_open), sum(Decimal(row["open_value"]) for row in still_open), len(rows("is_stale=yes")),
    )  # fmt: skip


def by_records_api(client) -> tuple[int, int, int]:
    """The deals themselves, page by page: won, lost, open."""
    counts = []
    for kind in ("won", "lost", "open"):
        address, seen = f"/api/v1/opportunities?stage_type={kind}", 0
        while address:
            page = client.get(address).json()
            seen, address = seen + len(page["results"]), page["next"]
        counts.append(seen)
    return tuple(counts)


def in_gold(user) -> Answer:
    sums = "select sum(revenue), sum(won), sum(lost), sum(open), sum(open_value), sum(stale) from gold."
    by_agent = figures(*gold.query(sums + "agent_performance", user=user).rows[0])
    assert by_agent == figures(*gold.query(sums + "team_performance", user=user).rows[0])
    return by_agent


@pytest.mark.parametrize("who", WHO)
def test_one_question_has_one_answer(book, client, api, request, who, erik):
    user = request.getfixturevalue(who)
    client.force_login(user)
    expected = in_gold(user)
    token = api(user)
    assert on_dashboards(client) == expected
    assert in_lists(client) == expected
    assert exported(client) == expected
    assert by_api(token) == expected
    assert by_records_api(token) == (expected["deals_won"], expected["deals_lost"], expected["open_deals"])
    if who != "erik":
        assert all(expected[name] > 0 for name in FIGURES)


def test_the_parts_make_the_whole(book, alice, charlie, dora):
    """What is neither alice's nor charlie's is the deals of who is in no team: a director sees them too."""
    hers, his, whole = in_gold(alice), in_gold(charlie), in_gold(dora)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pipeline_opportunity where stage_type = 'lost'")
        (lost,) = cursor.fetchone()
    assert whole["deals_lost"] == lost
    assert all(hers[name] + his[name] < whole[name] for name in ("deals_lost", "open_deals"))
    assert hers["won_revenue"] + his["won_revenue"] == whole["won_revenue"]
