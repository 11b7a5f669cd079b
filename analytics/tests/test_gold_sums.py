"""The sums of gold over deals: what each viewer may see, and what must not get lost on the way."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Q, Sum
from django.utils import timezone

from accounts.tests.factories import AccountFactory
from analytics import gold
from pipeline.models import Activity, LostReason, Opportunity, Stage, StageChange
from pipeline.tests.factories import OpportunityFactory
from teams.models import Role

PERFORMANCE = "select sum(deals), sum(closed), sum(revenue), sum(open_value) from gold.{}"
QUERIES = {
    "agent_performance": (PERFORMANCE, "deals closed revenue open_value"),
    "team_performance": (PERFORMANCE, "deals closed revenue open_value"),
    "region_performance": (PERFORMANCE, "deals closed revenue open_value"),
    "sector_performance": (PERFORMANCE, "deals closed revenue open_value"),
    "country_performance": (PERFORMANCE, "deals closed revenue open_value"),
    "product_performance": (PERFORMANCE, "deals closed revenue open_value"),
    "sales_by_month": ("select sum(closed), sum(revenue) from gold.{}", "closed revenue"),
    "month_of_quarter": ("select sum(closed), sum(revenue) from gold.{}", "closed revenue"),
    "quarter_comparison": (
        "select sum(won + lost), sum(revenue) from gold.{} where dimension = 'sector'",
        "closed revenue",
    ),
    "pipeline_open": ("select sum(deals), sum(open_value) from gold.{}", "open open_value"),
    "closed_deal": ("select count(*), sum(won_value) from gold.{}", "closed revenue"),
    "stage_conversion": ("select sum(entered) from gold.{}", "stays"),
    "recent_stay": ("select count(*) from gold.{}", "stays"),
    "stage_stay": ("select count(*) from gold.{}", "stays"),
    "stage_duration": ("select sum(finished + running) from gold.{} where outcome = 'any'", "stays"),
    "activity_count": ("select sum(activities) from gold.{}", "activities"),
}


@pytest.fixture
def selling(alice, bob, charlie, dora, acme, gtx):
    """Deals of all kinds of alice's, her manager's and charlie's, in different amounts, with activities."""
    for weight, owner in enumerate((alice, bob, charlie), start=1):
        OpportunityFactory(won=True, owner=owner, account=acme, product=gtx, close_value=1000 * weight)
        OpportunityFactory(lost=True, owner=owner, product=gtx)
        OpportunityFactory(owner=owner, account=None, amount=10 * weight)
        deal = OpportunityFactory(owner=owner, quantity=weight)
        Activity.objects.bulk_create(
            Activity(opportunity=deal, author=dora, text="Called", kind="call") for _ in range(weight)
        )
        Activity.objects.create(account=acme, author=owner, text="Met", kind="meeting")
    return {"alice": alice, "bob": bob, "charlie": charlie, "dora": dora}


def expected(user):
    """The same sums by QuerySets."""
    deals = Opportunity.objects.visible_to(user)
    stays = StageChange.objects.filter(opportunity__in=deals, to_stage__type="open")
    about = Q(opportunity__in=deals) | Q(opportunity=None, author__in=deals.values("owner"))
    return {
        "deals": deals.count(),
        "closed": deals.won().count() + deals.lost().count(),
        "revenue": deals.won().aggregate(Sum("close_value"))["close_value__sum"],
        "open": deals.open().count(),
        "open_value": deals.open().with_value().aggregate(Sum("value"))["value__sum"],
        "stays": stays.count(),
        "activities": Activity.objects.filter(about).count(),
    }


@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "dora"])
@pytest.mark.parametrize("view", QUERIES)
def test_sums_hold_the_deals_that_the_viewer_may_see(view, name, selling):
    text, figures = QUERIES[view]
    sums = expected(selling[name])
    assert gold.query(text.format(view), user=selling[name]).rows == [
        tuple(sums[figure] for figure in figures.split())
    ]


