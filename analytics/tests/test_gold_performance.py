"""Questions of a director, each answered by one query on one gold view, with the figures of the real data set."""

from decimal import Decimal

import pytest

from analytics import gold

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(real_run, dora):
    """The rows of one query as a director sees them."""
    return lambda text: gold.query(text, user=dora).rows


def test_top_three_agents_by_revenue(ask):
    assert ask("select agent, revenue from gold.agent_performance where revenue_rank <= 3 order by revenue_rank") == [
        ("Darcel Schlecht", 1_153_214),
        ("Vicki Laflamme", 478_396),
        ("Kary Hendrixson", 454_298),
    ]


def test_best_and_worst_win_rate(ask):
    rows = ask(
        "select agent, won, win_rate_n, round(win_rate, 3), round(win_rate_low, 3), round(win_rate_high, 3)"
        " from gold.agent_performance where win_rate_n > 0 order by win_rate desc"
    )
    assert rows[0] == ("Hayden Neloms", 107, 152, Decimal("0.704"), Decimal("0.627"), Decimal("0.771"))
    assert rows[-1] == ("Lajuana Vencill", 127, 231, Decimal("0.550"), Decimal("0.485"), Decimal("0.613"))
    assert len(rows) == 30


def test_revenue_by_region(ask):
    rows = ask("select region, revenue from gold.region_performance order by revenue_rank")
    assert rows == [("West", 3_568_647), ("Central", 3_346_293), ("East", 3_090_594)]


def test_the_last_quarter_against_the_one_before(ask):
    rows = ask(
        "select revenue, revenue_before, round(revenue_change_rate, 3) from gold.quarter_comparison"
        " where dimension = 'all' and quarter_name = '2017 Q4'"
    )
    assert rows == [(2_802_496, 2_982_255, Decimal("-0.060"))]


def test_the_region_that_fell_most(ask):
    rows = ask(
        "select member, revenue_before, revenue, round(revenue_change_rate, 3) from gold.quarter_comparison"
        " where dimension = 'region' and quarter_name = '2017 Q4' order by revenue_change_rate limit 1"
    )
    assert rows == [("East", 919_767, 824_853, Decimal("-0.103"))]


@pytest.mark.parametrize("dimension", ["all", "region", "team", "agent", "product", "sector"])
def test_every_dimension_of_the_quarters_adds_up_to_the_whole(ask, dimension):
    [(revenue,)] = ask(f"select sum(revenue) from gold.quarter_comparison where dimension = '{dimension}'")
    assert revenue == 10_005_534


def test_best_and_worst_month(ask):
    rows = ask("select to_char(month, 'YYYY-MM'), revenue from gold.sales_by_month order by revenue desc")
    assert (rows[0], rows[-1], len(rows)) == (("2017-06", 1_338_466), ("2017-07", 696_932), 10)


def test_top_product_by_value_and_by_units(ask):
    rows = ask(
        "select product, revenue, units from gold.product_performance where 1 in (revenue_rank, units_rank)"
        " order by revenue_rank"
    )
    assert rows == [("GTX Pro", 3_510_578, 729), ("GTX Basic", 499_263, 915)]


def test_list_value_lost_and_the_worst_product(ask):
    rows = ask(
        "select product, list_value_lost, sum(list_value_lost) over () from gold.product_performance"
        " order by list_value_lost desc limit 1"
    )
    assert rows == [("GTX Pro", 2_015_178, 5_946_468)]


def test_sales_cycle_of_won_and_lost_deals(ask):
    rows = ask(
        "select round(sum(won_cycle_days_total)::numeric / sum(won), 1),"
        " round(sum(lost_cycle_days_total)::numeric / sum(lost), 1) from gold.agent_performance"
    )
    assert rows == [(Decimal("51.8"), Decimal("41.5"))]


def test_the_time_in_a_stage_says_the_same_as_the_sales_cycle(ask):
    rows = ask(
        "select outcome, finished, finished_mean_days, finished_median_days from gold.stage_duration"
        " where stage = 'Engaging' and outcome in ('won', 'lost') order by finished"
    )
    assert rows == [("lost", 2_473, Decimal("41.5"), 14), ("won", 4_238, Decimal("51.8"), 57)]


def test_open_pipeline_by_stage(ask):
    rows = ask(
        "select stage, sum(deals), sum(open_value), sum(list_value), sum(without_account) from gold.pipeline_open"
        " group by stage order by min(stage_position)"
    )
    assert rows == [("Prospecting", 500, 1_073_986, 1_073_986, 337), ("Engaging", 1_589, 3_892_229, 3_892_229, 1_088)]


def test_who_owns_most_stale_deals(ask):
    rows = ask("select agent, stale, sum(stale) over () from gold.agent_performance order by stale desc limit 3")
    assert rows == [("Darcel Schlecht", 83, 1_301), ("Kary Hendrixson", 82, 1_301), ("Vicki Laflamme", 81, 1_301)]


def test_where_engaged_deals_go(ask):
    rows = ask("select entered, won, lost, still_there from gold.stage_conversion where stage = 'Engaging'")
    assert rows == [(8_300, 4_238, 2_473, 1_589)]


def test_best_sectors(ask):
    rows = ask("select sector, revenue from gold.sector_performance where revenue_rank <= 3 order by revenue_rank")
    assert rows == [("retail", 1_867_528), ("technology", 1_515_487), ("medical", 1_359_595)]


def test_manager_ranking(ask):
    rows = ask("select manager, revenue from gold.team_performance order by revenue_rank")
    assert (rows[0], rows[-1]) == (("Melvin Marxen", 2_251_930), ("Dustin Brinkmann", 1_094_363))
    assert len(rows) == 6


def test_share_of_revenue_from_other_countries(ask):
    rows = ask(
        "select sum(revenue), round(sum(revenue_share), 3) from gold.country_performance"
        " where country not in ('United States', 'Without account')"
    )
    assert rows == [(1_578_579, Decimal("0.158"))]


def test_win_rate_by_month_of_the_quarter(ask):
    rows = ask("select closed, round(win_rate, 3) from gold.month_of_quarter order by month_of_quarter")
    assert rows == [(1_779, Decimal("0.490")), (2_358, Decimal("0.547")), (2_574, Decimal("0.807"))]


def test_open_deals_per_agent(ask):
    rows = ask(
        "select agent, open, round(avg(open) over ()), count(*) over () from gold.agent_performance"
        " where open > 0 order by open desc limit 1"
    )
    assert rows == [("Darcel Schlecht", 194, 77, 27)]


def test_agents_without_deals(ask):
    rows = ask("select agent from gold.agent_performance where deals = 0 order by agent")
    assert [agent for (agent,) in rows] == [
        "Carl Lin", "Carol Thompson", "Elizabeth Anderson", "Mei-Mei Johns", "Natalya Ivanova"
    ]  # fmt: skip
