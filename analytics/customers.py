"""What the dashboard of customers says. Grid, table and totals come from one query on gold, so they always agree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from analytics import gold
from analytics.dashboards.parts import Row
from analytics.models import Segment
from teams.models import User

Amount = TypeVar("Amount", int, Decimal)

SCORES = range(1, 6)
FILTERS = ("sector", "country")
# The levels are 0 for each pair of scores in each segment, 3 for each segment, 7 for all.
GROUPS = """
    select grouping(segment_key, r_score, f_score) as level, segment_key, r_score, f_score,
        count(*) as everybody,
        count(*) filter (where frequency > 0) as accounts,
        coalesce(sum(monetary), 0) as revenue,
        coalesce(sum(cltv) filter (where frequency > 0), 0) as lifetime_value,
        percentile_cont(0.5) within group (order by cltv) filter (where frequency > 0) as median
    from gold.account_360
    where {conditions}
    group by grouping sets ((segment_key, r_score, f_score), (segment_key), ())"""


@dataclass(frozen=True)
class Figures:
    """Of a group of accounts that have bought: how many, won revenue, CLTV of the next 12 months."""

    accounts: int = 0
    revenue: Decimal = Decimal(0)
    lifetime_value: Decimal = Decimal(0)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.accounts + other.accounts,
            self.revenue + other.revenue,
            self.lifetime_value + other.lifetime_value,
        )

    def share_of(self, whole: "Figures") -> Decimal | None:
        return self.revenue / whole.revenue if whole.revenue else None


@dataclass(frozen=True)
class Cell:
    """One field of the recency by frequency grid; heat from 1 (least revenue) to 5."""

    r: int
    f: int
    figures: Figures
    heat: int

    @property
    def thousands(self) -> str:
        return f"{self.figures.revenue / 1000:,.0f}"


@dataclass(frozen=True)
class SegmentLine:
    segment: Segment
    figures: Figures
    share: Decimal | None
    median: float | None


@dataclass(frozen=True)
class Customers:
    """grid: rows from F 5 down to F 1, each from R 1 to R 5; without: accounts that have not bought yet."""

    grid: list[list[Cell]]
    lines: list[SegmentLine]
    total: Figures
    median: float | None
    without: int

    @property
    def everybody(self) -> int:
        return self.total.accounts + self.without

    @property
    def unscored(self) -> int:
        """Those that bought before anything was fitted."""
        return self.total.accounts - sum(line.figures.accounts for line in self.lines)

    @property
    def largest(self) -> SegmentLine:
        return max(self.lines, key=lambda line: line.figures.accounts)

    @property
    def revenue_per_account(self) -> Decimal | None:
        return self.total.revenue / self.total.accounts if self.total.accounts else None


def customers(user: User, filters: Mapping[str, str]) -> Customers:
    """Return the figures of the accounts that `user` sees, of a sector or a country where `filters` name one."""
    kept = {name: filters[name] for name in FILTERS if filters.get(name)}
    conditions = " and ".join(f"{name} = %({name})s" for name in kept) or "true"
    rows = gold.query(GROUPS.format(conditions=conditions), kept, user=user).as_dicts()
    cells = [row for row in rows if row["level"] == 0]
    by_segment = {row["segment_key"]: row for row in rows if row["level"] == 3}
    (whole,) = (row for row in rows if row["level"] == 7)
    total = _figures(whole)
    return Customers(
        grid=_grid({(r, f): _sum(map(_figures, _of(cells, r, f))) for r in SCORES for f in SCORES}),
        lines=[_line(segment, by_segment.get(segment.key), total) for segment in Segment.objects.all()],
        total=total,
        median=whole["median"],
        without=whole["everybody"] - total.accounts,
    )


def _of(cells: list[Row], r: int, f: int) -> list[Row]:
    return [cell for cell in cells if (cell["r_score"], cell["f_score"]) == (r, f)]


def _line(segment: Segment, row: Row | None, total: Figures) -> SegmentLine:
    figures = _figures(row) if row else Figures()
    return SegmentLine(segment, figures, figures.share_of(total), row["median"] if row else None)


def _figures(row: Row) -> Figures:
    return Figures(row["accounts"], row["revenue"], row["lifetime_value"])


def _sum(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())


def _grid(cells: dict[tuple[int, int], Figures]) -> list[list[Cell]]:
    heats = heat([cell.revenue for cell in cells.values()])
    return [[Cell(r, f, cells[r, f], heats[cells[r, f].revenue]) for r in SCORES] for f in reversed(SCORES)]


def heat(values: list[Amount]) -> dict[Amount, int]:
    """Give each value a level from 1 to 5 by its rank among those above 0; equal values get equal levels."""
    ranked = sorted(value for value in values if value > 0)
    levels = {value: 1 + 5 * ranked.index(value) // len(ranked) for value in ranked}
    return {value: levels.get(value, 1) for value in values}
