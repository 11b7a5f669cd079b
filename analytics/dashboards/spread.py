"""How a measure spreads within groups of deals: quartile boxes, and how many values lie outside."""

from analytics.dashboards.parts import Column, Link, Table

# Tukey 1977, Exploratory Data Analysis: whiskers end at the last values within one and a half boxes of the box.
SPREAD = """
    with value as (select {id} as id, {name} as name, {place} as place, ({of})::float8 as value from {rows}),
    quartile as (
        select id, count(*) as n, avg(value) as mean, percentile_cont(array[0.25, 0.5, 0.75])
            within group (order by value) as at
        from value where value is not null group by id
    ),
    fence as (
        select *, at[1] - 1.5 * (at[3] - at[1]) as lowest, at[3] + 1.5 * (at[3] - at[1]) as highest from quartile
    )
    select id, min(name) as name, n, round(mean::numeric, 4) as mean,
        round((min(value) filter (where value >= lowest))::numeric, 4) as low, round(at[1]::numeric, 4) as q1,
        round(at[2]::numeric, 4) as median, round(at[3]::numeric, 4) as q3,
        round((max(value) filter (where value <= highest))::numeric, 4) as high,
        count(*) filter (where value < lowest or value > highest) as outliers
    from fence join value using (id)
    group by id, n, mean, at
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
