"""The leaderboard: agents by won revenue, each win rate drawn as a dot on its interval."""

from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from analytics.dashboards.members import closed_by
from analytics.dashboards.parts import Cell, Chart, Column, Table
from analytics.dashboards.rates import difference, rate_of_all

STEP = 5
SHOWN = 10


@dataclass(frozen=True)
class Scale:
    """A stretch of the percentages from 0 to 100, at whole steps of five."""

    low: int
    high: int

    def at(self, share: Any) -> str:
        """Where a share from 0 to 1 lies, as a part of the width."""
        return f"{self._percent(float(share) * 100 - self.low)}%"

    def between(self, start: Any, end: Any) -> str:
        return f"{self._percent((float(end) - float(start)) * 100)}%"

    def _percent(self, points: float) -> str:
        return f"{100 * points / (self.high - self.low):.2f}"


@dataclass(frozen=True)
class Place:
    """One line: its cells by column, and where its dot and its interval lie; empty where nothing closed."""

    cells: dict[str, Cell]
    point: str
    start: str
    width: str


@dataclass(frozen=True)
class Board:
    places: list[Place]
    scale: Scale
    rate: float | None

    @property
    def base(self) -> str:
        return "" if self.rate is None else self.scale.at(self.rate)

    @property
    def shown(self) -> int:
        """So many fit on the page; the rest are on the board's own."""
        return SHOWN

    @property
    def more(self) -> bool:
        return len(self.places) > SHOWN


def board(table: Table) -> Board:
    rated = [row for row in table.rows if row["closed"]]
    low = STEP * floor(min((row["low"] for row in rated), default=0) * 100 / STEP)
    high = STEP * ceil(max((row["high"] for row in rated), default=1) * 100 / STEP)
    scale = Scale(low, max(high, low + STEP))
    return Board([_place(table, line, scale) for line in table.lines()], scale, rate_of_all(table.rows))


def _place(table: Table, line: list[Cell], scale: Scale) -> Place:
    cells = {column.key: cell for column, cell in zip(table.columns, line, strict=True)}
    rate, low, high = (cells[key].value for key in ("win_rate", "low", "high"))
    if rate is None:
        return Place(cells, "", "", "")
    return Place(cells, scale.at(rate), scale.at(low), scale.between(low, high))


LEADERBOARD = Chart(
    key="leaderboard",
    title="Leaderboard",
    about="Agents by won revenue. Dashed line: the win rate of all. Bars: 95\u00a0% interval",
    width="two-thirds",
    sql="""
        with now as (
            select agent_id, agent, sum(won)::bigint as won, sum(closed)::bigint as closed, sum(revenue) as revenue
            from {sales} as sales group by agent_id, agent
        ),
        before as (
            select agent_id, agent, sum(revenue) as revenue from {before} as sales group by agent_id, agent
        )
        select rank() over (order by coalesce(now.revenue, 0) desc) as place, agent_id as id, agent,
            coalesce(now.revenue, 0) as revenue, coalesce(before.revenue, 0) as revenue_before,
            coalesce(won, 0) as won, coalesce(closed, 0) as closed,
            round(won::numeric / nullif(closed, 0), 6) as win_rate,
            crm.wilson_low(won, closed) as low, crm.wilson_high(won, closed) as high
        from now full join before using (agent_id, agent)
        order by place, revenue_before desc, agent""",
    columns=(
        Column("place", "#", "count"),
        Column("agent", "Agent"),
        Column("revenue", "Won revenue", "$", closed_by("agent", kind="won")),
        Column("revenue_before", "Before", "$", closed_by("agent", kind="won", which="before")),
        Column("win_rate", "Win rate", "rate"),
        Column("low", "From", "rate"),
        Column("high", "To", "rate"),
        Column("won", "Won", "count", closed_by("agent", kind="won")),
        Column("closed", "Closed", "count", closed_by("agent")),
    ),
    template="analytics/dashboards/_leaderboard.html",
    drawing=board,
    badge=lambda table: difference(table.rows),
)
