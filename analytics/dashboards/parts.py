"""What dashboards are made of: pages of charts, each one query on gold, a table of its rows and a picture of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from analytics.dashboards.scope import Scope

Row = dict[str, Any]
Link = Callable[[Row, Scope], str]
Plot = Callable[["Table"], dict[str, Any]]
Words = Callable[["Table"], str]
Legend = Callable[["Table"], list["LegendEntry"]]


@dataclass(frozen=True)
class Column:
    """One column of a chart's table. `unit` is how it is written: text, $, count, rate, ratio, days, date, month.

    `link` leads from a value to exactly the rows that it counts. A column without a label is not shown.
    """

    key: str
    label: str
    unit: str = "text"
    link: Link | None = None
    total: bool = False


@dataclass(frozen=True)
class LegendEntry:
    """`css` names the series' colour: series-1 to series-6, with past for the compared period."""

    css: str
    label: str


@dataclass(frozen=True)
class Cell:
    value: Any
    unit: str
    url: str = ""


@dataclass(frozen=True)
class Table:
    """The rows of a chart as its viewer sees them in a scope."""

    chart: "Chart"
    scope: Scope
    rows: list[Row]

    @property
    def columns(self) -> list[Column]:
        return [column for column in self.chart.columns if column.label]

    def values(self, key: str) -> list[Any]:
        return [row[key] for row in self.rows]

    def links(self, key: str) -> list[str]:
        """Where the marks that show a column lead; empty where its values lead nowhere."""
        link = next((column.link for column in self.chart.columns if column.key == key), None)
        return [_address(link, row, self.scope) for row in self.rows]

    def where(self, **wanted: Any) -> "Table":
        """The rows in which those columns have those values."""
        rows = [row for row in self.rows if all(row[key] == value for key, value in wanted.items())]
        return Table(self.chart, self.scope, rows)

    def first(self, rows: int) -> "Table":
        """The first so many rows, for a picture that has no room for all."""
        return Table(self.chart, self.scope, self.rows[:rows])

    def distinct(self, key: str) -> list[Any]:
        """The values of a column in the order of their first row."""
        return list(dict.fromkeys(self.values(key)))

    @property
    def sentence(self) -> str:
        return self.chart.sentence(self)

    @property
    def note(self) -> str:
        return self.chart.note(self)

    @property
    def badge(self) -> str:
        return self.chart.badge(self)

    @property
    def legend(self) -> list[LegendEntry]:
        return self.chart.legend(self)

    @property
    def drawing(self) -> Any:
        return self.chart.drawing(self)

    @property
    def spec_id(self) -> str:
        return f"spec-{self.chart.key}"

    def lines(self) -> list[list[Cell]]:
        return [
            [Cell(row[c.key], c.unit, _address(c.link, row, self.scope)) for c in self.columns] for row in self.rows
        ]

    def totals(self) -> list[Cell] | None:
        """Sums of the columns that may be added; None where none may, or where there is nothing to add."""
        if len(self.rows) < 2 or not any(column.total for column in self.columns):
            return None
        return [
            Cell(sum(row[c.key] or 0 for row in self.rows), c.unit) if c.total else Cell("", "text")
            for c in self.columns
        ]


def _address(link: Link | None, row: Row, scope: Scope) -> str:
    return link(row, scope) if link else ""


def no_words(table: Table) -> str:
    return ""


def _no_legend(table: Table) -> list[LegendEntry]:
    return []


def _no_drawing(table: Table) -> Any:
    return None


def _no_parameters(scope: Scope) -> Row:
    return {}


@dataclass(frozen=True)
class Chart:
    """`sql` is one query on gold; {sales}, {before}, {deals}, {closed}, {agents} … stand for the scope's relations.

    `plot` makes a Plotly figure; without one the table itself is the card. `sentence` says what the picture shows,
    `note` is a finding under it, `badge` a word of caution beside the title. `parameters` are what else it needs.
    Where the table is the card, `template` writes it: a part of its own may draw what `drawing` makes of the rows.
    """

    key: str
    title: str
    about: str
    sql: str
    columns: tuple[Column, ...]
    plot: Plot | None = None
    width: str = "half"
    legend: Legend = _no_legend
    sentence: Words = no_words
    note: Words = no_words
    badge: Words = no_words
    empty: str = "Nothing closed in this period"
    parameters: Callable[[Scope], Row] = _no_parameters
    template: str = "analytics/dashboards/_table.html"
    drawing: Callable[[Table], Any] = _no_drawing

    def table(self, scope: Scope) -> Table:
        return Table(self, scope, scope.ask(self.sql, self.parameters(scope)))


@dataclass(frozen=True)
class Dashboard:
    """`period` tells whether time narrows the page, `narrowing` which filters do: the others are not offered."""

    key: str
    title: str
    about: str
    charts: tuple[Chart, ...]
    figures: Callable[[Scope], Any] | None = None
    period: bool = True
    narrowing: tuple[str, ...] = ("region", "team", "agent", "product")
    template: str = "analytics/dashboards/page.html"

    @property
    def has_figures(self) -> bool:
        """For templates, which would call `figures`."""
        return self.figures is not None

    def chart(self, key: str) -> Chart | None:
        return next((chart for chart in self.charts if chart.key == key), None)
