"""Segments: who is in them, how they spread, and which products they take."""

from analytics.dashboards import plots
from analytics.dashboards.parts import Chart, Column, Dashboard, Row
from analytics.dashboards.scope import Scope

COUNTRIES = 12


def _in_segment(row: Row, scope: Scope) -> str:
    if row["segment_key"]:
        return scope.account_list(segment=row["segment_key"])
    return scope.account_list(bought="no") if row["segment"] == "No purchase yet" else ""


def _in_segment_and_country(row: Row, scope: Scope) -> str:
    if not row["segment_key"] or not row["is_country"]:
        return ""
    return scope.account_list(segment=row["segment_key"], country=row["country"])


def _took(row: Row, scope: Scope) -> str:
    return scope.account_list(segment=row["segment_key"], product=row["product_id"])


SIZES = Chart(
    key="segments",
    title="Accounts by segment",
    about="Areas by the number of accounts",
    width="third",
    sql="""
        select segment_key, segment, accounts, accounts_share, monetary, monetary_share, recommended_action
        from gold.account_segment where accounts > 0 order by accounts desc, position""",
    columns=(
        Column("segment", "Segment"),
        Column("accounts", "Accounts", "count", _in_segment, total=True),
        Column("accounts_share", "Share", "ratio"),
        Column("monetary", "Won revenue", "$", total=True),
        Column("monetary_share", "Share of revenue", "ratio"),
    ),
    plot=lambda table: plots.treemap(table, "segment", "accounts", "count"),
    sentence=lambda table: f"Largest: {table.rows[0]['segment']} with {table.rows[0]['accounts']:,} accounts",
    empty="There are no accounts yet",
)


def spread(column: str, *, title: str, about: str, unit: str) -> Chart:
    """A box for each segment of a column of account_360."""
    return Chart(
        key=f"{column}-by-segment",
        title=title,
        about=f"{about}. Box: middle half; whiskers: 5th to 95th percentile",
        width="third",
        sql=f"""
            select segment_key, segment, figures.* from gold.account_segment
            join (
                select segment, count(*) as accounts,
                    percentile_disc(0.05) within group (order by {column}) as low,
                    percentile_disc(0.25) within group (order by {column}) as q1,
                    percentile_disc(0.5) within group (order by {column}) as median,
                    percentile_disc(0.75) within group (order by {column}) as q3,
                    percentile_disc(0.95) within group (order by {column}) as high
                from gold.account_360 where frequency > 0
                group by segment having count({column}) > 0
            ) as figures using (segment) order by position""",
        columns=(
            Column("segment", "Segment"),
            Column("accounts", "Accounts", "count", _in_segment, total=True),
            Column("low", "5 %", unit),
            Column("q1", "25 %", unit),
            Column("median", "Median", unit),
            Column("q3", "75 %", unit),
            Column("high", "95 %", unit),
        ),
        plot=lambda table: plots.boxes(table, "segment", unit),
        sentence=lambda table: ", ".join(f"{row['segment']} median {row['median']:,.0f}" for row in table.rows),
        empty="Nobody has bought yet",
    )


ACCEPTANCE = Chart(
    key="acceptance-by-segment",
    title="Who takes which product",
    about="Share of a segment's accounts that have bought the product; n is its accounts",
    width="two-thirds",
    sql="""
        with account as (
            select account_id, segment from gold.account_360 where frequency > 0
        ),
        size as (
            select segment, count(*) as accounts from account group by segment
        ),
        pair as (
            select segment, product_id, product, count(*) filter (where is_bought) as bought
            from gold.account_product join account using (account_id)
            group by segment, product_id, product
        )
        select segment_key, segment, segment || ', n ' || size.accounts as name, product_id, product,
            size.accounts, coalesce(bought, 0) as bought, coalesce(bought, 0)::numeric / size.accounts as share
        from size cross join (select distinct product_id, product from pair) as offered
        left join pair using (segment, product_id, product)
        join (select segment_key, segment, position from gold.account_segment) as known using (segment)
        where segment_key is not null
        order by sum(bought) over (partition by product) desc, product, position""",
    columns=(
        Column("segment", "Segment"),
        Column("product", "Product"),
        Column("bought", "Accounts that bought", "count", _took),
        Column("accounts", "Of accounts", "count"),
        Column("share", "Share", "ratio"),
    ),
    plot=lambda table: plots.heatmap(table, "product", "name", "share", "ratio"),
    sentence=lambda table: f"{table.rows[0]['product']} is taken by most accounts",
    empty="Nobody has bought yet",
)

COUNTRIES_OF_SEGMENTS = Chart(
    key="segments-by-country",
    title="Segments by country",
    about=f"Accounts, in the {COUNTRIES} countries with most of them",
    width="full",
    sql=f"""
        with account as (
            select segment, coalesce(nullif(country, ''), 'Without country') as country, country <> '' as is_country
            from gold.account_360
        ),
        largest as (
            select country from account group by country order by count(*) desc, country limit {COUNTRIES}
        )
        select segment_key, segment, country, is_country, figures.accounts
        from (
            select segment, country, is_country, count(*) as accounts
            from account join largest using (country) group by segment, country, is_country
        ) as figures
        join (select segment_key, segment, position from gold.account_segment) as known using (segment)
        order by sum(figures.accounts) over (partition by country) desc, country, position""",
    columns=(
        Column("country", "Office location"),
        Column("segment", "Segment"),
        Column("accounts", "Accounts", "count", _in_segment_and_country, total=True),
    ),
    plot=lambda table: plots.heatmap(table, "segment", "country", "accounts", "count"),
    sentence=lambda table: f"{table.rows[0]['country']} has most accounts",
    empty="There are no accounts yet",
)

SEGMENTS = Dashboard(
    key="segments",
    title="Segments",
    about="Groups of accounts by when, how often and for how much they bought, as last scored",
    charts=(
        SIZES,
        ACCEPTANCE,
        spread("recency", title="Recency", about="Days since the last purchase", unit="days"),
        spread("frequency", title="Frequency", about="Won deals of an account", unit="count"),
        spread("monetary", title="Monetary", about="Won revenue of an account", unit="$"),
        COUNTRIES_OF_SEGMENTS,
    ),
    period=False,
    narrowing=(),
)
