"""Regions and sectors: where the agents sit, what the customers make, and in which countries they are."""

from decimal import Decimal

from analytics.dashboards import plots
from analytics.dashboards.figures import Stat
from analytics.dashboards.members import before, closed_by, fell_most, now_and_before, revenue_by
from analytics.dashboards.parts import Chart, Column, Dashboard, Link, Row, Table
from analytics.dashboards.rates import verdict, win_rates
from analytics.dashboards.scope import Scope
from analytics.dashboards.spread import medians, outliers, spread, spread_columns
from analytics.dashboards.world import bubbles, unplaced

REGION = "coalesce(nullif(region, ''), 'Without region')"
SECTOR = "coalesce(nullif(sector, ''), 'Without sector')"
RATES_OF_REGIONS = f"""select coalesce(region, '') as id, {REGION} as region, sum(won)::bigint as won,
    sum(closed)::bigint as closed, sum(revenue) as revenue from {{sales}} as sales group by 1, 2"""
RATES_OF_SECTORS = f"""select sector as id, {SECTOR} as sector, count(*) filter (where is_won) as won,
    count(*) as closed from {{closed}} as deal group by deal.sector"""
# Asked once for what is said of sectors and of countries.
CUSTOMERS = f"""select {SECTOR} as sector, country, count(*) filter (where is_won) as won, count(*) as closed,
    coalesce(sum(won_value), 0) as revenue from {{closed}} as deal group by deal.sector, country"""
# Home is the country with the most accounts: no setting that could be forgotten.
HOME = """select country from gold.account_360 where country <> ''
    group by country order by count(*) desc, country limit 1"""
BY_COUNTRY = """
    with account as (
        select country, count(*) as accounts, count(*) filter (where frequency > 0) as customers
        from gold.account_360 where country <> '' group by country
    ),
    now as (
        select country, count(*) filter (where is_won) as won, sum(won_value) as revenue
        from {closed} as deal where country <> '' group by country
    )
    select country, accounts, customers, coalesce(won, 0) as won, coalesce(revenue, 0) as revenue,
        round(coalesce(revenue, 0) / nullif(sum(revenue) over (), 0), 6) as share,
        row_number() over (order by accounts desc, country) = 1 as is_home
    from account left join now using (country)
    order by revenue desc nulls last, accounts desc, country"""


def regions_figures(scope: Scope) -> list[Stat]:
    """The largest region and sector, what is sold abroad, and whether win rates differ by region or sector."""
    regions, customers, home = map(scope.ask, (RATES_OF_REGIONS, CUSTOMERS, HOME))
    sectors = _summed(customers, "sector")
    return [
        _largest("region", regions),
        _largest("sector", sectors),
        _abroad([row for row in customers if row["country"]], home, scope),
        verdict("region_rates", "Win rates of regions", regions),
        verdict("sector_rates", "Win rates of sectors", sectors),
    ]


def _summed(rows: list[Row], group: str) -> list[Row]:
    """Won and closed deals and revenue of each member of a group."""
    sums = {row[group]: {group: row[group], "won": 0, "closed": 0, "revenue": Decimal(0)} for row in rows}
    for row in rows:
        for key in ("won", "closed", "revenue"):
            sums[row[group]][key] += row[key]
    return list(sums.values())


def _largest(group: str, rows: list[Row]) -> Stat:
    label, total = f"Largest {group}", sum(row["revenue"] or 0 for row in rows)
    if not total:
        return Stat(group, label, None, "text", note="Nothing was won")
    largest = max(rows, key=lambda row: row["revenue"] or 0)
    note = f"${largest['revenue']:,.0f}, {largest['revenue'] / total * 100:.1f}\u00a0% of what was won"
    return Stat(group, label, largest[group], "text", note=note)


def _abroad(rows: list[Row], homes: list[Row], scope: Scope) -> Stat:
    total = sum(row["revenue"] for row in rows)
    if not homes or not total:
        return Stat("abroad", "Won abroad", None, "$", note="Nothing was won")
    home = homes[0]["country"]
    abroad = sum(row["revenue"] for row in rows if row["country"] != home)
    note = f"{abroad / total * 100:.1f}\u00a0% of what was won; home is {home}"
    url = scope.closed_list(kind="won", abroad_of=home)
    return Stat("abroad", "Won abroad", abroad, "$", note=note, url=url)


def _in_sector(*, kind: str = "closed", which: str = "now") -> Link:
    return lambda row, scope: scope.closed_list(kind=kind, which=which, sector=row["id"]) if row["id"] else ""


def _won_in_country(row: Row, scope: Scope) -> str:
    return scope.closed_list(kind="won", country=row["country"])


def _accounts_in(*, bought: str | None = None) -> Link:
    return lambda row, scope: scope.account_list(country=row["country"], bought=bought)


def _abroad_only(table: Table) -> Table:
    return Table(table.chart, table.scope, [row for row in table.rows if not row["is_home"] and row["revenue"]])


def _home_and_abroad(table: Table) -> str:
    home = table.where(is_home=True).rows[0]
    if home["share"] is None:
        return f"Home is {home['country']}"
    at_home = home["share"] * 100
    return f"At home, in {home['country']}: {at_home:.1f}\u00a0%. Abroad: {100 - at_home:.1f}\u00a0%"


