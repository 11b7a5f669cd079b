"""The picture of an answer as a Plotly figure, drawn by the dashboards' own plots."""

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any, Self

from analytics.dashboards import plots
from assistant.answer import Answer, ChartSpec
from assistant.cells import member
from assistant.compiled import Column

MOST_BARS = 40
LINK = ""  # no column is called so


@dataclass(frozen=True)
class Drawn:
    """Rows by column; every mark of a row leads to the list behind the row. Names are harmless to Plotly, which reads
    some of HTML in its labels."""

    rows: list[dict[str, Any]]

    def values(self, key: str) -> list[Any]:
        return [row.get(key) for row in self.rows]

    def links(self, key: str) -> list[str]:
        return [row[LINK].get(key, "") for row in self.rows]

    def where(self, **wanted: Any) -> Self:
        return type(self)([row for row in self.rows if all(row[key] == value for key, value in wanted.items())])

    def distinct(self, key: str) -> list[Any]:
        return list(dict.fromkeys(self.values(key)))


def figure_of(answer: Answer) -> plots.Figure | None:
    """Return the Plotly figure of an answer's chart, or nothing where it has none."""
    spec, columns = answer.chart, {column.name: column for column in answer.columns}
    if spec is None:
        return None
    unit = columns[spec.y[0]].unit
    rows = [_row(answer, place, spec) for place in range(len(answer.rows))]
    if spec.kind == "heat":
        return plots.heatmap(Drawn(rows), spec.x, spec.series, spec.y[0], unit)
    if spec.series:
        return _in_series(spec, rows, unit)
    if spec.kind == "line":
        return plots.lines(Drawn(rows), spec.x, [(name, columns[name].label) for name in spec.y], unit)
    before = spec.y[1] if len(spec.y) > 1 else ""
    return plots.rows(Drawn(rows[:MOST_BARS]), spec.x, spec.y[0], unit, before=before)


def _row(answer: Answer, place: int, spec: ChartSpec) -> dict[str, Any]:
    link = answer.links[place] if place < len(answer.links) else ""
    row: dict[str, Any] = {LINK: {spec.y[0]: link}}
    for column, value in zip(answer.columns, answer.rows[place], strict=True):
        row[column.name] = _name(value, column) if column.role == "dimension" else value
    return row


def _name(value: Any, column: Column) -> Any:
    """What stands on an axis. Months stay dates, which plots write short."""
    if column.member == "month" and isinstance(value, date):
        return value
    return escape(member(value, column.member), quote=False)


def _in_series(spec: ChartSpec, rows: list[dict[str, Any]], unit: str) -> plots.Figure:
    """One column for each member of the series: a line, or a bar in each group."""
    series = [(f"series {place}", name) for place, name in enumerate(dict.fromkeys(row[spec.series] for row in rows))]
    keys = {name: key for key, name in series}
    wide: dict[Any, dict[str, Any]] = {}
    for row in rows:
        at = wide.setdefault(row[spec.x], {spec.x: row[spec.x], LINK: {}})
        at[keys[row[spec.series]]] = row[spec.y[0]]
        at[LINK][keys[row[spec.series]]] = row[LINK][spec.y[0]]
    named = [(key, plots.label_of(name)) for key, name in series]
    drawn = Drawn(list(wide.values()))
    draw = plots.lines if spec.kind == "line" else plots.side_by_side
    return draw(drawn, spec.x, named, unit)