def test_viewers_expect_different_sums(selling):
    sums = {name: expected(user)["revenue"] for name, user in selling.items()}
    assert sums == {"alice": 1000, "bob": 3000, "charlie": 3000, "dora": 6000}
    assert expected(selling["charlie"]) != expected(selling["bob"])


def test_somebody_who_became_an_analyst_keeps_their_deals_in_the_sums(deal, alice, dora):
    alice.role = Role.ANALYST
    alice.save()
    assert gold.query("select agent, deals from gold.agent_performance", user=dora).rows == [("Alice Ames", 1)]


def test_months_without_a_close_are_there(alice):
    for day in (date(2025, 3, 4), date(2025, 6, 30)):
        OpportunityFactory(won=True, owner=alice, close_date=day)
    rows = gold.query(
        "select extract(month from month)::int, closed, revenue, win_rate from gold.sales_by_month order by month",
        user=alice,
    ).rows
    assert rows == [(3, 1, 1000, 1), (4, 0, 0, None), (5, 0, 0, None), (6, 1, 1000, 1)]


def test_who_sells_nothing_in_a_quarter_fell_to_nothing(alice, bob, charlie, dora):
    OpportunityFactory(won=True, owner=alice)
    OpportunityFactory(won=True, owner=charlie, close_date=date(2025, 4, 1))
    rows = gold.query(
        "select member, revenue_change, revenue_change_rate from gold.quarter_comparison"
        " where dimension = 'agent' and quarter = '2025-04-01' order by member",
        user=dora,
    ).rows
    assert rows == [("Alice Ames", -1000, -1), ("Charlie Cole", 1000, None)]


def test_deals_without_account_and_with_a_nameless_sector_are_apart(alice):
    OpportunityFactory(owner=alice, account=None)
    OpportunityFactory(won=True, owner=alice, account=AccountFactory(sector=""))
    rows = gold.query("select sector, deals, accounts from gold.sector_performance order by sector", user=alice).rows
    assert rows == [("Without account", 1, 0), ("Without sector", 1, 1)]
    [(sectors,)] = gold.query(
        "select array_agg(member) from gold.quarter_comparison where dimension = 'sector'", user=alice
    ).rows
    assert sectors == ["Without sector"]


def test_a_deal_that_moves_on_and_comes_back_is_counted_as_two_stays(alice, stages):
    deal = OpportunityFactory(owner=alice, stage=stages["Prospecting"])
    for name in ("Engaging", "Prospecting", "Engaging", "Won"):
        deal.stage = stages[name]
        if name == "Won":
            deal.close_date, deal.close_value = timezone.localdate(), Decimal(500)
        deal.save()
    rows = gold.query(
        "select stage, entered, imported, forward, back, won, still_there, advance_rate, advance_rate_n"
        " from gold.stage_conversion order by stage_position",
        user=alice,
    ).rows
    assert rows == [("Prospecting", 2, 0, 2, 0, 0, 0, 1, 2), ("Engaging", 2, 0, 0, 1, 1, 0, Decimal("0.5"), 2)]


def test_weighted_value_takes_the_entered_amount_and_the_stage_s_probability(alice, stages):
    OpportunityFactory(owner=alice, stage=stages["Engaging"], amount=1000, quantity=3, account=None)
    rows = gold.query(
        "select list_value, entered_deals, entered_value, open_value, weighted_value from gold.pipeline_open",
        user=alice,
    ).rows
    assert rows == [(3000, 1, 1000, 1000, 10 * stages["Engaging"].probability)]


def test_stages_and_reasons_are_those_set_up_for_whoever_sees_anything(alice, dora):
    for user in (alice, dora):
        stages = gold.query("select stage, stage_type, place, probability, rot_days from gold.stage", user=user).rows
        assert sorted(stages) == sorted(
            (one.name, one.type, one.position, Decimal(one.probability) / 100, one.rot_days)
            for one in Stage.objects.all()
        )
        reasons = gold.query("select lost_reason, imported_only from gold.lost_reason", user=user).rows
        assert sorted(reasons) == sorted(LostReason.objects.values_list("name", "imported_only"))
