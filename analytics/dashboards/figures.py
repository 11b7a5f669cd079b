"""The headline figures of a dashboard: value, change against the compared period, course by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analytics.core.comparison import is_noise, mean_difference, rate_difference
from analytics.dashboards.parts import Row
from analytics.dashboards.scope import Scope

HEIGHT = 32.0
MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Change:
    """Against the compared period. `tone` is good-text or bad-text, or faint for what is within noise."""

    text: str
    rising: bool | None
    tone: str

    @property
    def icon(self) -> str:
        return {True: "rise", False: "fall", None: ""}[self.rising]

    @property
    def spoken(self) -> str:
        return {True: "up ", False: "down ", None: ""}[self.rising]


@dataclass(frozen=True)
class Mark:
    """A column of a small course: place and width in per cent, the rest in pixels."""

    x: str
    width: str
    y: str
    height: str


@dataclass(frozen=True)
class Stat:
    """One headline figure. `course` are its values month by month, oldest first; None where a month has none."""

    key: str
    label: str
    value: Any
    unit: str
    change: Change | None = None
    note: str = ""
    url: str = ""
    course: Sequence[float | None] = ()
    as_columns: bool = False

    @property
    def marks(self) -> list[Mark]:
        top = max((value for value in self.course if value is not None), default=0) or 1
        slot = 100 / max(1, len(self.course))
        heights = [(HEIGHT - 2) * (value or 0) / top for value in self.course]
        return [
            Mark(f"{slot * (place + 0.14):.2f}%", f"{slot * 0.72:.2f}%", f"{HEIGHT - height:.1f}", f"{height:.1f}")
            for place, height in enumerate(heights)
        ]

    @property
    def path(self) -> str:
        """The course as an SVG path in a box of 100 by 32; empty with fewer than two known values."""
        known = [(place, value) for place, value in enumerate(self.course) if value is not None]
        if len(known) < 2:
            return ""
        values = [value for _, value in known]
        low, span = min(values), (max(values) - min(values)) or 1
        steps = max(1, len(self.course) - 1)
        points = [f"{100 * p / steps:.1f} {HEIGHT - 3 - (HEIGHT - 6) * (v - low) / span:.1f}" for p, v in known]
        return "M" + " L".join(points)

    @property
    def area(self) -> str:
        return f"{self.path} L100 32 L0 32z" if self.path else ""


TOTALS = """select coalesce(sum(won), 0) as won, coalesce(sum(lost), 0) as lost, coalesce(sum(revenue), 0) as revenue,
    coalesce(sum(revenue_squares), 0) as squares, coalesce(sum(won_cycle_days_total), 0) as won_days,
    coalesce(sum(lost_cycle_days_total), 0) as lost_days"""
BY_PERIOD = f"""select 'now' as period, sums.* from ({TOTALS} from {{sales}} as sales) as sums
    union all select 'before', sums.* from ({TOTALS} from {{before}} as sales) as sums"""
BY_MONTH = f"""{TOTALS}, month from {{ever}} as sales
    where month <= %(now_last)s group by month order by month desc limit {MONTHS_SHOWN}"""


def sales_figures(scope: Scope) -> list[Stat]:
    """Won revenue, deals won, win rate, average deal and cycle of what closed in the period."""
    by_period = {row["period"]: row for row in scope.ask(BY_PERIOD)}
    now, before = by_period["now"], by_period["before"] if scope.before else None
    months = scope.ask(BY_MONTH)[::-1]
    won_url = scope.closed_list(kind="won")
    return [
        Stat("revenue", "Won revenue", now["revenue"], "$", growth(now, before, "revenue", scope), url=won_url,
             course=[float(row["revenue"]) for row in months], as_columns=True),
        Stat("won", "Deals won", now["won"], "count", growth(now, before, "won", scope), url=won_url,
             course=[float(row["won"]) for row in months], as_columns=True),
        Stat("win_rate", "Win rate", share(now["won"], _closed(now)), "rate", _rate_change(now, before),
             note=f"{now['won']:,} of {_closed(now):,} closed", url=scope.closed_list(),
             course=[number(share(row["won"], _closed(row))) for row in months]),
        Stat("average_deal", "Average won deal", share(now["revenue"], now["won"]), "$", _mean_change(now, before),
             url=won_url, course=[number(share(row["revenue"], row["won"])) for row in months]),
        Stat("cycle", "Cycle of won deals", share(now["won_days"], now["won"]), "days", note=_lost_cycle(now),
             course=[number(share(row["won_days"], row["won"])) for row in months]),
    ]  # fmt: skip


def _closed(row: Row) -> int:
    return int(row["won"] + row["lost"])


def share(part: Any, whole: Any) -> Decimal | None:
    """Part ÷ whole; None of nothing."""
    return Decimal(part) / Decimal(whole) if whole else None


def number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def growth(now: Row, before: Row | None, key: str, scope: Scope) -> Change | None:
    """The relative change of a sum: a fact of the records, not an estimate."""
    if before is None:
        return None
    if not before[key]:
        return Change(f"none in {scope.before_words}", None, "faint")
    change = Decimal(now[key]) / Decimal(before[key]) - 1
    if not change:
        return Change("no change", None, "faint")
    return Change(f"{abs(change) * 100:.1f}\u00a0%", change > 0, "good-text" if change > 0 else "bad-text")


def _rate_change(now: Row, before: Row | None) -> Change | None:
    if before is None or not _closed(now) or not _closed(before):
        return None
    points = (now["won"] / _closed(now) - before["won"] / _closed(before)) * 100
    sums = (now["won"], _closed(now), before["won"], _closed(before))
    return _estimated(f"{abs(points):.1f} points", points, is_noise(rate_difference(*map(int, sums))))


def _mean_change(now: Row, before: Row | None) -> Change | None:
    if before is None or not now["won"] or not before["revenue"]:
        return None
    change = float(now["revenue"] / now["won"] / (before["revenue"] / before["won"])) - 1
    sums = [float(row[key]) for row in (now, before) for key in ("revenue", "squares", "won")]
    noise = is_noise(mean_difference(sums[0], sums[1], int(sums[2]), sums[3], sums[4], int(sums[5])))
    return _estimated(f"{abs(change) * 100:.1f}\u00a0%", change, noise)


def _estimated(text: str, difference: float, noise: bool) -> Change:
    """The change of a rate or a mean, which chance moves too."""
    rising = None if not difference else difference > 0
    if noise:
        return Change(f"{text}, within noise", rising, "faint")
    return Change(text, rising, "good-text" if difference > 0 else "bad-text")


def _lost_cycle(now: Row) -> str:
    days = share(now["lost_days"], now["lost"])
    return "" if days is None else f"Lost deals: {days:.1f}\u00a0d"
