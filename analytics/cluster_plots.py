"""Pictures of a comparison of clusters: who is where, and silhouettes beside those of data without clusters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from analytics.cluster_board import NO_CLUSTER, in_picture
from analytics.dashboards import plots

GREY = "#61656a"
GRID = "rgba(128,134,146,0.20)"
# Colours and signs repeat after different numbers: two clusters differ without colour too.
COLOURS = ("#2d64d9", "#0e9675", "#b27122", "#c579b1", "#8763a6")
SIGNS = ("circle", "square", "diamond", "triangle-up", "star", "cross", "hexagon", "triangle-down", "pentagon")


@dataclass(frozen=True)
class Point:
    """An account in the picture; `url` is its page."""

    name: str
    frequency: int
    monetary: float
    cluster: str
    url: str


def scatter(points: Sequence[Point], groups: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Won deals by won revenue; groups are (key, name), one sign and colour each, noise as grey crosses."""
    money, axis = plots.scaled([point.monetary for point in points], "$")
    placed = list(zip(points, money, strict=True))
    traces = [
        _trace(name, [pair for pair in placed if pair[0].cluster == key], axis, _mark(place, many=len(points) > 300))
        for place, (key, name) in enumerate(groups)
    ]
    noise = [pair for pair in placed if pair[0].cluster == NO_CLUSTER]
    if noise:
        traces.append(_trace("In no cluster", noise, axis, {"color": GREY, "symbol": "x-thin-open", "size": 7}))
    shown = [trace for trace in traces if trace["x"]]
    return {"data": shown, "layout": {"height": 400, "showlegend": True} | _axes(axis)}


def _trace(name: str, placed: Sequence[tuple[Point, float | None]], axis: dict[str, Any], mark: Any) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": escape(name, quote=False),
        "x": [point.frequency for point, _ in placed],
        "y": [money for _, money in placed],
        "text": [escape(point.name, quote=False) for point, _ in placed],
        "customdata": [point.url for point, _ in placed],
        "marker": mark,
        "hovertemplate": f"%{{text}}: %{{x:,}} wins, {plots.format_of(axis, 'y', 0)}<extra></extra>",
    }


def _mark(place: int, *, many: bool) -> dict[str, Any]:
    colour, sign = COLOURS[place % len(COLOURS)], SIGNS[place % len(SIGNS)]
    return {"color": colour, "symbol": sign, "size": 6 if many else 9, "opacity": 0.6 if many else 0.85}


def _axes(money: dict[str, Any]) -> dict[str, Any]:
    across = {"title": {"text": "Won deals"}, "rangemode": "tozero", "tickformat": ",d", "showgrid": True}
    return {"xaxis": across | {"gridcolor": GRID}, "yaxis": money | {"title": {"text": "Won revenue"}}}


def silhouettes(metrics: dict[str, Any]) -> dict[str, Any]:
    """KMeans for each number of clusters, over what data without clusters give; other methods as single signs."""
    curve = metrics["curve"]
    ks = [point["k"] for point in curve]
    mean, p95 = ([point["null"] and point["null"][name] for point in curve] for name in ("mean", "p95"))
    null = {"type": "scatter", "x": ks, "hoverinfo": "skip", "mode": "lines"}
    data: list[dict[str, Any]] = [
        null | {"name": "No clusters: mean", "y": mean, "line": {"color": GREY, "width": 1, "dash": "dot"}},
        null | {"name": "No clusters: 95 % below", "y": p95, "line": {"color": GREY, "width": 1.5}},
        {
            "type": "scatter",
            "name": "KMeans",
            "x": ks,
            "y": [point["silhouette"] for point in curve],
            "mode": "lines+markers",
            "line": {"color": COLOURS[0]},
            "hovertemplate": "KMeans, %{x} clusters: %{y:.3f}<extra></extra>",
        },
    ]
    others = [each for each in metrics["methods"] if each["key"] != "kmeans" and each["scores"]]
    for place, method in enumerate(others, start=1):
        if not in_picture(method, metrics):
            continue
        groups = method["k"] + (method["noise"] > 0)
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": method["name"],
                "x": [groups],
                "y": [method["scores"]["silhouette"]],
                "marker": {"color": COLOURS[place], "symbol": SIGNS[place], "size": 11},
                "hovertemplate": f"{method['name']}, {groups} groups: %{{y:.3f}}<extra></extra>",
            }
        )
    across = {"title": {"text": "Groups"}, "dtick": 1, "tickformat": "d"}
    up = {"title": {"text": "Silhouette"}, "tickformat": ".2f", "rangemode": "normal"}
    return {"data": data, "layout": {"height": 400, "showlegend": True, "xaxis": across, "yaxis": up}}
