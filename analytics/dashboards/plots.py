"""Plotly figures of the rows of a chart. Colours, fonts and grid are the template's; here is only what is drawn.

Marks carry the address of the list behind them as customdata, which static/js/chart.js follows on a click.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol, Self

from analytics.dashboards.parts import Table

Figure = dict[str, Any]


class Rows(Protocol):
    """What is drawn: rows by key, and where the marks of a column lead."""

    @property
    def rows(self) -> list[dict[str, Any]]: ...
    def values(self, key: str) -> list[Any]: ...
    def links(self, key: str) -> list[str]: ...
    def where(self, **wanted: Any) -> Self: ...
    def distinct(self, key: str) -> list[Any]: ...


IN_THOUSANDS_FROM = 10_000
THOUSANDS: Figure = {"tickprefix": "$", "ticksuffix": "\u00a0k", "tickformat": ",~f"}
BASE = "#61656a"
FIRST = "#2d64d9"
GRID = "rgba(128,134,146,0.20)"
PAST = {"color": "rgba(97,101,106,0.2)", "line": {"width": 1, "color": BASE}}
# Pale to strong on either ground, never so strong that the figure in a field cannot be read.
HEAT = [[0, "rgba(45,100,217,0.04)"], [1, "rgba(45,100,217,0.5)"]]
MONTHS_WRITTEN = 14
MANY = 12


def scaled(values: Sequence[Any], unit: str) -> tuple[list[float | None], Figure]:
    """Turn values into what an axis shows, and say how the axis writes them: $ in thousands where they are large."""
    numbers = [None if value is None else float(value) for value in values]
    if unit == "$":
        if max((abs(number) for number in numbers if number is not None), default=0) >= IN_THOUSANDS_FROM:
            return [None if number is None else number / 1000 for number in numbers], THOUSANDS
        return numbers, {"tickprefix": "$", "tickformat": ",~f"}
    if unit in {"rate", "ratio"}:
        hundredths = [None if number is None else number * 100 for number in numbers]
        return hundredths, {"ticksuffix": "\u00a0%", "tickformat": ",~f"}
    if unit == "days":
        return numbers, {"ticksuffix": "\u00a0d", "tickformat": ",~f"}
    return numbers, {"tickformat": ",~f"}


def format_of(axis: Figure, variable: str, digits: int) -> str:
    """The same way of writing a value for labels and hovers."""
    return f"{axis.get('tickprefix', '')}%{{{variable}:,.{digits}f}}{axis.get('ticksuffix', '')}"


def label_of(value: Any) -> str:
    """How a category is written on an axis: months as Mar 2017, nothing as an en dash."""
    if isinstance(value, date):
        return f"{value:%b %Y}"
    return "–" if value is None or value == "" else str(value)


def category_axis(values: Sequence[Any]) -> Figure:
    """The axis under categories; months are written short, with the year below the first and every January."""
    axis: Figure = {"type": "category"}
    if not values or not all(isinstance(value, date) for value in values):
        return axis
    # Every month, else the first of each quarter or year; static/js/chart.js leaves out more on a phone.
    step = 1 if len(values) <= MONTHS_WRITTEN else 3 if len(values) <= 3 * MONTHS_WRITTEN else 12
    written = [value for value in values if (value.month - 1) % step == 0]
    short = [
        f"{value:%b}" + (f"<br>{value:%Y}" if place == 0 or value.month == 1 else "")
        for place, value in enumerate(written)
    ]
    names = [label_of(value) for value in written]
    return axis | {"tickmode": "array", "tickvals": names, "ticktext": short, "tickangle": 0}


def columns(table: Rows, x: str, y: str, unit: str, *, before: str = "", low: str = "", high: str = "") -> Figure:
    """Upright bars, one for each row; `before` draws the compared period beside it, `low` and `high` an interval."""
    names = [label_of(value) for value in table.values(x)]
    shown = [*table.values(y), *(table.values(before) if before else [])]
    values, axis = scaled(shown, unit)
    now, past = values[: len(names)], values[len(names) :]
    digits = 1 if unit in {"rate", "ratio", "days"} else 0
    below = category_axis(table.values(x))
    bar: Figure = {
        "type": "bar",
        "x": names,
        "y": now,
        "customdata": table.links(y),
        "hovertemplate": f"%{{x}}: {format_of(axis, 'y', digits)}<extra></extra>",
    }
    if low:
        # A value above the bar would cover its interval: it is written below the bar's name.
        bar["error_y"] = _error(table, y, low, high, unit)
        ends = axis.get("ticksuffix", "")
        said = ["–" if value is None else f"{value:.{digits}f}{ends}" for value in now]
        written = [f"{name}<br>{value}" for name, value in zip(names, said, strict=True)]
        below |= {"tickmode": "array", "tickvals": names, "ticktext": written}
    elif len(names) <= 12:
        bar["texttemplate"] = format_of({} if unit == "$" else axis, "y", digits)
    data = [bar]
    if before:
        hover = f"%{{x}}, before: {format_of(axis, 'y', digits)}<extra></extra>"
        data.insert(0, {"type": "bar", "x": names, "y": past, "marker": PAST, "hovertemplate": hover})
    top = {"range": [0, 100]} if unit == "rate" else {}
    return {"data": data, "layout": {"barmode": "group", "xaxis": below, "yaxis": axis | top}}


def rows(table: Rows, y: str, x: str, unit: str, *, before: str = "", leads: str = "") -> Figure:
    """Bars lying down, the first row on top, each with its value beside it.

    `leads` names the column whose lists the bars open, where those of `x` show other values.
    """
    names = [label_of(value) for value in table.values(y)]
    values, axis = scaled([*table.values(x), *(table.values(before) if before else [])], unit)
    now, past = values[: len(names)], values[len(names) :]
    digits = 1 if unit in {"rate", "ratio", "days"} else 0
    data = [lying_bars(names, now, axis, table.links(leads or x), digits)]
    if before:
        hover = f"%{{y}}, before: {format_of(axis, 'x', digits)}<extra></extra>"
        data.append({"type": "bar", "orientation": "h", "x": past, "y": names, "marker": PAST, "hovertemplate": hover})
    return {"data": data, "layout": lying(names, 46 if before else 32 if len(names) <= 10 else 24)}


def lying_bars(
    names: Sequence[str], values: Sequence[float | None], axis: Figure, links: Sequence[str], digits: int = 0
) -> Figure:
    """A trace of bars that lie, one for each name, each with its value written beside it and a list behind it."""
    return {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": names,
        "customdata": links,
        "texttemplate": format_of(axis, "x", digits),
        "hovertemplate": f"%{{y}}: {format_of(axis, 'x', digits)}<extra></extra>",
    }


def side_by_side(table: Rows, y: str, xs: Sequence[tuple[str, str]], unit: str) -> Figure:
    """Bars lying down, one below the other for each (column, name), each with its value beside it."""
    names = [label_of(value) for value in table.values(y)]
    every, axis = scaled([value for key, _ in xs for value in table.values(key)], unit)
    digits = 1 if unit in {"rate", "ratio", "days"} else 0
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "x": every[place * len(names) : (place + 1) * len(names)],
            "y": names,
            "customdata": table.links(key),
            "texttemplate": format_of(axis, "x", digits),
            "hovertemplate": f"%{{y}}, {name.lower()}: {format_of(axis, 'x', digits)}<extra></extra>",
        }
        for place, (key, name) in enumerate(xs)
    ]
    return {"data": data, "layout": {"barmode": "group"} | lying(names, 22 * len(xs) + 16)}


def parts(table: Table, y: str, whole: str, part: str) -> Figure:
    """Bars lying down, each with the part of it that matters in front, and the count of the whole beside it."""
    names = [label_of(value) for value in table.values(y)]
    labels = {column.key: column.label.lower() for column in table.columns}
    pair: list[Figure] = [
        {
            "type": "bar",
            "orientation": "h",
            "x": table.values(key),
            "y": names,
            "customdata": table.links(key),
            "hovertemplate": f"%{{y}}: %{{x:,}} {labels[key]}<extra></extra>",
        }
        for key in (whole, part)
    ]
    behind, front = pair
    behind |= {"marker": PAST, "texttemplate": "%{x:,}", "textposition": "outside"}
    return {
        "data": [behind, front | {"marker": {"color": FIRST}, "textposition": "none"}],
        "layout": lying(names, 24) | {"barmode": "overlay"},
    }


def lying(names: Sequence[str], height: int = 32) -> Figure:
    """The layout of marks that lie beside their names."""
    return {
        "height": 40 + height * max(1, len(names)),
        "margin": {"l": 8, "r": 72, "t": 8, "b": 8},
        # Each mark has its value written beside it.
        "xaxis": {"showticklabels": False, "rangemode": "tozero"},
        "yaxis": {"type": "category", "autorange": "reversed", "showgrid": False, "dtick": 1, "tickformat": ""},
    }


def stacked(table: Rows, x: str, series: str, y: str, unit: str) -> Figure:
    """Columns of parts: one row of the table for each place and part; a part keeps its colour."""
    places = [label_of(value) for value in table.distinct(x)]
    _, axis = scaled([max((sum(float(v or 0) for v in table.where(**{x: place}).values(y))
                           for place in table.distinct(x)), default=0)], unit)  # fmt: skip
    thousands = axis.get("ticksuffix") == "\u00a0k"
    data = []
    for name in table.distinct(series):
        part = table.where(**{series: name})
        values = [float(value or 0) / (1000 if thousands else 1) for value in part.values(y)]
        data.append(
            {
                "type": "bar",
                "name": label_of(name),
                "x": [label_of(value) for value in part.values(x)],
                "y": values,
                "customdata": part.links(y),
                "hovertemplate": f"{label_of(name)}, %{{x}}: {format_of(axis, 'y', 0)}<extra></extra>",
            }
        )
    order = category_axis(table.distinct(x)) | {"categoryorder": "array", "categoryarray": places}
    return {"data": data, "layout": {"barmode": "stack", "xaxis": order, "yaxis": axis}}


def lines(table: Rows, x: str, ys: Sequence[tuple[str, str]], unit: str) -> Figure:
    """A line for each (column, name) over the rows."""
    names = [label_of(value) for value in table.values(x)]
    every, axis = scaled([value for key, _ in ys for value in table.values(key)], unit)
    digits = 1 if unit in {"rate", "ratio", "days"} else 0
    data = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": names,
            "y": every[place * len(names) : (place + 1) * len(names)],
            "customdata": table.links(key),
            "hovertemplate": f"{name}, %{{x}}: {format_of(axis, 'y', digits)}<extra></extra>",
        }
        for place, (key, name) in enumerate(ys)
    ]
    return {"data": data, "layout": {"xaxis": category_axis(table.values(x)), "yaxis": axis}}


def intervals(
    table: Rows, y: str, x: str, low: str, high: str, *, base: Any = None, unit: str = "rate", leads: str = ""
) -> Figure:
    """A dot with its 95 % interval for each row, and a dotted line at what they are held against.

    `leads` names the column whose lists the dots open: a rate is not the count of a list.
    """
    names = [label_of(value) for value in table.values(y)]
    every, axis = scaled([*table.values(x), *table.values(low), *table.values(high)], unit)
    values = every[: len(names)]
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": values,
        "y": names,
        "customdata": table.links(leads or x),
        "error_x": _error(table, x, low, high, unit),
        "hovertemplate": f"%{{y}}: {format_of(axis, 'x', 1)}<extra></extra>",
    }
    return {"data": [dots], "layout": against(axis, names, 24 if len(names) > MANY else 40, unit, base)}


def _error(table: Rows, middle: str, low: str, high: str, unit: str) -> Figure:
    """The ends of an interval as distances from its middle."""
    # Together: each by itself, dollars in thousands could meet dollars.
    every, _ = scaled([value for key in (middle, low, high) for value in table.values(key)], unit)
    size = len(table.rows)
    at, below, above = every[:size], every[size : 2 * size], every[2 * size :]
    minus = [None if m is None or v is None else m - v for m, v in zip(at, below, strict=True)]
    plus = [None if m is None or v is None else v - m for m, v in zip(at, above, strict=True)]
    return {"type": "data", "symmetric": False, "array": plus, "arrayminus": minus}


def heatmap(table: Rows, x: str, y: str, z: str, unit: str) -> Figure:
    """A field for each pair, the darker the more; pairs without a row stay empty."""
    xs, ys = table.distinct(x), table.distinct(y)
    cells = {(row[x], row[y]): place for place, row in enumerate(table.rows)}
    values, axis = scaled(table.values(z), unit)
    links = table.links(z)
    digits = 1 if unit == "days" else 0
    said = [_said(value, axis, digits) for value in values]

    def grid(of: Sequence[Any], nothing: Any) -> list[list[Any]]:
        return [[of[cells[a, b]] if (a, b) in cells else nothing for a in xs] for b in ys]

    trace = {
        "type": "heatmap",
        "x": [label_of(value) for value in xs],
        "y": [label_of(value) for value in ys],
        "z": grid(values, None),
        "text": grid(said, ""),
        "customdata": grid(links, ""),
        "zmin": 0,
        "colorscale": HEAT,
        "showscale": False,
        "texttemplate": "%{text}",
        "hovertemplate": "%{y}, %{x}: %{text}<extra></extra>",
        "hoverongaps": False,
    }
    kinds = {"type": "category", "showgrid": False}
    names = [label_of(value) for value in xs]
    above = {"tickmode": "array", "tickvals": names, "ticktext": ["<br>".join(name.rsplit(" ", 1)) for name in names]}
    layout = {
        "height": 70 + 34 * len(ys),
        "margin": {"l": 8, "r": 8, "t": 56, "b": 8},
        "xaxis": kinds | above | {"side": "top", "autotickangles": [0, 90], "automargin": True},
        "yaxis": kinds | {"autorange": "reversed", "dtick": 1, "automargin": True},
    }
    return {"data": [trace], "layout": layout}


def boxes(table: Rows, y: str, unit: str, *, base: Any = None) -> Figure:
    """A box lying beside the name of each row: columns low, q1, median, q3 and high, computed by its query."""
    names = [label_of(value) for value in table.values(y)]
    keys = ("low", "q1", "median", "q3", "high")
    every, axis = scaled([value for key in keys for value in table.values(key)], unit)
    parts = [every[place * len(names) : (place + 1) * len(names)] for place in range(len(keys))]
    fields = ("lowerfence", "q1", "median", "q3", "upperfence")
    trace = {"type": "box", "orientation": "h", "y": names, "hoverinfo": "x"} | dict(zip(fields, parts, strict=True))
    return {"data": [trace], "layout": against(axis, names, 30, unit, base)}


def against(axis: Figure, names: Sequence[str], height: int, unit: str, base: Any) -> Figure:
    """Give marks that lie beside their names a scale below, and a dotted line at what they are held against."""
    layout, places = lying(names, height), len(names)
    layout["xaxis"] = {"showgrid": True, "gridcolor": GRID, "nticks": 6, "tickangle": 0} | axis
    layout["margin"] = {"l": 8, "r": 24, "t": 8, "b": 28}
    layout["height"] = max(layout["height"], 190)
    # As much room above the first mark as between two; dots would else lie on the edges.
    layout["yaxis"] |= {"autorange": False, "range": [places - 0.5, -0.5]}
    if base is not None:
        at = scaled([base], unit)[0][0]
        layout["shapes"] = [{"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper"}]
    return layout


def _said(value: float | None, axis: Figure, digits: int) -> str:
    if value is None:
        return "–"
    return f"{axis.get('tickprefix', '')}{value:,.{digits}f}{axis.get('ticksuffix', '')}"


def treemap(table: Rows, label: str, value: str, unit: str) -> Figure:
    """Areas by value, one for each row, the darker the larger."""
    values, axis = scaled(table.values(value), unit)
    largest = max((number or 0 for number in values), default=0) or 1
    trace = {
        "type": "treemap",
        "labels": [label_of(name) for name in table.values(label)],
        "parents": [""] * len(table.rows),
        "values": values,
        "customdata": table.links(value),
        "texttemplate": f"%{{label}}<br>{format_of(axis, 'value', 0)}",
        "hovertemplate": f"%{{label}}: {format_of(axis, 'value', 0)}<extra></extra>",
        "marker": {
            "colors": [f"rgba(45,100,217,{0.12 + 0.38 * (number or 0) / largest:.2f})" for number in values],
            "depthfade": False,
            "line": {"width": 0},
        },
        "root": {"color": "rgba(0,0,0,0)"},
        "tiling": {"pad": 2},
        "pathbar": {"visible": False},
    }
    return {"data": [trace], "layout": {"margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "height": 300}}
