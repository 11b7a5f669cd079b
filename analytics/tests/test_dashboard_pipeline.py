"""Pipeline health: open deals by hand, and the figures of the real data set."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict

from analytics.dashboards.pipeline_health import PIPELINE_HEALTH, pipeline_figures
from analytics.dashboards.scope import Scope
from analytics.tests.conftest import AS_OF
from pipeline.models import Opportunity, ReportingDay, StageChange
from pipeline.tests.factories import OpportunityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    """The rows of a chart as somebody sees them, those columns of each."""

    def rows(user, chart, *keys, query=""):
        table = PIPELINE_HEALTH.chart(chart).table(Scope(QueryDict(query), user=user))
        return [tuple(row[key] for key in keys) for row in table.rows]

    return rows


@pytest.fixture
def figures():
    def figures(user, query=""):
        return {stat.key: stat for stat in pipeline_figures(Scope(QueryDict(query), user=user))}

    return figures


def ago(days):
    return AS_OF - timedelta(days=days)


@pytest.fixture
def opened(alice, charlie, gtx, stages, pinned_day):
    """Of alice's a deal on each side of every age's end, and one not engaged; one of charlie's."""
    for days in (0, 30, 31, 90, 91, 180, 181):
        OpportunityFactory(owner=alice, product=gtx, engage_date=ago(days))
    OpportunityFactory(owner=alice, product=gtx, stage=stages["Prospecting"], engage_date=None, account=None)
    OpportunityFactory(owner=charlie, product=gtx, engage_date=ago(40), amount=1000, expected_close_date=ago(1))


def test_headline_figures(opened, figures, dora, gtx):
    stats = figures(dora)
    assert stats["deals"].value == 9
    assert stats["value"].value == 8 * gtx.list_price + 1000
    assert stats["value"].note == "1 amounts entered, 8 at list price"
    assert stats["weighted"].value == gtx.list_price * (7 * Decimal("0.45") + Decimal("0.10")) + 450
    assert (stats["overdue"].value, stats["overdue"].note) == (1, "Of 1 with an expected close")
    assert stats["without_account"].value == 1


def test_a_rep_sees_her_own_pipeline(opened, figures, rows, alice, charlie):
    assert figures(alice)["deals"].value == 8
    assert rows(charlie, "open-by-stage", "stage", "deals", "entered", "open_value", "weighted_value") == [
        ("Engaging", 1, 1, 1000, 450)
    ]


def test_ages_end_on_their_days(opened, rows, alice):
    assert rows(alice, "open-by-age", "name", "deals") == [
        ("Not engaged", 1), ("0–30 d", 2), ("31–90 d", 2), ("91–180 d", 2), ("Over 180 d", 1)
    ]  # fmt: skip


def test_a_team_and_a_product_narrow_every_chart(opened, rows, dora, alice, charlie, gtx):
    OpportunityFactory(owner=charlie, engage_date=ago(40))
    narrowed = f"team={charlie.team_id}&product={gtx.pk}"
    for chart, key in (("open-by-stage", "deals"), ("open-by-age", "deals"), ("stale-by-agent", "deals")):
        assert sum(count for (count,) in rows(dora, chart, key, query=narrowed)) == 1, chart


def moved(deal, *steps):
    """Steps of a deal, so many days ago; those that the database recorded today are after the reporting day."""
    StageChange.objects.bulk_create(
        StageChange(opportunity=deal, to_stage=stage, changed_at=datetime(*ago(days).timetuple()[:3], 12, tzinfo=UTC))
        for stage, days in steps
    )


def test_where_deals_go_and_how_long_they_stay(rows, alice, charlie, stages, pinned_day):
    prospecting, engaging, won, lost = (stages[name] for name in ("Prospecting", "Engaging", "Won", "Lost"))
    for days, end in ((10, won), (20, won), (40, lost)):
        closed = {"stage": end, "close_date": ago(1), "close_value": 0 if end == lost else 5}
        deal = OpportunityFactory(owner=alice, lost=end == lost, **({} if end == lost else closed))
        moved(deal, (prospecting, 60), (engaging, 50), (end, 50 - days))
    moved(OpportunityFactory(owner=alice), (engaging, 7), (prospecting, 5), (engaging, 3))
    moved(OpportunityFactory(owner=charlie), (engaging, 90))
    assert rows(alice, "stage-conversion", "stage", "outcome", "stays", "ended") == [
        ("Prospecting", "forward", 4, 4), ("Engaging", "back", 1, 4), ("Engaging", "won", 2, 4),
        ("Engaging", "lost", 1, 4), ("Engaging", "still there", 1, None),
    ]  # fmt: skip
    assert rows(alice, "time-in-stage", "name", "n", "median") == [
        ("Prospecting, left", 4, 10), ("Engaging, left", 4, 15), ("Engaging, still there", 1, 3)
    ]  # fmt: skip


