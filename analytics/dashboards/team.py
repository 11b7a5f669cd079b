"""Team leaderboard: who sells how much, whether rates tell agents apart, and what each still has open."""

from decimal import Decimal

from analytics.dashboards import plots
from analytics.dashboards.figures import Stat
from analytics.dashboards.leaderboard import LEADERBOARD
from analytics.dashboards.members import closed_by, revenue_by
from analytics.dashboards.parts import Chart, Column, Dashboard, LegendEntry, Link, Row, Table
from analytics.dashboards.rates import rate_of_all, tested, verdict, win_rates
from analytics.dashboards.scope import Scope

DRAWN = 30
NAMED = 8
AGENTS = """select agent_id, agent, sum(won)::bigint as won, sum(closed)::bigint as closed, sum(revenue) as revenue
    from {sales} as sales group by agent_id, agent"""


def team_figures(scope: Scope) -> list[Stat]:
    """Agents who sold, what each sold, the win rate of all, and whether the agents' rates differ."""
    rows = scope.ask(AGENTS)
    sellers = sum(row["won"] > 0 for row in rows)
    revenue, won, closed = (sum(row[key] for row in rows) for key in ("revenue", "won", "closed"))
    rate = rate_of_all(rows)
    return [
        Stat("sellers", "Agents who won deals", sellers, "count", note=f"of {len(rows):,} who closed any"),
        Stat("each", "Won revenue of each", Decimal(revenue) / sellers if sellers else None, "$",
             note=f"{won:,} deals won", url=scope.closed_list(kind="won")),
        Stat("win_rate", "Win rate of all", rate, "rate", note=f"{won:,} of {closed:,} closed",
             url=scope.closed_list()),
        *_spread(rows),
    ]  # fmt: skip


def _spread(rows: list[Row]) -> list[Stat]:
    """Whether the agents' win rates differ; the best and the worst are named only where they do."""
    said = verdict("spread", "Agents' win rates", rows)
    test = tested(rows)
    if test is None or not test.differ:
        return [said]
    ranked = sorted((row for row in rows if row["closed"]), key=lambda row: row["won"] / row["closed"])
    ends = (("best", "Highest", ranked[-1]), ("worst", "Lowest", ranked[0]))
    return [
        said,
        *(
            Stat(key, label, row["won"] / row["closed"], "rate", note=f"{row['agent']}, of {row['closed']:,} closed")
            for key, label, row in ends
        ),
    ]


def _open(*, stale: bool = False) -> Link:
    def link(row: Row, scope: Scope) -> str:
        return scope.deal_list(type="open", owner=row["agent_id"], stale="on" if stale else None)

    return link


def _holders(table: Table) -> Table:
    return Table(table.chart, table.scope, [row for row in table.rows if row["open"]])


def _workload(table: Table) -> str:
    """The mean of those who hold any, and who has no deals of any kind."""
    held = _holders(table).values("open")
    said = [f"Mean of the {len(held):,} who have any: {sum(held) / len(held):.0f}"] if held else []
    idle = [row["agent"] for row in table.rows if row["has_none"]]
    if idle:
        named = ", ".join(idle[:NAMED]) + (f" and {len(idle) - NAMED:,} more" if len(idle) > NAMED else "")
        said.append(f"{len(idle):,} agent{'s have' if len(idle) > 1 else ' has'} no deals: {named}")
    return ". ".join(said)


def _mean(row: Row) -> str:
    return f"{row['agent']} with {row['cycle']} days over {row['won']:,} deals"


WIN_RATES = win_rates(
    "win-rate-by-agent",
    group="agent",
    title="Win rate by agent",
    sql="""select agent_id as id, agent, sum(won)::bigint as won, sum(closed)::bigint as closed
        from {sales} as sales group by agent_id, agent""",
    closed=closed_by("agent"),
)

CYCLE = Chart(
    key="cycle-by-agent",
    title="Cycle of won deals by agent",
    about="Mean days from engagement to close, of deals won in the period",
    sql="""
        select agent_id as id, agent, sum(won)::bigint as won,
            round(sum(won_cycle_days_total)::numeric / sum(won), 1) as cycle
        from {sales} as sales group by agent_id, agent having sum(won) > 0 order by cycle, agent""",
    columns=(
        Column("agent", "Agent"),
        Column("cycle", "Mean cycle", "days"),
        Column("won", "Won", "count", closed_by("agent", kind="won"), total=True),
    ),
    plot=lambda table: plots.rows(table.first(DRAWN), "agent", "cycle", "days", leads="won"),
    sentence=lambda table: f"Shortest {_mean(table.rows[0])}, longest {_mean(table.rows[-1])}",
    note=lambda table: f"The {DRAWN} shortest are drawn" if len(table.rows) > DRAWN else "",
    empty="Nothing was won in this period",
)

OPEN_DEALS = Chart(
    key="open-deals-by-agent",
    title="Open and stale deals by agent",
    about="As of the reporting day, whatever the period",
    sql="""
        with deals as (
            select agent_id, count(*) as open, count(*) filter (where is_stale) as stale, sum(open_value) as open_value
            from {deals} as deal where is_open group by agent_id
        ),
        closed as (
            select distinct agent_id from {ever} as sales
        ),
        agent as (
            select agent.*, agent_id in (select agent_id from closed union all select agent_id from deals) as has_any
            from {agents} as agent
        )
        select agent_id, agent, coalesce(open, 0) as open, coalesce(stale, 0) as stale,
            coalesce(open_value, 0) as open_value, not has_any as has_none
        from agent left join deals using (agent_id)
        where has_any or role = 'rep' and is_active
        order by open desc, agent""",
    columns=(
        Column("agent", "Agent"),
        Column("open", "Open", "count", _open(), total=True),
        Column("stale", "Stale", "count", _open(stale=True), total=True),
        Column("open_value", "Open value", "$", total=True),
    ),
    plot=lambda table: plots.parts(_holders(table).first(DRAWN), "agent", "open", "stale"),
    legend=lambda table: [LegendEntry("series-1", "Stale"), LegendEntry("series-6 past", "Other open deals")],
    sentence=lambda table: f"Most open: {table.rows[0]['agent']} with {table.rows[0]['open']:,}. {_workload(table)}",
    note=_workload,
    empty="No agent is in this choice",
)

TEAM = Dashboard(
    key="team",
    title="Team leaderboard",
    about="Who sells how much, and whether agents differ",
    figures=team_figures,
    charts=(
        LEADERBOARD,
        revenue_by("team", title="Won revenue by team", about="Teams as they are today", width="third"),
        WIN_RATES,
        revenue_by("agent", title="Won revenue by agent", about="The fifteen who won most", drawn=15),
        OPEN_DEALS,
        CYCLE,
    ),
)