def _most(table: Table, name: str) -> str:
    return f"Most: {table.rows[0][name]} with {table.rows[0]['revenue']:,.0f} dollars"


def _placed(table: Table) -> str:
    missing = unplaced(table.values("country"))
    said = "Bubbles by won revenue, in the middle of each country"
    return f"{said}. Not on the map: {', '.join(missing)}" if missing else said


CYCLE_BY_REGION = Chart(
    key="cycle-by-region",
    title="Sales cycle by region",
    about="Days from engagement to close: median, middle half, whiskers of 1.5 boxes",
    width="third",
    sql=spread("cycle_days", "{closed} as deal", id="coalesce(region, '')", name=REGION, place="0"),
    columns=spread_columns("Region", "Closed", "days", closed_by("region")),
    plot=lambda table: plots.boxes(table, "name", "days"),
    sentence=medians,
    note=outliers,
)

REVENUE_BY_SECTOR = Chart(
    key="revenue-by-sector",
    title="Won revenue by sector",
    about="Sectors of the accounts",
    sql=f"""
        with now as (
            select sector as id, {SECTOR} as sector, count(*) as won, sum(won_value) as revenue
            from {{closed}} as deal where is_won group by deal.sector
        ),
        before as (
            select sector as id, {SECTOR} as sector, sum(won_value) as revenue
            from {{closed_before}} as deal where is_won group by deal.sector
        )
        select id, sector, coalesce(won, 0) as won, coalesce(now.revenue, 0) as revenue,
            coalesce(before.revenue, 0) as revenue_before,
            round(coalesce(now.revenue, 0) / nullif(before.revenue, 0) - 1, 6) as growth,
            round(coalesce(now.revenue, 0) / nullif(sum(now.revenue) over (), 0), 6) as share
        from now full join before using (id, sector)
        order by revenue desc, revenue_before desc, sector""",
    columns=(
        Column("sector", "Sector"),
        Column("won", "Won", "count", _in_sector(kind="won"), total=True),
        Column("revenue", "Won revenue", "$", _in_sector(kind="won"), total=True),
        Column("revenue_before", "Before", "$", _in_sector(kind="won", which="before"), total=True),
        Column("growth", "Change", "ratio"),
        Column("share", "Share", "ratio"),
    ),
    plot=lambda table: plots.rows(table, "sector", "revenue", "$", before=before(table, "revenue_before")),
    legend=now_and_before,
    note=lambda table: fell_most(table, "sector"),
    sentence=lambda table: _most(table, "sector"),
    empty="Nothing was won in this period",
)

MAP = Chart(
    key="revenue-by-country",
    title="Won revenue by country",
    about="Countries of the accounts' offices",
    width="two-thirds",
    sql="""
        select country, count(*) as won, sum(won_value) as revenue, count(distinct account_id) as accounts,
            round(sum(won_value) / nullif(sum(sum(won_value)) over (), 0), 6) as share
        from {closed} as deal where is_won and country <> ''
        group by country order by revenue desc, country""",
    columns=(
        Column("country", "Office location"),
        Column("won", "Won", "count", _won_in_country, total=True),
        Column("revenue", "Won revenue", "$", _won_in_country, total=True),
        Column("share", "Share", "ratio"),
        Column("accounts", "Accounts that bought", "count", total=True),
    ),
    plot=lambda table: bubbles(table, "country", "revenue", "$"),
    sentence=lambda table: _most(table, "country"),
    note=_placed,
    empty="Nothing was won in this period",
)

ABROAD = Chart(
    key="home-and-abroad",
    title="Won revenue abroad",
    about="Home is the country with the most accounts. Accounts are of all time",
    width="third",
    sql=BY_COUNTRY,
    columns=(
        Column("country", "Office location"),
        Column("accounts", "Accounts", "count", _accounts_in(), total=True),
        Column("customers", "Customers", "count", _accounts_in(bought="yes"), total=True),
        Column("won", "Won", "count", _won_in_country, total=True),
        Column("revenue", "Won revenue", "$", _won_in_country, total=True),
        Column("share", "Share", "ratio"),
    ),
    plot=lambda table: plots.rows(_abroad_only(table).first(20), "country", "revenue", "$"),
    note=_home_and_abroad,
    sentence=_home_and_abroad,
    empty="No account has an office location",
)

REGIONS = Dashboard(
    key="regions",
    title="Regions and sectors",
    about="Where the agents sit, what customers make, and where they are",
    figures=regions_figures,
    charts=(
        revenue_by("region", title="Won revenue by region", about="Offices of the agents' teams", width="third"),
        win_rates(
            "win-rate-by-region",
            group="region",
            title="Win rate by region",
            sql=RATES_OF_REGIONS,
            closed=closed_by("region"),
            width="third",
        ),
        CYCLE_BY_REGION,
        REVENUE_BY_SECTOR,
        win_rates(
            "win-rate-by-sector", group="sector", title="Win rate by sector", sql=RATES_OF_SECTORS, closed=_in_sector()
        ),
        MAP,
        ABROAD,
    ),
)
