"""Products: what each brought in, at which price, how often it won and how long that took."""

from analytics.dashboards import plots
from analytics.dashboards.figures import Stat, growth, number, share
from analytics.dashboards.members import before, closed_by, now_and_before, revenue_by, revenue_by_month
from analytics.dashboards.parts import Chart, Column, Dashboard
from analytics.dashboards.rates import win_rates
from analytics.dashboards.scope import Scope
from analytics.dashboards.spread import medians, outliers, spread, spread_columns

TOTALS = """select coalesce(sum(won), 0) as won, coalesce(sum(lost), 0) as lost, coalesce(sum(revenue), 0) as revenue,
    coalesce(sum(units_won), 0) as units, coalesce(sum(list_value_won), 0) as list_value_won,
    coalesce(sum(list_value_lost), 0) as list_value_lost"""
BY_PERIOD = f"""select 'now' as period, sums.* from ({TOTALS} from {{sales}} as sales) as sums
    union all select 'before', sums.* from ({TOTALS} from {{before}} as sales) as sums"""
BY_MONTH = (
    f"{TOTALS}, month from {{ever}} as sales where month <= %(now_last)s group by month order by month desc limit 12"
)
PRICES = """select avg(price_ratio) as price_ratio, count(*) filter (where price_ratio < 0.9) as deep,
    coalesce(sum(discount_value) filter (where price_ratio < 0.9), 0) as given_away
    from {closed} as deal where is_won"""


def product_figures(scope: Scope) -> list[Stat]:
    """Revenue, units, price against list, deep discounts and list value lost of what closed in the period."""
    by_period = {row["period"]: row for row in scope.ask(BY_PERIOD)}
    now, then = by_period["now"], by_period["before"] if scope.before else None
    months, [prices] = scope.ask(BY_MONTH)[::-1], scope.ask(PRICES)
    won_url = scope.closed_list(kind="won")
    whole = share(now["revenue"], now["list_value_won"])
    return [
        Stat("revenue", "Won revenue", now["revenue"], "$", growth(now, then, "revenue", scope), url=won_url,
             course=[float(row["revenue"]) for row in months], as_columns=True),
        Stat("units", "Units won", now["units"], "count", growth(now, then, "units", scope), url=won_url,
             note=f"In {now['won']:,} deals", course=[float(row["units"]) for row in months], as_columns=True),
        Stat("price", "Price against list", prices["price_ratio"], "ratio",
             note="" if whole is None else f"Mean of won deals; {whole * 100:.1f}\u00a0% of all their list value",
             course=[number(share(row["revenue"], row["list_value_won"])) for row in months]),
        Stat("deep", "Won more than 10\u00a0% below list", prices["deep"], "count",
             note=f"${prices['given_away']:,.0f} given away",
             url=scope.closed_list(kind="won", deep_discount="on")),
        Stat("list_value_lost", "List value lost", now["list_value_lost"], "$", note=f"In {now['lost']:,} lost deals",
             url=scope.closed_list(kind="lost"), course=[float(row["list_value_lost"]) for row in months],
             as_columns=True),
    ]  # fmt: skip


UNITS = Chart(
    key="units-by-product",
    title="Units won by product",
    about="And what one brought in",
    width="third",
    sql="""
        with now as (
            select product_id as id, min(product) as name, sum(won)::bigint as won, sum(units_won)::bigint as units,
                round(sum(revenue) / nullif(sum(units_won), 0), 2) as unit_price
            from {sales} as sales group by product_id
        ),
        before as (
            select product_id as id, min(product) as name, sum(units_won)::bigint as units
            from {before} as sales group by product_id
        )
        select id, coalesce(now.name, before.name) as name, coalesce(won, 0) as won, coalesce(now.units, 0) as units,
            coalesce(before.units, 0) as units_before, unit_price
        from now full join before using (id) order by 4 desc, 5 desc, 2""",
    columns=(
        Column("name", "Product"),
        Column("won", "Deals won", "count", closed_by("product", kind="won"), total=True),
        Column("units", "Units", "count", closed_by("product", kind="won"), total=True),
        Column("units_before", "Before", "count", closed_by("product", kind="won", which="before"), total=True),
        Column("unit_price", "Revenue of one", "$"),
    ),
    plot=lambda table: plots.rows(table, "name", "units", "count", before=before(table, "units_before")),
    legend=now_and_before,
    sentence=lambda table: f"Most: {table.rows[0]['name']} with {table.rows[0]['units']:,}",
)

