"""Charts of what each team, agent, product or region won in the period, beside the one before."""

from typing import Any

from analytics.dashboards import plots
from analytics.dashboards.parts import Chart, Column, LegendEntry, Link, Row, Table, no_words
from analytics.dashboards.scope import IN_LISTS, Scope

KEYS = {"team": "coalesce(team_id, 0)", "agent": "agent_id", "product": "product_id", "region": "coalesce(region, '')"}
BY_MEMBER = """
    with now as (
        select {key} as id, {name} as name, sum(won)::bigint as won, sum(closed)::bigint as closed,
            sum(revenue) as revenue
        from {{sales}} as sales group by 1, 2
    ),
    before as (select {key} as id, {name} as name, sum(revenue) as revenue from {{before}} as sales group by 1, 2)
    select coalesce(now.id, before.id) as id, coalesce(now.name, before.name, 'Without {name}') as name,
        coalesce(now.won, 0) as won, coalesce(now.closed, 0) as closed,
        coalesce(now.revenue, 0) as revenue, coalesce(before.revenue, 0) as revenue_before,
        round(coalesce(now.revenue, 0) / nullif(before.revenue, 0) - 1, 6) as growth,
        round(coalesce(now.revenue, 0) / nullif(sum(now.revenue) over (), 0), 6) as share
    from now full join before on before.id = now.id
    order by 5 desc, 6 desc, 2"""


def revenue_by(member: str, *, title: str, about: str, width: str = "half", drawn: int = 30) -> Chart:
    """Won revenue by team, agent, product or region: bars with their deals behind them, the first `drawn` of them."""
    return Chart(
        key=f"revenue-by-{member}",
        title=title,
        about=about,
        width=width,
        sql=BY_MEMBER.format(key=KEYS[member], name=member),
        columns=(
            Column("name", member.capitalize()),
            Column("won", "Won", "count", closed_by(member, kind="won"), total=True),
            Column("closed", "Closed", "count", closed_by(member), total=True),
            Column("revenue", "Won revenue", "$", closed_by(member, kind="won"), total=True),
            Column("revenue_before", "Before", "$", closed_by(member, kind="won", which="before"), total=True),
            Column("growth", "Change", "ratio"),
            Column("share", "Share", "ratio"),
        ),
        plot=lambda table: plots.rows(
            table.first(drawn), "name", "revenue", "$", before=before(table, "revenue_before")
        ),
        legend=now_and_before,
        note=fell_most if member == "region" else no_words,
        sentence=lambda table: f"Most: {table.rows[0]['name']} with {table.rows[0]['revenue']:,.0f} dollars",
    )


# The year up to the period's end, and the whole period where that is longer.
SHOWN_MONTHS = "month > least(%(now_first)s - 1, %(now_last)s - interval '12 months') and month <= %(now_last)s"
BY_MONTH_AND_MEMBER = """
    with sales as (
        select month, {key} as id, coalesce({name}, '') as name, revenue, won
        from {{ever}} as sales where {months}
    ),
    ranked as (select id, rank() over (order by sum(revenue) desc, id) as place from sales group by id)
    select month, case when place <= 5 then id end as id,
        case when place > 5 then 'Other' when name = '' then 'Without {name}' else name end as {name},
        sum(revenue) as revenue, sum(won)::bigint as won
    from sales join ranked using (id)
    group by 1, 2, 3 order by min(least(place, 6)), month"""


def revenue_by_month(member: str, *, title: str, about: str, width: str = "two-thirds") -> Chart:
    """Won revenue month by month, in columns of the five largest teams, agents, products or regions and the others."""
    return Chart(
        key="revenue-by-month",
        title=title,
        about=about,
        width=width,
        sql=BY_MONTH_AND_MEMBER.format(key=KEYS[member], name=member, months=SHOWN_MONTHS),
        columns=(
            Column("month", "Month", "month"),
            Column(member, member.capitalize()),
            Column("won", "Deals won", "count", _won_in_month(member), total=True),
            Column("revenue", "Won revenue", "$", _won_in_month(member), total=True),
        ),
        plot=lambda table: plots.stacked(table, "month", member, "revenue", "$"),
        legend=lambda table: series(table.distinct(member)),
        sentence=_best_and_worst,
        note=lambda table: "Click a bar to list its deals",
        empty="Nothing was won in these months",
    )


def _won_in_month(member: str) -> Link:
    def link(row: Row, scope: Scope) -> str:
        return scope.month_list(row["month"], kind="won", **{IN_LISTS[member]: row["id"]}) if row["id"] else ""

    return link


def _best_and_worst(table: Table) -> str:
    sums = {month: sum(table.where(month=month).values("revenue")) for month in table.distinct("month")}
    best, worst = max(sums, key=lambda month: sums[month]), min(sums, key=lambda month: sums[month])
    return f"{best:%B %Y} is highest with {sums[best]:,.0f} dollars, {worst:%B %Y} lowest with {sums[worst]:,.0f}"


def fell_most(table: Table, name: str = "name") -> str:
    """Who lost most on the compared period, relatively; nothing where nobody did."""
    fallen = [row for row in table.rows if row["growth"] is not None and row["growth"] < 0]
    if not fallen:
        return ""
    worst = min(fallen, key=lambda row: row["growth"])
    return f"Fell most: {worst[name]}, by {-worst['growth'] * 100:.1f}\u00a0%"


def closed_by(member: str, *, kind: str = "closed", which: str = "now") -> Link:
    """Lead to the closed deals of a row's member; a row without one, such as agents without a team, leads nowhere."""

    def link(row: Row, scope: Scope) -> str:
        if not row["id"] or (which == "before" and scope.before is None):
            return ""
        return scope.closed_list(kind=kind, which=which, **{IN_LISTS[member]: row["id"]})

    return link


def before(table: Table, column: str) -> str:
    """The column of the compared period, where there is one."""
    return column if table.scope.before else ""


def now_and_before(table: Table) -> list[LegendEntry]:
    scope = table.scope
    if scope.before is None:
        return []
    return [LegendEntry("series-1", scope.period.name), LegendEntry("series-6 past", scope.before.name)]


def series(names: Any) -> list[LegendEntry]:
    return [LegendEntry(f"series-{place}", plots.label_of(name)) for place, name in enumerate(names, start=1)]
