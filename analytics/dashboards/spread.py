"""How a measure spreads within groups of deals: quartile boxes, and how many values lie outside."""

from analytics.dashboards.parts import Column, Link, Table

# Tukey 1977, Exploratory Data Analysis: whiskers end at the last values within one and a half boxes of the box.
# Equal values are counted first, so that a million deals are some hundred rows to put in order; the quartiles are then
# those of percentile_cont, interpolated between the two values around the place (n − 1) × share.
SPREAD = """
    with value as (
        select {id} as id, min({name}) as name, min({place}) as place, ({of})::float8 as value, count(*)::int as times
        from {rows} group by 1, 4
    ),
    in_order as (
        select *, sum(times) over (partition by id order by value) as upto, sum(times) over (partition by id) as n
        from value where value is not null
    ),
    quartile as (
        select id, n, array_agg(below + (place - floor(place)) * (above - below) order by place) as at
        from (
            select id, n, (n - 1) * share as place,
                min(value) filter (where upto > floor((n - 1) * share)) as below,
                min(value) filter (where upto > ceil((n - 1) * share)) as above
            from in_order cross join unnest(array[0.25, 0.5, 0.75]::float8[]) as share
            where upto > floor((n - 1) * share) and upto - times <= ceil((n - 1) * share)
            group by id, n, share
        ) as neighbours
        group by id, n
    ),
    fence as (
        select *, at[1] - 1.5 * (at[3] - at[1]) as lowest, at[3] + 1.5 * (at[3] - at[1]) as highest from quartile
    )
    select id, min(name) as name, n, round((sum(value * times) / n)::numeric, 4) as mean,
        round((min(value) filter (where value >= lowest))::numeric, 4) as low, round(at[1]::numeric, 4) as q1,
        round(at[2]::numeric, 4) as median, round(at[3]::numeric, 4) as q3,
        round((max(value) filter (where value <= highest))::numeric, 4) as high,
        coalesce(sum(times) filter (where value < lowest or value > highest), 0)::bigint as outliers
    from fence join value using (id)
    group by id, n, at
    order by min(place) desc, name"""


def spread(of: str, rows: str, *, id: str, name: str, place: str) -> str:  # noqa: A002 - as the column is called
    """The query for the spread of the expression `of` over `rows`, for each `id`, the highest `place` on top."""
    return SPREAD.format(of=of, rows=rows, id=id, name=name, place=place)


def spread_columns(label: str, counted: str, unit: str, link: Link | None = None) -> tuple[Column, ...]:
    return (
        Column("name", label),
        Column("n", counted, "count", link, total=True),
        Column("mean", "Mean", unit),
        Column("low", "Low end", unit),
        Column("q1", "Lower quarter", unit),
        Column("median", "Median", unit),
        Column("q3", "Upper quarter", unit),
        Column("high", "High end", unit),
        Column("outliers", "Outliers", "count", total=True),
    )


def outliers(table: Table) -> str:
    """The finding under a chart of boxes."""
    outside, whole = sum(table.values("outliers")), sum(table.values("n"))
    return f"{outside:,} of {whole:,} lie outside the whiskers" if outside else "None lies outside the whiskers"


def medians(table: Table) -> str:
    """What a chart of boxes shows, as a sentence."""
    return "Medians: " + ", ".join(f"{row['name']} {row['median']:,.2f}" for row in table.rows)
