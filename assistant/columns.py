"""What the columns of a compiled question mean, by their names."""

from collections.abc import Callable, Sequence

from assistant.compiled import Column
from assistant.reading import SUFFIXES
from assistant.semantic import DIMENSIONS, METRICS
from assistant.semantic.members import Metric

TALLY = "how_many"
LABELS: dict[str, Callable[[Metric], tuple[str, str]]] = {
    "": lambda metric: (metric.label, metric.unit),
    "_before": lambda metric: (f"{metric.label} before", metric.unit),
    "_whole": lambda metric: (f"{metric.label} of all", metric.unit),
    "_change": lambda metric: (f"Change of {metric.label.lower()}", metric.unit),
    "_growth": lambda metric: (f"Growth of {metric.label.lower()}", "ratio"),
    "_gap": lambda metric: (f"{metric.label} against the largest", metric.unit),
    "_share": lambda metric: (f"Share of {metric.label.lower()}", "ratio"),
    "_to_date": lambda metric: (f"{metric.label} to date", metric.unit),
}


def described(name: str, dimensions: Sequence[str]) -> Column:
    """Describe a column of the rows; where they are counted, those of the first of `dimensions` are."""
    if name in DIMENSIONS:
        dimension = DIMENSIONS[name]
        return Column(name, dimension.label, dimension.unit, "dimension", name, about=dimension.about)
    if name.endswith("_key"):
        return Column(name, "", "id", "key", name.removesuffix("_key"))
    if name == TALLY:
        return Column(name, f"Number of {DIMENSIONS[dimensions[0]].label.lower()}s", "count", "metric")
    if name in {"place", "of_all"}:
        return Column(name, "Place" if name == "place" else "Of all", "rank" if name == "place" else "count", "metric")
    suffix = next((s for s in (*SUFFIXES, "_whole") if name.endswith(s) and name.removesuffix(s) in METRICS), "")
    metric = METRICS[name if name in METRICS and not suffix else name.removesuffix(suffix)]
    label, unit = LABELS[suffix](metric)
    return Column(name, label, unit, "metric", metric.name, suffix[1:], metric.about, metric.column)
