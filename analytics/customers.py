"""What the dashboard of customers says. Grid, table and totals come from one query, so they always agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import AccountQuerySet
from analytics.models import AccountMetrics, Segment

SCORES = range(1, 6)


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


def customers(accounts: AccountQuerySet) -> Customers:
    """Return the figures of the accounts; pass only those that the viewer may see."""
    metrics: Any = AccountMetrics.objects.filter(account__in=accounts.order_by().values("pk"))
    groups = [
        (row["r_score"], row["f_score"], row["segment"],
         Figures(row["accounts"], row["revenue"], row["lifetime_value"]))
        for row in metrics.by_score()
    ]  # fmt: skip
    total = _sum(figures for *_, figures in groups)
    medians = metrics.median_lifetime_value()
    by_segment = {
        segment: _sum(figures for _, _, key, figures in groups if key == segment.pk)
        for segment in Segment.objects.all()
    }
    return Customers(
        grid=_grid({(r, f): _sum(g[3] for g in groups if g[:2] == (r, f)) for r in SCORES for f in SCORES}),
        lines=[
            SegmentLine(segment, figures, figures.share_of(total), medians.get(segment.pk))
            for segment, figures in by_segment.items()
        ],
        total=total,
        median=medians[None],
        without=accounts.count() - total.accounts,
    )


def _sum(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())


def _grid(cells: dict[tuple[int, int], Figures]) -> list[list[Cell]]:
    heats = heat([cell.revenue for cell in cells.values()])
    return [[Cell(r, f, cells[r, f], heats[cells[r, f].revenue]) for r in SCORES] for f in reversed(SCORES)]


def heat(values: list[Decimal]) -> dict[Decimal, int]:
    """Give each value a level from 1 to 5 by its rank among those above 0; equal values get equal levels."""
    ranked = sorted(value for value in values if value > 0)
    levels = {value: 1 + 5 * ranked.index(value) // len(ranked) for value in ranked}
    return {value: levels.get(value, 1) for value in values}
