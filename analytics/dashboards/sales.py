"""Sales performance: what was won, when, by whom and with what."""

from analytics.dashboards import plots
from analytics.dashboards.figures import sales_figures
from analytics.dashboards.members import SHOWN_MONTHS, revenue_by, revenue_by_month, series
from analytics.dashboards.parts import Chart, Column, Dashboard, Link, Row
from analytics.dashboards.scope import Scope


def _month(kind: str, months: int = 1, key: str = "month") -> Link:
    """Lead to the deals that closed in the month, or quarter, of a row."""

    def link(row: Row, scope: Scope) -> str:
        return scope.month_list(row[key], months=months, kind=kind)

    return link


def _lost_for(row: Row, scope: Scope) -> str:
    return scope.closed_list(kind="lost", reason=row["reason"]) if row["reason"] else ""


WIN_RATE_BY_MONTH_OF_QUARTER = Chart(
    key="win-rate-by-month-of-quarter",
    title="Win rate by month of quarter",
    about="All closed deals up to the end of the period, 95\u00a0% interval",
    width="third",
    sql="""
        select month_of_quarter, 'Month ' || month_of_quarter as place, sum(won)::bigint as won,
            sum(closed)::bigint as closed, round(sum(won)::numeric / nullif(sum(closed), 0), 6) as win_rate,
            crm.wilson_low(sum(won)::bigint, sum(closed)::bigint) as low,
            crm.wilson_high(sum(won)::bigint, sum(closed)::bigint) as high
        from {ever} as sales where month <= %(now_last)s
        group by month_of_quarter order by month_of_quarter""",
    columns=(
        Column("place", "Month of quarter"),
        Column("won", "Won", "count", total=True),
        Column("closed", "Closed", "count", total=True),
        Column("win_rate", "Win rate", "rate"),
        Column("low", "From", "rate"),
        Column("high", "To", "rate"),
    ),
    plot=lambda table: plots.columns(table, "place", "win_rate", "rate", low="low", high="high"),
    sentence=lambda table: ", ".join(f"{row['place']} {row['win_rate'] * 100:.1f} percent" for row in table.rows),
    note=lambda table: "Closed deals: " + ", ".join(f"{row['closed']:,}" for row in table.rows),
)

REVENUE_BY_QUARTER = Chart(
    key="revenue-by-quarter",
    title="Won revenue by quarter",
    about="The last six quarters up to the end of the period",
    sql="""
        select quarter, to_char(quarter, '"Q"Q YYYY') as name, sum(revenue) as revenue, sum(won)::bigint as won,
            sum(closed)::bigint as closed, round(sum(won)::numeric / nullif(sum(closed), 0), 6) as win_rate,
            round(sum(revenue) / nullif(lag(sum(revenue)) over (order by quarter), 0) - 1, 6) as growth
        from {ever} as sales
        where month <= %(now_last)s and quarter > date_trunc('quarter', %(now_last)s::date) - interval '18 months'
        group by quarter order by quarter""",
    columns=(
        Column("name", "Quarter"),
        Column("won", "Won", "count", _month("won", 3, "quarter"), total=True),
        Column("closed", "Closed", "count", _month("closed", 3, "quarter"), total=True),
        Column("win_rate", "Win rate", "rate"),
        Column("revenue", "Won revenue", "$", _month("won", 3, "quarter"), total=True),
        Column("growth", "On the one before", "ratio"),
    ),
    plot=lambda table: plots.columns(table, "name", "revenue", "$"),
    sentence=lambda table: ", ".join(f"{row['name']} {row['revenue']:,.0f} dollars" for row in table.rows),
)

WON_AND_LOST = Chart(
    key="won-and-lost-by-month",
    title="Deals won and lost by month",
    about="Up to the end of the period",
    sql=f"""
        select month, sum(won)::bigint as won, sum(lost)::bigint as lost, sum(list_value_lost) as list_value_lost
        from {{ever}} as sales where {SHOWN_MONTHS}
        group by month order by month""",
    columns=(
        Column("month", "Month", "month"),
        Column("won", "Won", "count", _month("won"), total=True),
        Column("lost", "Lost", "count", _month("lost"), total=True),
        Column("list_value_lost", "List value lost", "$", total=True),
    ),
    plot=lambda table: plots.lines(table, "month", [("won", "Won"), ("lost", "Lost")], "count"),
    legend=lambda table: series(["Won", "Lost"]),
    sentence=lambda table: f"{sum(table.values('won')):,} won and {sum(table.values('lost')):,} lost in these months",
    empty="Nothing closed in these months",
)

LOST_REASONS = Chart(
    key="lost-reasons",
    title="Why deals were lost",
    about="At the list value of what was offered",
    width="third",
    sql="""
        select lost_reason as reason, count(*) as lost, sum(list_value) as list_value,
            round(count(*)::numeric / sum(count(*)) over (), 6) as share
        from {closed} as deal where not is_won
        group by lost_reason order by lost desc, reason""",
    columns=(
        Column("reason", "Reason"),
        Column("lost", "Deals lost", "count", _lost_for, total=True),
        Column("share", "Share", "ratio"),
        Column("list_value", "List value", "$", total=True),
    ),
    plot=lambda table: plots.rows(table, "reason", "lost", "count"),
    sentence=lambda table: f"Most often {table.rows[0]['reason']}: {table.rows[0]['lost']:,} deals",
    empty="No deal was lost in this period",
)

SALES = Dashboard(
    key="sales",
    title="Sales performance",
    about="What was won, when, by whom and with what",
    figures=sales_figures,
    charts=(
        revenue_by_month(
            "region", title="Won revenue by month", about="By regional office, up to the end of the period"
        ),
        WIN_RATE_BY_MONTH_OF_QUARTER,
        revenue_by("team", title="Won revenue by team", about="Teams as they are today", width="third"),
        revenue_by("product", title="Won revenue by product", about="And its share of the whole", width="third"),
        LOST_REASONS,
        WON_AND_LOST,
        REVENUE_BY_QUARTER,
    ),
)
