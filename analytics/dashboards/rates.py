"""Win rates of groups side by side, with intervals, and whether chance alone would make them differ so."""

from collections.abc import Sequence
from typing import Any

from analytics.core.homogeneity import Homogeneity, homogeneity
from analytics.dashboards import plots
from analytics.dashboards.figures import Stat
from analytics.dashboards.parts import Chart, Column, Link, Row, Table

DRAWN = 40


def win_rates(key: str, *, group: str, sql: str, title: str, closed: Link, width: str = "half") -> Chart:
    """A dot and an interval for each group; `sql` gives its `id`, its name as `group`, and `won` and `closed`."""
    return Chart(
        key=key,
        title=title,
        about="Of deals closed in the period, 95\u00a0% interval. Dotted line: all of them",
        width=width,
        sql=f"""
            select {group}, won, closed, round(won::numeric / closed, 6) as win_rate,
                crm.wilson_low(won, closed) as low, crm.wilson_high(won, closed) as high, id
            from ({sql}) as groups where closed > 0
            order by win_rate desc, closed desc, {group}""",
        columns=(
            Column(group, group.capitalize()),
            Column("won", "Won", "count", total=True),
            Column("closed", "Closed", "count", closed, total=True),
            Column("win_rate", "Win rate", "rate"),
            Column("low", "From", "rate"),
            Column("high", "To", "rate"),
        ),
        plot=lambda table: plots.intervals(
            table.first(DRAWN), group, "win_rate", "low", "high", base=rate_of_all(table.rows), leads="closed"
        ),
        sentence=lambda table: _extremes(table, group),
        badge=lambda table: difference(table.rows),
        note=lambda table: f"The {DRAWN} highest are drawn" if len(table.rows) > DRAWN else "",
    )


def rate_of_all(rows: Sequence[Row]) -> float | None:
    """Won of closed over all rows, never a mean of rates."""
    closed = sum(row["closed"] for row in rows)
    return sum(row["won"] for row in rows) / closed if closed else None


def tested(rows: Sequence[Row]) -> Homogeneity | None:
    return homogeneity([int(row["won"]) for row in rows], [int(row["closed"]) for row in rows])


def difference(rows: Sequence[Row]) -> str:
    """One clause on whether the rates differ: words for a badge."""
    test = tested(rows)
    if test is None:
        return ""
    if test.p is None:
        return "Too few deals to tell whether win rates differ"
    return f"Win rates {'differ' if test.differ else 'do not differ'} beyond chance, {p_value(test.p)}"


def verdict(key: str, label: str, rows: Sequence[Row]) -> Stat:
    """Whether the groups' rates differ, as a headline figure."""
    test = tested(rows)
    if test is None or test.p is None:
        return Stat(key, label, "Cannot be told", "text", note="Too few closed deals to compare")
    said = "Differ" if test.differ else "No different"
    return Stat(key, label, said, "text", note=f"beyond chance: {p_value(test.p)}, {statistic(test)}")


def p_value(p: float) -> str:
    return "p below 0.001" if p < 0.001 else f"p {p:.2f}" if p >= 0.01 else f"p {p:.3f}"


def statistic(test: Homogeneity) -> str:
    degrees = f"{test.degrees} degree{'s' * (test.degrees > 1)} of freedom"
    return f"χ² {test.statistic:.1f} on {degrees}"


def _extremes(table: Table, group: str) -> str:
    best, worst = table.rows[0], table.rows[-1]
    return f"Highest {_words(best, group)}, lowest {_words(worst, group)}. {difference(table.rows)}"


def _words(row: Row, group: str) -> str:
    name: Any = plots.label_of(row[group])
    return f"{name} with {float(row['win_rate']) * 100:.1f} percent of {row['closed']:,}"
