"""gold.closed_deal says what gold.deal says, faster: it and the stays are read from indexes, not from the tables."""

from datetime import date

import pytest
from django.db import connection

from accounts.tests.factories import AccountFactory
from analytics import gold
from pipeline.models import ReportingDay
from pipeline.tests.factories import OpportunityFactory
from teams import visibility

SHARED = """deal_id, account_id, group_id, account, sector, country, agent_id, agent, team_id, team, region,
    product_id, product, series, list_price, is_won, lost_reason, quantity, list_value, won_value, price_ratio,
    discount_value, close_date, cycle_days"""
CLOSED = f"select {SHARED} from gold.closed_deal order by deal_id"
OF_DEALS = f"select {SHARED} from gold.deal where is_closed order by deal_id"
VIEWERS = {"alice": 3, "bob": 4, "charlie": 1, "dora": 5}


@pytest.fixture
def books(alice, bob, charlie, dora, acme):
    """Closed in spring and in June, won and lost, by three owners; one is open."""
    branch = AccountFactory(parent=acme, sector="retail", country="Kenya")
    for owner in (alice, bob, charlie):
        OpportunityFactory(won=True, owner=owner, account=branch, close_date=date(2025, 3, 4), quantity=2)
    OpportunityFactory(lost=True, owner=alice, close_date=date(2025, 3, 5))
    OpportunityFactory(won=True, owner=alice, account=acme, close_date=date(2025, 6, 30), close_value=10)
    OpportunityFactory(owner=alice)
    return {"alice": alice, "bob": bob, "charlie": charlie, "dora": dora}


@pytest.mark.parametrize(("name", "deals"), VIEWERS.items())
def test_closed_deals_are_those_of_gold_deal(name, deals, books):
    rows = gold.query(CLOSED, user=books[name]).rows
    assert rows == gold.query(OF_DEALS, user=books[name]).rows
    assert len(rows) == deals


def test_what_closed_after_the_reporting_day_is_not_there(books):
    ReportingDay.objects.update_or_create(pk=1, defaults={"day": date(2025, 3, 31)})
    rows = gold.query(CLOSED, user=books["dora"]).rows
    assert rows == gold.query(OF_DEALS, user=books["dora"]).rows
    assert len(rows) == 4


@pytest.mark.parametrize(
    ("text", "indexes"),
    [
        ("select count(*), sum(won_value), sum(cycle_days) from gold.closed_deal", ["opportunity_closed_of_owner"]),
        (
            "select stage, outcome, count(*) from gold.recent_stay group by stage, outcome",
            ["opportunity_of_owner", "stagechange_as_stays"],
        ),
        ("select * from gold.stage_conversion", ["opportunity_of_owner", "stagechange_as_stays"]),
    ],
)
def test_sums_are_read_from_indexes_alone(text, indexes, books):
    """A column more in silver, and the tables would be read."""
    with visibility.viewing(books["dora"]), connection.cursor() as cursor:
        # As for many rows that were vacuumed, of which the tests have few. The planner takes rows per page from here,
        # pages from the file: so the plan does not hang on when the tables were last analysed.
        cursor.execute(
            "update pg_class set reltuples = 100000, relpages = 1, relallvisible = 1000000 "
            "where relname in ('pipeline_opportunity', 'pipeline_stagechange')"
        )
        for way in ("seqscan", "bitmapscan", "nestloop"):
            cursor.execute(f"set local enable_{way} = off")
        cursor.execute(f"explain {text}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    read = {line.split(" on ")[0].split()[-1] for line in plan.splitlines() if "Index Only Scan" in line}
    assert set(indexes) <= read, plan
    assert "Scan on pipeline_opportunity" not in plan
    assert "Scan on pipeline_stagechange" not in plan