LIST_VALUE_LOST = Chart(
    key="list-value-lost-by-product",
    title="List value lost by product",
    about="At the list price of today",
    width="third",
    sql="""
        with now as (
            select product_id as id, min(product) as name, sum(lost)::bigint as lost,
                sum(list_value_lost) as list_value_lost
            from {sales} as sales group by product_id
        ),
        before as (
            select product_id as id, min(product) as name, sum(list_value_lost) as list_value_lost
            from {before} as sales group by product_id
        )
        select id, coalesce(now.name, before.name) as name, coalesce(lost, 0) as lost,
            coalesce(now.list_value_lost, 0) as list_value_lost,
            coalesce(before.list_value_lost, 0) as list_value_lost_before,
            round(coalesce(now.list_value_lost, 0) / nullif(sum(now.list_value_lost) over (), 0), 6) as share
        from now full join before using (id) order by 4 desc, 5 desc, 2""",
    columns=(
        Column("name", "Product"),
        Column("lost", "Deals lost", "count", closed_by("product", kind="lost"), total=True),
        Column("list_value_lost", "List value lost", "$", total=True),
        Column("list_value_lost_before", "Before", "$", total=True),
        Column("share", "Share", "ratio"),
    ),
    plot=lambda table: plots.rows(
        table, "name", "list_value_lost", "$", before=before(table, "list_value_lost_before"), leads="lost"
    ),
    legend=now_and_before,
    sentence=lambda table: f"Most: {table.rows[0]['name']} with {table.rows[0]['list_value_lost']:,.0f} dollars",
)


WIN_RATE = win_rates(
    "win-rate-by-product",
    group="product",
    title="Win rate by product",
    width="third",
    closed=closed_by("product"),
    sql="""select product_id as id, min(product) as product, sum(won)::bigint as won, sum(closed)::bigint as closed
        from {sales} as sales group by product_id""",
)

# To a tenth of a per cent, as it is written: few values to put in order.
RATIO = "round(won_value::float8 / nullif(list_value, 0)::float8 * 1000) / 1000"
WON_DEALS = "{closed} as deal where is_won"
PRICE = Chart(
    key="price-by-product",
    title="Price against list by product",
    about="Won value ÷ list value of won deals: median, middle half, whiskers of 1.5 boxes",
    sql=spread(RATIO, WON_DEALS, id="product_id", name="product", place="list_price"),
    columns=spread_columns("Product", "Won", "ratio", closed_by("product", kind="won")),
    plot=lambda table: plots.boxes(table, "name", "ratio", base=1),
    sentence=medians,
    note=outliers,
    empty="Nothing was won in this period",
)

CYCLE = Chart(
    key="cycle-by-product",
    title="Cycle of won deals by product",
    about="Days from engage to close: median, middle half, whiskers of 1.5 boxes",
    sql=spread("cycle_days", WON_DEALS, id="product_id", name="product", place="list_price"),
    columns=spread_columns("Product", "Won", "days", closed_by("product", kind="won")),
    plot=lambda table: plots.boxes(table, "name", "days"),
    sentence=medians,
    note=outliers,
    empty="Nothing was won in this period",
)

PRODUCTS = Dashboard(
    key="products",
    title="Products",
    about="What each product brought in, at which price and how often it won",
    figures=product_figures,
    charts=(
        revenue_by_month("product", title="Won revenue by month", about="By product, up to the end of the period"),
        WIN_RATE,
        revenue_by("product", title="Won revenue by product", about="And its share of the whole", width="third"),
        UNITS,
        LIST_VALUE_LOST,
        PRICE,
        CYCLE,
    ),
)
