"""An answer as a page shows it: figures written out, chips and buttons with the intents that they post."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from html import unescape
from typing import Any

from analytics.dashboards.files import UNITS
from analytics.dashboards.parts import LegendEntry
from assistant import answer as answers
from assistant import cells
from assistant.answer import Answer
from assistant.chart_figures import figure_of
from assistant.compiled import Column
from assistant.conversation_models import Pin, Turn
from assistant.filled import Option
from assistant.posted import as_posted
from teams import table_files
from teams.table_files import Kind

ROWS_SHOWN = 100
CHANGES = {"change", "growth"}
PARTS = {"figure": "Measure", "split": "Split", "filter": "Only", "period": "Period", "order": "Order"}
KINDS: tuple[tuple[tuple[type, ...], Kind], ...] = (
    ((bool,), Kind.YES_NO),
    ((int,), Kind.WHOLE),
    ((int, float, Decimal), Kind.NUMBER),
)


@dataclass(frozen=True)
class Button:
    """What a button says, and the intent that it posts."""

    label: str
    intent: str


@dataclass(frozen=True)
class Chip:
    """`kind` is said before the text where the text alone does not say what it is."""

    kind: str
    text: str
    without: str
    instead: list[Button]


@dataclass(frozen=True)
class Cell:
    """`rising` says where the arrow of a change points; None is no arrow."""

    text: str
    url: str = ""
    rising: bool | None = None
    is_number: bool = True


@dataclass(frozen=True)
class Shown:
    """`key` tells the answers of one page apart; `turn` or `pin` is what it is the answer of."""

    answer: Answer
    key: str
    turn: Turn | None = None
    pin: Pin | None = None

    @cached_property
    def places(self) -> list[int]:
        """Which columns are shown: all but numbers behind names, unless there is nothing else."""
        return shown_places(self.answer.columns)

    @property
    def columns(self) -> list[Column]:
        return [self.answer.columns[place] for place in self.places]

    @property
    def relations(self) -> list[str]:
        return [name.removeprefix("gold.") for name in self.answer.relations]

    @property
    def has_rows(self) -> bool:
        return bool(self.answer.rows)

    @property
    def is_single(self) -> bool:
        """Whether there is nothing but figures: no names, so no table."""
        return len(self.answer.rows) == 1 and all(column.role == "metric" for column in self.columns)

    def figures(self) -> list[tuple[Column, Cell]]:
        return list(zip(self.columns, next(self._lines()), strict=True))

    def lines(self) -> list[list[Cell]]:
        return [line for line, _ in zip(self._lines(), range(ROWS_SHOWN), strict=False)]

    @property
    def hidden_rows(self) -> int:
        return max(0, len(self.answer.rows) - ROWS_SHOWN)

    def _lines(self) -> Iterator[list[Cell]]:
        linked = next((place for place in self.places if self.answer.columns[place].role == "metric"), self.places[0])
        for row, link in zip(self.answer.rows, self.answer.links or [""] * len(self.answer.rows), strict=True):
            yield [self._cell(place, row[place], link if place == linked else "") for place in self.places]

    def _cell(self, place: int, value: Any, url: str) -> Cell:
        column = self.answer.columns[place]
        is_change = column.suffix in CHANGES and value is not None and value != 0
        return Cell(cells.cell(value, column), url, value > 0 if is_change else None, column.role == "metric")

    @cached_property
    def figure(self) -> dict[str, Any] | None:
        """The Plotly figure of the chart, if the answer has one."""
        return figure_of(self.answer)

    @property
    def figure_id(self) -> str:
        return f"figure-{self.key}"

    @property
    def chart_title(self) -> str:
        shown = {column.name: column.label for column in self.columns}
        spec = self.answer.chart
        if spec is None:
            return ""
        split = " and ".join(shown[name].lower() for name in (spec.x, spec.series) if name)
        return f"{shown[spec.y[0]]} by {split}"

    def legend(self) -> list[LegendEntry]:
        """Which colour is what, where there are several: names of series, or the period and the one before."""
        spec, drawn = self.answer.chart, self.figure["data"] if self.figure else []
        if spec is None or len(drawn) < 2:
            return []
        if drawn[0].get("name") is None:
            before = LegendEntry("series-6 past", self.answer.period_before or "Before")
            return [before, LegendEntry("series-1", self.answer.period or "Now")]
        return [LegendEntry(f"series-{place}", unescape(trace["name"])) for place, trace in enumerate(drawn, start=1)]

    def chips(self) -> list[Chip]:
        return [
            Chip(
                PARTS.get(chip.kind, ""),
                chip.text,
                as_posted(chip.without) if chip.without else "",
                _buttons(chip.instead),
            )
            for chip in self.answer.chips
        ]

    def options(self) -> list[Button]:
        return _buttons(self.answer.options)

    def suggestions(self) -> list[Button]:
        return _buttons(self.answer.suggestions)


def shown_places(columns: Sequence[Column]) -> list[int]:
    places = [place for place, column in enumerate(columns) if column.role != "key"]
    return places or list(range(len(columns)))


def _chip(chip: answers.Chip) -> Chip:
    without = as_posted(chip.without) if chip.without else ""
    return Chip(PARTS.get(chip.kind, ""), chip.text, without, _buttons(chip.instead))


def _buttons(options: Sequence[Option]) -> list[Button]:
    return [Button(option.label, as_posted(option.intent)) for option in options]


def as_file(answer: Answer) -> table_files.Table:
    """All rows of an answer, in the columns that its table shows."""
    places = shown_places(answer.columns)
    rows = [[row[place] for place in places] for row in answer.rows]
    columns = []
    for index, place in enumerate(places):
        column = answer.columns[place]
        kind = _kind([row[index] for row in rows])
        columns.append(table_files.Column(column.name, kind, column.label, UNITS.get(column.unit, "")))
        if kind is Kind.TEXT:
            for row in rows:
                row[index] = None if row[index] is None else str(row[index])
    return table_files.Table("answer", columns, rows, lambda: len(rows))


def _kind(values: list[Any]) -> Kind:
    """What a column holds, by its values: an analyst's query has columns that no dictionary knows."""
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, date) and not isinstance(value, datetime) for value in known):
        return Kind.DATE
    found = {type(value) for value in known}
    return next((kind for types, kind in KINDS if found and found <= set(types)), Kind.TEXT)
