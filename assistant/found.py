"""What a query found, as sentences, charts and links look at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from assistant.compiled import Column, Compiled
from assistant.intent import Intent
from assistant.phrases import NameOf, as_written
from assistant.semantic import DIMENSIONS, METRICS

Row = dict[str, Any]
SUFFIX_OF = {"share": "_share", "cumulative": "_to_date", "change": "_change", "growth": "_growth"}


@dataclass(frozen=True)
class Found:
    """The rows of a compiled intent. `is_cut`: there are more than these."""

    intent: Intent
    compiled: Compiled
    table: Sequence[tuple[Any, ...]]
    as_of: date
    is_cut: bool = False
    name_of: NameOf = as_written

    @cached_property
    def rows(self) -> list[Row]:
        names = [column.name for column in self.compiled.columns]
        return [dict(zip(names, row, strict=True)) for row in self.table]

    @cached_property
    def columns(self) -> dict[str, Column]:
        return {column.name: column for column in self.compiled.columns}

    @property
    def dimensions(self) -> list[Column]:
        return [column for column in self.compiled.columns if column.role == "dimension"]

    @property
    def time(self) -> Column | None:
        return next((column for column in self.dimensions if DIMENSIONS[column.member].is_time), None)

    @property
    def asked(self) -> list[Column]:
        """The figures that the question names, without those that only stand beside them."""
        names = dict.fromkeys(METRICS[name].base or name for name in self.intent.metrics)
        return [self.columns[name] for name in names]

    @property
    def ordered_by(self) -> str:
        """The column that rows are ordered by, if it is one of figures."""
        if self.intent.order:
            name = self.intent.order[0].member
            metric = METRICS.get(name)
            if metric and metric.base:
                name = metric.base + SUFFIX_OF.get(metric.kind, "")
            return name if name in self.columns and self.columns[name].role == "metric" else ""
        return "" if self.time and self.intent.limit is None else self.focus.name

    @property
    def descending(self) -> bool:
        if not self.intent.order:
            return True
        first = self.intent.order[0]
        is_place = first.member in METRICS and METRICS[first.member].kind == "rank"
        return first.descending is not is_place

    @property
    def focus(self) -> Column:
        """The column that the question is about: the one it orders by, else the first that it asks for."""
        if self.intent.order:
            name = self.intent.order[0].member
            metric = METRICS.get(name)
            if metric and metric.base:
                name = metric.base + SUFFIX_OF.get(metric.kind, "")
            if name in self.columns and self.columns[name].role == "metric":
                return self.columns[name]
        metric = METRICS[self.intent.metrics[0]]
        running = "_to_date" if self.intent.running else ""
        name = (metric.base or metric.name) + SUFFIX_OF.get(metric.kind, running)
        return self.columns[name if name in self.columns else metric.base or metric.name]