def test_stays_that_ended_long_ago_tell_nothing(rows, alice, stages, pinned_day):
    prospecting, engaging = stages["Prospecting"], stages["Engaging"]
    moved(OpportunityFactory(owner=alice), (prospecting, 99), (engaging, 90))
    moved(OpportunityFactory(owner=alice), (prospecting, 99), (engaging, 89))
    assert rows(alice, "stage-conversion", "stage", "outcome", "stays") == [
        ("Prospecting", "forward", 1), ("Engaging", "still there", 2)
    ]  # fmt: skip
    assert rows(alice, "time-in-stage", "name", "n", "median") == [
        ("Prospecting, left", 1, 10), ("Engaging, still there", 2, 89.5)
    ]  # fmt: skip


def test_a_stay_that_ends_after_the_day_still_runs(rows, alice, stages, pinned_day):
    moved(OpportunityFactory(owner=alice), (stages["Prospecting"], 5), (stages["Engaging"], -1))
    assert rows(alice, "stage-conversion", "stage", "outcome", "stays") == [("Prospecting", "still there", 1)]
    assert rows(alice, "time-in-stage", "name", "n", "median") == [("Prospecting, still there", 1, 5)]


def test_cycles_end_on_their_days(rows, alice, acme, gtx, pinned_day):
    for days in (30, 31, 90, 91, 180, 181, 365, 366):
        OpportunityFactory(
            won=True, owner=alice, account=acme, product=gtx, close_date=ago(5), engage_date=ago(5 + days)
        )
    OpportunityFactory(lost=True, owner=alice, account=acme, close_date=ago(5), engage_date=ago(6))
    OpportunityFactory(won=True, owner=alice, account=acme, close_date=ago(366), engage_date=ago(367))
    assert rows(alice, "closed-by-cycle", "place", "closed", "won") == [
        (1, 2, 1), (2, 2, 2), (3, 2, 2), (4, 2, 2), (5, 1, 1)
    ]  # fmt: skip


def test_without_open_deals_there_are_no_ages(rows, dora, pinned_day):
    assert [rows(dora, chart.key) for chart in PIPELINE_HEALTH.charts] == [[]] * 7


def test_figures_of_the_real_data(real_run, figures, rows, dora):
    stats = figures(dora)
    assert [stats[key].value for key in ("deals", "value", "stale", "without_account")] == [
        2089,
        4_966_215,
        1301,
        1425,
    ]
    assert stats["deals"].note == "77 an agent"
    assert rows(dora, "open-by-stage", "stage", "deals", "list_value") == [
        ("Prospecting", 500, 1_073_986), ("Engaging", 1589, 3_892_229)
    ]  # fmt: skip
    stale = rows(dora, "stale-by-agent", "agent", "stale", "agents", "mean_deals")
    assert stale[:3] == [
        ("Darcel Schlecht", 83, 27, 77), ("Kary Hendrixson", 82, 27, 77), ("Vicki Laflamme", 81, 27, 77)
    ]  # fmt: skip
    assert len(stale) == 15
    months = dict(rows(dora, "open-by-engage-month", "month", "deals"))
    assert [months[day] for day in sorted(months, key=lambda day: -months[day])[:2]] == [402, 254]
    assert rows(dora, "closed-by-cycle", "closed") == [(3163,), (2190,), (1358,), (0,), (0,)]


def test_the_stays_of_groups_add_up_to_those_of_stages(real_run, rows, dora):
    whole = {
        (stage, outcome): stays
        for stage, outcome, stays in rows(dora, "stage-conversion", "stage", "outcome", "stays")
    }
    recent = Opportunity.objects.won().filter(close_date__gt=ReportingDay.current().day - timedelta(days=90)).count()
    assert whole["Engaging", "won"] == recent == 1173
    parts = [
        rows(dora, "stage-conversion", "stage", "outcome", "stays", query=f"region={region}")
        for region in ("Central", "East", "West")
    ]
    sums = dict.fromkeys(whole, 0)
    for stage, outcome, stays in (row for part in parts for row in part):
        sums[stage, outcome] += stays
    assert sums == whole
