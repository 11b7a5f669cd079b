"""Figures turned into drawings: what a template or Plotly needs, and nothing about where the figures come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, log10
from typing import Any

from analytics.dashboards import plots

TOP, BOTTOM = 14.0, 166.0
LABEL_BELOW = 18.0
BAR_SHARE = 0.6
IN_THOUSANDS_FROM = 10_000
NICE = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Bar:
    """x and width in per cent of the drawing, the rest in pixels; `value` is written above."""

    label: str
    value: str
    x: str
    width: str
    middle: str
    y: str
    height: str


@dataclass(frozen=True)
class Tick:
    y: str
    label: str


@dataclass(frozen=True)
class BarChart:
    bars: list[Bar]
    ticks: list[Tick]
    thousands: bool


def bar_chart(values: Sequence[tuple[str, Decimal]], sign: str = "$") -> BarChart:
    """Draw dollars, or with another sign something else, as columns over 0; in thousands where they are large."""
    largest = max((value for _, value in values), default=Decimal(0))
    unit = 1000 if largest >= IN_THOUSANDS_FROM else 1
    step = nice_step(float(largest) / unit / 3)
    count = max(1, ceil(float(largest) / unit / step))
    scale = (BOTTOM - TOP) / (step * count)
    slot = 100 / max(1, len(values))
    bars = []
    for place, (label, value) in enumerate(values):
        height = float(value) / unit * scale
        bars.append(
            Bar(
                label=label,
                value=_written(float(value) / unit),
                x=f"{slot * (place + (1 - BAR_SHARE) / 2):.2f}%",
                width=f"{slot * BAR_SHARE:.2f}%",
                middle=f"{slot * (place + 0.5):.2f}%",
                y=f"{BOTTOM - height:.1f}",
                height=f"{height:.1f}",
            )
        )
    suffix = "\N{NO-BREAK SPACE}k" if unit > 1 else ""
    ticks = [Tick(f"{BOTTOM - n * step * scale:.1f}", f"{sign}{n * step:,g}{suffix}") for n in range(count + 1)]
    return BarChart(bars, ticks, thousands=unit > 1)


def lifetime_value_spec(values: Sequence[tuple[str, Decimal, str]]) -> dict[str, Any]:
    """A Plotly figure of (segment, CLTV in dollars, address of its accounts): one bar each, the first on top."""
    names = [name for name, _, _ in values]
    # Not rounded here: rounded twice, a bar could differ by one from the table below it.
    thousands = [float(value) / 1000 for _, value, _ in values]
    links = [address for _, _, address in values]
    return {"data": [plots.lying_bars(names, thousands, plots.THOUSANDS, links)], "layout": plots.lying(names)}


def _written(value: float) -> str:
    """Above a column: whole numbers; what is not nothing is never 0."""
    return "" if not value else f"{value:,.0f}" if value >= 1 else "<1"


def nice_step(rough: float) -> float:
    """The next step at or above, of 1, 2, 2.5, 5 times a power of ten."""
    if rough <= 0:
        return 1.0
    power = 10.0 ** int(log10(rough) // 1)
    return next(nice * power for nice in NICE if nice * power >= rough * 0.999)


def spark_path(values: Sequence[float]) -> str:
    """Draw a line from left to right over 100 × 24 units, the largest value on top; nothing for fewer than two."""
    if len(values) < 2:
        return ""
    low, span = min(values), max(values) - min(values)
    places = enumerate(values)
    points = [(100 * n / (len(values) - 1), 12.0 if not span else 22 - 20 * (y - low) / span) for n, y in places]
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
