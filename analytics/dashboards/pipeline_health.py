"""Pipeline health: the open deals as they are on the reporting day, and how deals get through the stages."""

from datetime import timedelta

from analytics.dashboards import plots
from analytics.dashboards.figures import Stat
from analytics.dashboards.members import series
from analytics.dashboards.parts import Chart, Column, Dashboard, Link, Row, Table
from analytics.dashboards.scope import Scope
from analytics.dashboards.spread import medians, outliers, spread, spread_columns

NO_OPEN_DEALS = "No deal is open"
OPEN_NOW = """select count(*) as deals, count(distinct agent_id) as agents, count(entered_amount) as entered,
    coalesce(sum(open_value), 0) as open_value, coalesce(sum(weighted_value), 0) as weighted_value,
    count(*) filter (where is_stale) as stale,
    coalesce(sum(open_value) filter (where is_stale), 0) as stale_value,
    count(expected_close_date) as expected, count(*) filter (where is_overdue) as overdue,
    count(*) filter (where is_without_account) as without_account
    from {deals} as deal where is_open"""


def pipeline_figures(scope: Scope) -> list[Stat]:
    """Open deals, what they are worth, and how many are stale, overdue or without an account."""
    [now] = scope.ask(OPEN_NOW)
    deals, agents = now["deals"], now["agents"]
    return [
        Stat("deals", "Open deals", deals, "count", note=f"{deals / agents:,.0f} an agent" if agents else "",
             url=scope.deal_list(type="open")),
        Stat("value", "Open value", now["open_value"], "$",
             note=f"{now['entered']:,} amounts entered, {deals - now['entered']:,} at list price",
             url=scope.deal_list(type="open")),
        Stat("weighted", "Weighted value", now["weighted_value"], "$", note="By each stage’s set probability"),
        Stat("stale", "Stale", now["stale"], "count", note=_of(now["stale"], deals, f", ${now['stale_value']:,.0f}"),
             url=scope.deal_list(type="open", stale="on")),
        Stat("overdue", "Expected close passed", now["overdue"], "count",
             note=f"Of {now['expected']:,} with an expected close", url=scope.deal_list(type="open", overdue="on")),
        Stat("without_account", "Without account", now["without_account"], "count",
             note=_of(now["without_account"], deals), url=scope.deal_list(type="open", without_account="on")),
    ]  # fmt: skip


def _of(part: int, whole: int, more: str = "") -> str:
    return f"{part / whole * 100:.1f}\u00a0% of open deals{more}" if whole else ""


def _open(name: str, **filters: str) -> Link:
    """Lead to the open deals of a row's stage or owner."""

    def link(row: Row, scope: Scope) -> str:
        return scope.deal_list(type="open", **{name: row["id"]}, **filters)

    return link


BY_STAGE = Chart(
    key="open-by-stage",
    title="Open pipeline by stage",
    about="The entered amount, else list price × quantity",
    width="third",
    sql="""
        select stage_id as id, stage, count(*) as deals, sum(list_value) as list_value,
            count(entered_amount) as entered, sum(open_value) as open_value, sum(weighted_value) as weighted_value
        from {deals} as deal where is_open
        group by stage_id, stage, stage_position order by stage_position""",
    columns=(
        Column("stage", "Stage"),
        Column("deals", "Open deals", "count", _open("stage"), total=True),
        Column("list_value", "List value", "$", total=True),
        Column("entered", "Amounts entered", "count", total=True),
        Column("open_value", "Open value", "$", _open("stage"), total=True),
        Column("weighted_value", "Weighted", "$", total=True),
    ),
    plot=lambda table: plots.side_by_side(
        table, "stage", [("open_value", "Open value"), ("weighted_value", "Weighted")], "$"
    ),
    legend=lambda table: series(["Open value", "Weighted"]),
    sentence=lambda table: ", ".join(f"{row['stage']} {row['open_value']:,.0f} dollars" for row in table.rows),
    note=lambda table: ", ".join(f"{row['stage']}: {row['deals']:,} deals" for row in table.rows),
    empty=NO_OPEN_DEALS,
)

# From so many days since the engage date to so many; the last has no end.
AGES = ((0, 30), (31, 90), (91, 180), (181, None))


def _of_age(row: Row, scope: Scope) -> str:
    if row["place"] == 0:
        return scope.deal_list(type="open", not_engaged="on")
    youngest, oldest = AGES[row["place"] - 1]
    engaged_from = None if oldest is None else scope.as_of - timedelta(days=oldest)
    return scope.deal_list(type="open", engaged_from=engaged_from, engaged_to=scope.as_of - timedelta(days=youngest))


