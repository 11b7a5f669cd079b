"""The catalogue of what can be asked, as docs/assistant-words.md keeps it."""

from collections.abc import Mapping

from assistant.semantic import DIMENSIONS, METRICS, SUBJECTS
from assistant.semantic.members import Dimension, Metric
from assistant.sources_choice import simple_parts, splits

HEAD = """# What can be asked

Made from the declarations in `assistant/semantic` by `manage.py assistant_words`; change those instead of this page.
{metrics} figures and {dimensions} ways to split or narrow them. Rates are sums over sums, never means of rates.
A period is about the date that a figure names; figures without one are as of the reporting day, and a period has to
say which date it means.
Where several gold views know a figure, sums by month are read for whole months and deals for all else: the numbers
are the same.
"""


def as_markdown(rules: Mapping[str, str]) -> str:
    """Render the catalogue; `rules` are the comments of gold columns by `view.column`."""
    parts = [HEAD.format(metrics=len(METRICS), dimensions=len(DIMENSIONS))]
    for subject, metrics in SUBJECTS.items():
        parts.append(
            f"## {subject}\n\n| figure | unit | how it is counted | words for it | by date | for example |\n"
            "|---|---|---|---|---|---|"
        )
        parts += [_metric(metric, rules) for metric in metrics]
        parts.append("")
    parts.append(
        "## Ways to split and narrow\n\n| by | kind | words for it | figures | for example |\n|---|---|---|---|---|"
    )
    parts += [_dimension(dimension) for dimension in DIMENSIONS.values()]
    return "\n".join(parts) + "\n"


def meaning(metric: Metric, rules: Mapping[str, str]) -> str:
    """Return how a metric is counted, in its own words or those of its gold column."""
    return metric.about or rules.get(metric.column, "")


def _metric(metric: Metric, rules: Mapping[str, str]) -> str:
    dates = dict.fromkeys(measure.time for part in simple_parts(metric) for measure in part.measures if measure.time)
    by = ", ".join(date.replace("_", " ") for date in dates) or "–"
    cells = (
        f"**{metric.label}** `{metric.name}`",
        metric.unit,
        meaning(metric, rules),
        ", ".join(metric.synonyms),
        by,
        metric.example,
    )
    return _row(cells)


def _dimension(dimension: Dimension) -> str:
    label = f"**{dimension.label}** `{dimension.name}`" + (f": {dimension.about}" if dimension.about else "")
    kind = dimension.kind + ("" if dimension.splits else ", narrows only")
    count = sum(splits(metric, dimension.name) for metric in METRICS.values())
    return _row((label, kind, ", ".join(dimension.synonyms), str(count), dimension.example))


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
