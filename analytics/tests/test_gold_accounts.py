"""Managers' questions on deals and accounts of the real data set: each one query on one gold view."""

from datetime import date
from decimal import Decimal

import pytest

from analytics import gold

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(real_run, dora):
    return lambda text: gold.query(text, user=dora).rows


def test_who_bought_most_often(ask):
    assert ask("select account, frequency from gold.account_360 order by frequency desc limit 1") == [
        ("Kan-code", 115)
    ]


def test_list_value_lost_and_the_worst_product(ask):
    rows = ask(
        "select product, sum(list_value_lost) as lost from gold.discount group by rollup (product)"
        " order by lost desc limit 2"
    )
    assert rows == [(None, 5_946_468), ("GTX Pro", 2_015_178)]


def test_stale_deals(ask):
    rows = ask("select stage, min(rot_days), count(*), sum(list_value) from gold.stale_deal group by stage")
    assert rows == [("Engaging", 138, 1_301, 3_227_151)]


def test_who_owns_most_stale_deals(ask):
    rows = ask("select agent, count(*) from gold.stale_deal group by agent order by count(*) desc limit 3")
    assert rows == [("Darcel Schlecht", 83), ("Kary Hendrixson", 82), ("Vicki Laflamme", 81)]


def test_a_deal_is_stale_by_one_rule(ask):
    assert ask("select count(*), sum(list_value) from gold.deal where is_stale") == [(1_301, 3_227_151)]


def test_open_deals_without_customer(ask):
    rows = ask(
        "select stage, count(*) from gold.deal where is_open and is_without_account group by stage order by stage"
    )
    assert rows == [("Engaging", 1_088), ("Prospecting", 337)]


def test_open_pipeline_by_stage(ask):
    rows = ask("select stage, count(*), sum(open_value) from gold.deal where is_open group by stage order by stage")
    assert rows == [("Engaging", 1_589, 3_892_229), ("Prospecting", 500, 1_073_986)]


def test_top_five_customers(ask):
    top = [
        ("Kan-code", 341_455), ("Konex", 269_245), ("Condax", 206_410), ("Cheers", 198_020), ("Hottechi", 194_957)
    ]  # fmt: skip
    assert (
        ask("select account, monetary from gold.account_profitability where monetary_rank <= 5 order by 2 desc") == top
    )
    assert ask("select account, revenue from gold.concentration where rank_visible <= 5 order by 2 desc") == top


def test_equal_values_share_a_rank_and_none_is_left_out(ask):
    [(accounts, values, last)] = ask(
        "select count(*), count(distinct monetary), max(monetary_rank) from gold.account_profitability"
    )
    assert (accounts, values, last) == (85, 84, 84)
    assert (
        ask(
            "select segment from gold.account_profitability group by segment"
            " having max(segment_rank) <> count(distinct monetary) or max(segment_accounts) <> count(*)"
        )
        == []
    )


def test_concentration(ask):
    [(five, all_accounts)] = ask(
        "select max(cumulative_share_visible) filter (where rank_visible = 5), max(cumulative_share_visible)"
        " from gold.concentration"
    )
    assert round(five, 3) == Decimal("0.121")
    assert all_accounts == 1


def test_who_has_not_bought_for_over_14_days(ask):
    rows = ask(
        "select account, days_since_last_purchase from gold.account_retention where days_since_last_purchase > 14"
        " order by 2 desc, 1"
    )
    assert rows == [("Kinnamplus", 33), ("Bioplex", 16), ("Goodsilron", 16)]


def test_retention_says_why_p_alive_is_not_shown(ask):
    [(accounts, estimated, note)] = ask(
        "select count(*), count(p_alive), min(p_alive_note) from gold.account_retention"
    )
    assert (accounts, estimated) == (85, 0)
    assert note.startswith("Hidden: the share of accounts that drop out cannot be told from 0")


def test_revenue_by_group(ask):
    rows = ask(
        "select group_name, revenue, monetary_of_visible_accounts, accounts_visible from gold.account_group"
        " order by rank_visible limit 3"
    )
    assert rows == [
        ("Acme Corporation", 519_349, 519_349, 5), ("Sonron", 479_028, 479_028, 4), ("Kan-code", 341_455, 341_455, 1)
    ]  # fmt: skip


def test_groups_hold_all_accounts(ask):
    [row] = ask(
        "select count(*), count(*) filter (where is_group), sum(accounts_visible), sum(revenue)"
        " from gold.account_group"
    )
    assert row == (70, 7, 85, 10_005_534)


def test_accounts_name_the_group_that_the_groups_name(ask):
    found = ask("select group_id, group_name, count(*) from gold.account_360 group by 1, 2 order by 1")
    assert found == ask("select group_id, group_name, accounts_visible from gold.account_group order by 1")


