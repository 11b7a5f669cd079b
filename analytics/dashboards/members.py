"""Charts of what each team, agent, product or region won in the period, beside the one before."""

from typing import Any

from analytics.dashboards import plots
from analytics.dashboards.parts import Chart, Column, LegendEntry, Link, Row, Table
from analytics.dashboards.scope import Scope

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
        round(coalesce(now.revenue, 0) / nullif(sum(now.revenue) over (), 0), 6) as share
    from now full join before on before.id = now.id
    order by 5 desc, 6 desc, 2"""


def revenue_by(member: str, *, title: str, about: str, width: str = "half") -> Chart:
    """Won revenue by team, agent, product or region: bars with their deals behind them."""
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
            Column("share", "Share", "ratio"),
        ),
        plot=lambda table: plots.rows(table, "name", "revenue", "$", before=before(table, "revenue_before")),
        legend=now_and_before,
        sentence=lambda table: f"Most: {table.rows[0]['name']} with {table.rows[0]['revenue']:,.0f} dollars",
    )


def closed_by(member: str, *, kind: str = "closed", which: str = "now") -> Link:
    """Lead to the closed deals of a row's member; a row without one, such as agents without a team, leads nowhere."""
    name = {"agent": "owner"}.get(member, member)

    def link(row: Row, scope: Scope) -> str:
        return scope.closed_list(kind=kind, which=which, **{name: row["id"]}) if row["id"] else ""

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