AGEING = Chart(
    key="open-by-age",
    title="Age of open deals",
    about="Days since the engage date",
    width="third",
    sql="""
        with deal as (
            select open_value, case when age_days is null then 0 when age_days <= 30 then 1
                when age_days <= 90 then 2 when age_days <= 180 then 3 else 4 end as place
            from {deals} as deal where is_open
        ),
        band (place, name) as (
            values (0, 'Not engaged'), (1, '0–30 d'), (2, '31–90 d'), (3, '91–180 d'), (4, 'Over 180 d')
        )
        select place, name, count(deal.place) as deals, coalesce(sum(open_value), 0) as open_value,
            round(count(deal.place)::numeric / (select count(*) from deal), 6) as share
        from band left join deal using (place)
        where exists (select from deal)
        group by place, name order by place""",
    columns=(
        Column("name", "Age"),
        Column("deals", "Open deals", "count", _of_age, total=True),
        Column("share", "Share", "ratio"),
        Column("open_value", "Open value", "$", total=True),
    ),
    plot=lambda table: plots.rows(table, "name", "deals", "count"),
    sentence=lambda table: ", ".join(f"{row['name']}: {row['deals']:,}" for row in table.rows),
    empty=NO_OPEN_DEALS,
)

STALE = Chart(
    key="stale-by-agent",
    title="Stale deals by agent",
    about="The fifteen with most: nothing has happened for longer than the stage allows",
    width="two-thirds",
    sql="""
        select agent_id as id, agent, count(*) as deals, count(*) filter (where is_stale) as stale,
            round(count(*) filter (where is_stale)::numeric / count(*), 6) as share,
            coalesce(sum(open_value) filter (where is_stale), 0) as stale_value,
            count(*) over () as agents, round(avg(count(*)) over ()) as mean_deals
        from {deals} as deal where is_open
        group by agent_id, agent order by stale desc, deals desc, agent limit 15""",
    columns=(
        Column("agent", "Agent"),
        Column("stale", "Stale", "count", _open("owner", stale="on"), total=True),
        Column("stale_value", "Their value", "$", total=True),
        Column("deals", "Open deals", "count", _open("owner"), total=True),
        Column("share", "Stale share", "ratio"),
    ),
    plot=lambda table: plots.rows(table, "agent", "stale", "count"),
    sentence=lambda table: f"Most: {table.rows[0]['agent']} with {table.rows[0]['stale']:,}",
    note=lambda table: f"{table.rows[0]['agents']:,} with open deals, {table.rows[0]['mean_deals']:,.0f} on average",
    empty=NO_OPEN_DEALS,
)

STAYS = "gold.recent_stay where {narrowing}"

CONVERSION = Chart(
    key="stage-conversion",
    title="Where deals go from a stage",
    about="Of the stays that ended in the last 90 days, 95\u00a0% interval",
    width="third",
    sql=f"""
        with stay as (
            select stage, stage_position, outcome, count(*) as stays from {STAYS}
            group by stage, stage_position, outcome
        ),
        shown as (
            select *, case when outcome <> 'still there' then
                sum(stays) filter (where outcome <> 'still there') over (partition by stage, stage_position)
            end::bigint as ended
            from stay
        )
        select stage || ' → ' || outcome as name, stage, outcome, stays, ended,
            round(stays::numeric / ended, 6) as rate, crm.wilson_low(stays, ended) as low,
            crm.wilson_high(stays, ended) as high
        from shown
        order by stage_position, array_position(array['forward', 'back', 'won', 'lost', 'still there'], outcome)""",
    columns=(
        Column("stage", "Stage"),
        Column("outcome", "Outcome"),
        Column("stays", "Stays", "count", total=True),
        Column("rate", "Of those ended", "rate"),
        Column("low", "From", "rate"),
        Column("high", "To", "rate"),
    ),
    plot=lambda table: plots.intervals(_ended(table), "name", "rate", "low", "high"),
    sentence=lambda table: ", ".join(f"{row['name']} {row['stays']:,}" for row in table.rows),
    note=lambda table: (
        "Still there: "
        + ", ".join(f"{row['stage']} {row['stays']:,}" for row in table.where(outcome="still there").rows)
    ),
    empty="No deal was in an open stage in the last 90 days",
)


def _ended(table: Table) -> Table:
    return Table(table.chart, table.scope, [row for row in table.rows if row["rate"] is not None])