def test_discounting(ask):
    [(ratio, deals, given_away)] = ask(
        "select avg(price_ratio), count(*) filter (where is_deep_discount), sum(deep_discount_value)"
        " from gold.discount where outcome = 'won'"
    )
    assert round(ratio, 4) == Decimal("0.9965")
    assert (deals, given_away) == (709, 242_506)


def test_who_has_never_bought_gtk_500(ask):
    rows = ask(
        "select bool_or(product = 'GTK 500' and is_bought) as has_it from gold.account_product group by account_id"
    )
    assert sorted(has_it for (has_it,) in rows) == [False] * 73 + [True] * 12


def test_what_accounts_bought_is_all_revenue(ask):
    [(revenue, not_bought, wrong)] = ask(
        "select sum(revenue), count(*) filter (where kind = 'not bought'),"
        " count(*) filter (where (kind = 'not bought') = is_bought) from gold.account_product"
    )
    assert (revenue, not_bought, wrong) == (10_005_534, 3, 0)


def test_international_share(ask):
    rows = ask(
        "select country, sum(revenue), sum(share) from (select *, revenue"
        " / sum(revenue) over () as share from gold.account_360) as shares"
        " where country <> 'United States' group by rollup (country) order by 2 desc limit 2"
    )
    assert [row[:2] for row in rows] == [(None, 1_578_579), ("Korea", 194_957)]
    assert round(rows[0][2], 3) == Decimal("0.158")


def test_win_rate_by_month_of_quarter(ask):
    rows = ask(
        "select count(*), round(avg(is_won::int), 3) from gold.deal where is_closed"
        " group by month_of_quarter order by month_of_quarter"
    )
    assert rows == [(1_779, Decimal("0.490")), (2_358, Decimal("0.547")), (2_574, Decimal("0.807"))]


def test_open_deals_per_agent(ask):
    rows = ask("select agent, count(*) from gold.deal where is_open group by agent order by 2 desc")
    assert rows[0] == ("Darcel Schlecht", 194)
    assert len(rows) == 27
    assert round(sum(deals for _, deals in rows) / len(rows)) == 77


def test_how_deals_ended(ask):
    rows = ask(
        "select outcome, reason, deals_visible, revenue, cycle_days_visible,"
        " round(rate_of_closed_visible, 4) from gold.win_loss_reason order by outcome"
    )
    assert rows == [
        ("lost", "Unknown", 2_473, 0, Decimal("41.5"), Decimal("0.3685")),
        ("won", "Won", 4_238, 10_005_534, Decimal("51.8"), Decimal("0.6315")),
    ]


def test_segments_hold_every_account_once(ask):
    [(accounts, monetary, share, visible)] = ask(
        "select sum(accounts), sum(monetary), sum(monetary_share), sum(revenue) from gold.account_segment"
    )
    assert (accounts, monetary, round(share, 9), visible) == (85, 10_005_534, 1, 10_005_534)
    names = [name for (name,) in ask("select segment from gold.account_segment order by position")]
    assert names[-2:] == ["Not scored yet", "No purchase yet"]


def test_metrics_are_those_of_the_deals(ask):
    assert ask(
        "select count(*) from gold.account_360 where monetary <> revenue or frequency <> won_deals_visible"
        " or metrics_as_of <> '2018-01-01'"
    ) == [(0,)]


def test_the_last_month_is_the_segments_of_today(ask):
    moved = ask(
        "select segment_after, sum(accounts)::bigint, max(accounts_after), sum(monetary) from gold.segment_migration"
        " where month = '2018-01-01' group by segment_after order by segment_after"
    )
    assert moved == ask(
        "select segment, accounts, accounts, monetary from gold.account_segment where accounts > 0 order by segment"
    )
    assert sum(accounts for _, accounts, _, _ in moved) == 85


def test_segments_of_past_months_hold_all_revenue_until_then(ask):
    rows = ask(
        "select month, sum(monetary) from gold.segment_migration where month in ('2017-03-01', '2017-12-01')"
        " group by month order by month"
    )
    won = "select sum(won_value) from gold.deal where is_won and close_date <= '{}'"
    assert rows == [
        (date(2017, 3, 1), ask(won.format("2017-03-31"))[0][0]),
        (date(2017, 12, 1), 10_005_534),
    ]


def test_every_account_came_once(ask):
    assert ask(
        "select sum(accounts) from gold.segment_migration where segment_before = 'Not yet a customer'"
    ) == [(85,)]  # fmt: skip


def test_months_follow_on_each_other(ask):
    """Nobody gets lost between two months: those before are those after of the month before."""
    assert ask(
        "with before as (select month, segment_before as segment, sum(accounts) as n from gold.segment_migration"
        " where segment_before <> 'Not yet a customer' group by 1, 2),"
        " after as (select (month + interval '1 month')::date as month, segment_after as segment, sum(accounts) as n"
        " from gold.segment_migration where month < '2018-01-01' group by 1, 2)"
        " select count(*) filter (where before.n is distinct from after.n), count(*) > 20"
        " from before full join after using (month, segment)"
    ) == [(0, True)]  # fmt: skip
