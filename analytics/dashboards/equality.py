"""Plotly figures that hold values against the line on which all are equal."""

from collections.abc import Sequence

from analytics.dashboards.plots import BASE, GRID, Figure, Rows, format_of, label_of, scaled


def curve(table: Rows, x: str, y: str, label: str) -> Figure:
    """A running share over a share, both from 0 to 100 %, beside the line on which all are equal."""
    xs, ys = (scaled([0, *table.values(key)], "ratio")[0] for key in (x, y))
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": xs,
        "y": ys,
        "text": ["", *(label_of(value) for value in table.values(label))],
        "marker": {"size": 5},
        "hovertemplate": "%{text}: %{y:.1f}\u00a0%<extra></extra>",
    }
    equal = {
        "type": "line",
        "x0": 0,
        "x1": 100,
        "y0": 0,
        "y1": 100,
        "line": {"dash": "dot", "color": BASE, "width": 1},
    }
    axis = {"range": [0, 102], "ticksuffix": "\u00a0%", "nticks": 6, "tickformat": ",~f"}
    layout = {"xaxis": axis | {"showgrid": True, "gridcolor": GRID}, "yaxis": axis, "shapes": [equal], "height": 320}
    return {"data": [line], "layout": layout}


def against_equal(table: Rows, x: str, ys: Sequence[tuple[str, str]], label: str, unit: str) -> Figure:
    """Dots of each (column, name) over another column, beside the line on which both are equal."""
    keys = [x, *(key for key, _ in ys)]
    every, axis = scaled([value for key in keys for value in table.values(key)], unit)
    size = len(table.rows)
    most = max((value for value in every if value is not None), default=0)
    data = [
        {
            "type": "scatter",
            "mode": "markers",
            "name": name,
            "x": every[:size],
            "y": every[place * size : (place + 1) * size],
            "text": [label_of(value) for value in table.values(label)],
            "marker": {"size": 9, "symbol": "circle" if place == 1 else "circle-open"},
            "hovertemplate": f"%{{text}}: {format_of(axis, 'x', 0)}, {name.lower()} {format_of(axis, 'y', 0)}"
            "<extra></extra>",
        }
        for place, (_, name) in enumerate(ys, start=1)
    ]
    line = {"dash": "dot", "color": BASE, "width": 1}
    equal = {"type": "line", "x0": 0, "x1": most, "y0": 0, "y1": most, "line": line}
    sides = axis | {"rangemode": "tozero", "nticks": 6}
    grid = {"showgrid": True, "gridcolor": GRID}
    return {"data": data, "layout": {"xaxis": sides | grid, "yaxis": sides, "shapes": [equal], "height": 320}}
