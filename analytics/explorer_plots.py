"""Answers of the explorer turned into what a chart and the table beside it need; where they come from is not asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

from analytics.core.periods import period_length, period_name, period_of
from analytics.core.written import NBSP, SHARES, written
from analytics.customers import heat
from analytics.dictionary import Column
from analytics.exploration import Bin, Box, Boxes, Counts, Dates, Line, Numbers, Scatter, Values

PERIODS = 60
PERIODS_ACROSS = 24
NAME_LENGTH = 28
GREY = "#61656a"
BLUE = "#2d64d9"
GRID = "rgba(128,134,146,0.20)"
BAND = "rgba(45,100,217,0.18)"
BAR = 26

Spec = dict[str, Any]
# A category, the number of a period, or None for all other categories.
Place = str | int | None


@dataclass(frozen=True)
class Matrix:
    """Rows of (label, cells); a cell is a count with its heat from 1 to 5, 0 where there is no row at all."""

    columns: list[str]
    rows: list[tuple[str, list[tuple[int, int]]]]


def histogram(numbers: Numbers, column: Column) -> Spec:
    """One bar a bin, as wide as the bin."""
    scale = _scale(column)
    # A whole number's bar stands over the number: bins of one width have it in their middle, shifted by a half.
    shift = 0.5 if numbers.whole else 0.0
    return {
        "data": [
            {
                "type": "bar",
                "x": [(float(each.start + each.end) / 2 - shift) * scale for each in numbers.bins],
                "y": [each.n for each in numbers.bins],
                "width": [float(each.end - each.start) * scale * 0.94 for each in numbers.bins],
                "hovertext": [bin_name(each, column, whole=numbers.whole) for each in numbers.bins],
                "hovertemplate": "%{hovertext}: %{y:,}<extra></extra>",
            }
        ],
        "layout": {"xaxis": _number_axis(column), "yaxis": _count_axis()},
    }


def bin_name(each: Bin, column: Column, *, whole: bool) -> str:
    """10–19 for whole numbers, 10 to below 12.5 for others, 3 for a bin of one number."""
    if not whole:
        return " to below ".join(written(edge, column.unit, exact=True) for edge in (each.start, each.end))
    last = each.end - 1
    first = written(each.start, column.unit)
    return first if last == each.start else f"{first} to {written(last, column.unit)}"


def periods(dates: Dates) -> list[tuple[str, int]]:
    """How many rows each period has, from the first to the last, those without any too."""
    length = period_length([month for month, _ in dates.months], PERIODS)
    found: dict[int, int] = {}
    for month, n in dates.months:
        found[period_of(month, length)] = found.get(period_of(month, length), 0) + int(n)
    if not found:
        return []
    return [(period_name(place, length), found.get(place, 0)) for place in range(min(found), max(found) + 1)]


def period_bars(named: Sequence[tuple[str, int]]) -> Spec:
    return {
        "data": [
            {
                "type": "bar",
                "x": [name for name, _ in named],
                "y": [n for _, n in named],
                "hovertemplate": "%{x}: %{y:,}<extra></extra>",
            }
        ],
        "layout": {"xaxis": {"type": "category", "tickangle": 0, "nticks": 8}, "yaxis": _count_axis()},
    }


def value_bars(values: Values) -> Spec:
    """One bar a value, the most frequent on top, all others together in grey below."""
    bars = [(value, int(n), BLUE) for value, n in values.top]
    if values.others:
        bars.append((f"Other ({values.different - len(values.top):,} values)", int(values.others), GREY))
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": [n for _, n, _ in bars],
                "y": list(range(len(bars))),
                "marker": {"color": [colour for *_, colour in bars]},
                "texttemplate": "%{x:,}",
                "hovertext": [_plain(value, 80) for value, *_ in bars],
                "hovertemplate": "%{hovertext}: %{x:,}<extra></extra>",
            }
        ],
        "layout": {
            "height": 24 + BAR * len(bars),
            "margin": {"l": 8, "r": 56, "t": 8, "b": 8},
            "xaxis": {"showticklabels": False, "rangemode": "tozero"},
            "yaxis": _named_axis([value for value, *_ in bars]),
        },
    }


def scatter(found: Scatter, x: Column, y: Column) -> Spec:
    across, up = _scale(x), _scale(y)
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "x": [point[0] * across for point in found.points],
                "y": [point[1] * up for point in found.points],
                "marker": {"size": 6, "opacity": 0.5 if len(found.points) > 200 else 0.8},
                "hovertemplate": f"{_plain(x.name)} %{{x}}<br>{_plain(y.name)} %{{y}}<extra></extra>",
            }
        ],
        "layout": {
            "height": 380,
            "xaxis": {**_number_axis(x), "title": {"text": x.name}},
            "yaxis": {**_number_axis(y), "title": {"text": y.name}},
        },
    }


def boxes(found: Boxes, number: Column) -> Spec:
    """A lying box a category: median and quartiles, whiskers at 5 and 95 %."""
    scale = _scale(number)
    quantiles = [[value * scale for value in box.quantiles] for box in found.boxes]
    low, lower, middle, upper, high = (list(each) for each in zip(*quantiles, strict=True))
    names = [box_name(box) for box in found.boxes]
    return {
        "data": [
            {
                "type": "box",
                "orientation": "h",
                "y": list(range(len(names))),
                "lowerfence": low,
                "q1": lower,
                "median": middle,
                "q3": upper,
                "upperfence": high,
                "width": 0.56,
                "hoverinfo": "x",
            }
        ],
        "layout": {
            "height": 60 + 36 * len(names),
            "xaxis": {
                **_number_axis(number),
                "title": {"text": number.name},
                "showgrid": True,
                "gridcolor": GRID,
                "nticks": 5,
                "tickangle": 0,
            },
            "yaxis": _named_axis(names),
        },
    }


def box_name(box: Box) -> str:
    return box.label if box.label is not None else f"Other ({box.categories:,} values)"


def line(found: Line, number: Column) -> Spec:
    """The median of each month, over a band between the quartiles; a month without rows is a gap."""
    scale = _scale(number)
    months = {month.first_day: month for month in found.months}
    days = _every_month(list(months))
    lower, middle, upper = (
        [months[day].quartiles[place] * scale if day in months else None for day in days] for place in range(3)
    )
    shown = {"type": "scatter", "mode": "lines", "x": [day.isoformat() for day in days]}
    edge = {**shown, "line": {"width": 0}, "hoverinfo": "skip"}
    median = {
        **shown,
        "y": middle,
        "mode": "lines+markers",
        "line": {"color": BLUE, "width": 2},
        "marker": {"color": BLUE, "size": 6},
        "hovertemplate": "%{x|%b %Y}: %{y}<extra></extra>",
    }
    return {
        "data": [{**edge, "y": lower}, {**edge, "y": upper, "fill": "tonexty", "fillcolor": BAND}, median],
        "layout": {"height": 320, "xaxis": {"type": "date", "nticks": 8}, "yaxis": _number_axis(number)},
    }


def matrix(found: Counts, x: Column, y: Column) -> Matrix:
    """The counts as a table, x across and y down; months become periods, all of them from the first to the last."""
    across = _Side([(left, n) for left, _, n in found.pairs], x)
    down = _Side([(upper, n) for _, upper, n in found.pairs], y)
    cells: dict[tuple[Place, Place], int] = {}
    for left, upper, n in found.pairs:
        place = across.place(left), down.place(upper)
        cells[place] = cells.get(place, 0) + n
    levels = heat([Decimal(n) for n in cells.values()])
    rows = []
    for row in down.places:
        counts = [cells.get((column, row), 0) for column in across.places]
        rows.append((down.name(row), [(n, levels[Decimal(n)] if n else 0) for n in counts]))
    return Matrix([across.name(column) for column in across.places], rows)


class _Side:
    """One side of a matrix: categories by how many rows they have, all others last, or periods in their order."""

    def __init__(self, counted: list[tuple[str | None, int]], column: Column) -> None:
        self.days = {value: date.fromisoformat(value) for value, _ in counted if value and column.kind == "date"}
        self.length = period_length(self.days.values(), PERIODS_ACROSS)
        totals: dict[Place, int] = {}
        for value, n in counted:
            totals[self.place(value)] = totals.get(self.place(value), 0) + n
        if self.days:
            numbers = [period_of(day, self.length) for day in self.days.values()]
            self.places: list[Place] = list(range(min(numbers), max(numbers) + 1))
        else:
            self.places = sorted(totals, key=lambda place: (place is None, -totals[place], str(place)))

    def place(self, value: str | None) -> Place:
        return period_of(self.days[value], self.length) if value in self.days else value

    def name(self, place: Place) -> str:
        if place is None:
            return "All others"
        return period_name(place, self.length) if isinstance(place, int) else place


def _every_month(days: list[date]) -> list[date]:
    """The months from the first to the last; where those are too many to draw, the ones that there are."""
    if not days or (days[-1].year - days[0].year) * 12 > 10 * PERIODS:
        return days
    first, last = (day.year * 12 + day.month - 1 for day in (days[0], days[-1]))
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]


def _scale(column: Column) -> float:
    return 100.0 if column.unit in SHARES else 1.0


def _number_axis(column: Column) -> Spec:
    axis: Spec = {"tickformat": "d" if column.unit == "year" else ",.3~f", "nticks": 8, "rangemode": "normal"}
    if column.unit == "$":
        axis["tickprefix"] = "$"
    if column.unit in SHARES:
        axis["ticksuffix"] = f"{NBSP}%"
    if column.unit == "days":
        axis["ticksuffix"] = f"{NBSP}d"
    return axis


def _count_axis() -> Spec:
    return {"tickformat": ",d", "title": {"text": "Rows"}}


def _named_axis(names: list[str]) -> Spec:
    """Names at whole places from the top: of two that are cut to the same words, both stay."""
    return {
        "autorange": "reversed",
        "showgrid": False,
        "tickmode": "array",
        "tickvals": list(range(len(names))),
        "ticktext": [_plain(name) for name in names],
        "ticklabelstandoff": 6,
        "tickformat": "",
    }


def _plain(text: str, length: int = NAME_LENGTH) -> str:
    """Cut to a length, and harmless: Plotly reads some of HTML in its labels, links among it."""
    words = " ".join(text.split())
    return escape(words if len(words) <= length else f"{words[: length - 1]}…", quote=False)