DURATION = Chart(
    key="time-in-stage",
    title="Time in stage",
    about="Days, of stays that ended in the last 90 days or run: median, middle half, whiskers of 1.5 boxes",
    width="third",
    sql=spread(
        "coalesce(finished_days, running_days)",
        STAYS,
        id="2 * stage_id + (left_on is null)::int",
        name="stage || case when left_on is null then ', still there' else ', left' end",
        place="-2 * stage_position - (left_on is null)::int",
    ),
    columns=spread_columns("Stage", "Stays", "days"),
    plot=lambda table: plots.boxes(table, "name", "days"),
    sentence=medians,
    note=outliers,
    empty="No deal was in an open stage in the last 90 days",
)


def _engaged_in(row: Row, scope: Scope) -> str:
    return scope.deal_list(type="open", engaged_from=row["month"], engaged_to=min(row["last_day"], scope.as_of))


BY_MONTH = Chart(
    key="open-by-engage-month",
    title="Open deals by month of engagement",
    about="The last 24 months",
    width="two-thirds",
    sql="""
        with deal as (
            select engage_month as month, count(*) as deals, sum(open_value) as open_value
            from {deals} as deal
            where is_open and engage_month > %(as_of)s::timestamp - interval '24 months'
            group by engage_month
        )
        select month::date as month, (month + interval '1 month - 1 day')::date as last_day,
            coalesce(deals, 0) as deals, coalesce(open_value, 0) as open_value
        from generate_series(
            (select min(month) from deal)::timestamp, date_trunc('month', %(as_of)s::timestamp), interval '1 month'
        ) as series (month)
        left join deal using (month) order by month""",
    columns=(
        Column("month", "Engaged in", "month"),
        Column("deals", "Open deals", "count", _engaged_in, total=True),
        Column("open_value", "Open value", "$", total=True),
    ),
    plot=lambda table: plots.columns(table, "month", "deals", "count"),
    sentence=lambda table: ", ".join(f"{row['month']:%b %Y}: {row['deals']:,}" for row in table.rows),
    empty="No open deal was engaged in these months",
)

# The earlier systems' bands of the sales cycle, in days from one to another.
CYCLES = ((None, 30), (31, 90), (91, 180), (181, 365), (366, None))


def _of_cycle(row: Row, scope: Scope) -> str:
    cycle_from, cycle_to = CYCLES[row["place"] - 1]
    return scope.deal_list(
        type="closed", closes_from=row["first_day"], closes_to=scope.as_of, cycle_from=cycle_from, cycle_to=cycle_to
    )


CYCLE = Chart(
    key="closed-by-cycle",
    title="Cycle of closed deals",
    about="Closed in the last twelve months",
    width="third",
    sql="""
        with deal as (
            select is_won, case when cycle_days <= 30 then 1 when cycle_days <= 90 then 2 when cycle_days <= 180 then 3
                when cycle_days <= 365 then 4 else 5 end as place
            from {closed_ever} as deal
            where close_date > %(as_of)s::timestamp - interval '12 months'
        ),
        band (place, name) as (
            values (1, 'Quick, to 30 d'), (2, 'Short, to 90 d'), (3, 'Medium, to 180 d'), (4, 'Long, to 365 d'),
                (5, 'Very long')
        )
        select place, name, (%(as_of)s::timestamp - interval '12 months' + interval '1 day')::date as first_day,
            count(deal.place) as closed, count(*) filter (where is_won) as won,
            round(count(*) filter (where is_won)::numeric / nullif(count(deal.place), 0), 6) as win_rate,
            crm.wilson_low(count(*) filter (where is_won), count(deal.place)) as low,
            crm.wilson_high(count(*) filter (where is_won), count(deal.place)) as high
        from band left join deal using (place)
        where exists (select from deal)
        group by place, name order by place""",
    columns=(
        Column("name", "Cycle"),
        Column("closed", "Closed", "count", _of_cycle, total=True),
        Column("won", "Won", "count", total=True),
        Column("win_rate", "Win rate", "rate"),
        Column("low", "From", "rate"),
        Column("high", "To", "rate"),
    ),
    plot=lambda table: plots.rows(table, "name", "closed", "count"),
    sentence=lambda table: ", ".join(f"{row['name']}: {row['closed']:,}" for row in table.rows),
    empty="Nothing closed in the last twelve months",
)

PIPELINE_HEALTH = Dashboard(
    key="pipeline",
    title="Pipeline health",
    about="The open deals as they are today, and how deals get through the stages",
    figures=pipeline_figures,
    period=False,
    charts=(BY_STAGE, BY_MONTH, AGEING, CYCLE, CONVERSION, STALE, DURATION),
)
