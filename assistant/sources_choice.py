"""Which gold view serves which part of a question, and which conditions the question sets on it."""

import re
from dataclasses import dataclass, field
from datetime import date

from assistant.intent import Filter, Intent
from assistant.semantic import DIMENSIONS, METRICS, SOURCES
from assistant.semantic.members import Column, Measure, Metric, Source
from assistant.semantic.sources import ROSTERS
from assistant.sql_text import condition, literal, without_values
from assistant.windows import EARLIEST, LATEST, Span

TIME_NAMES = {
    "close": "close date", "engage": "engage date", "expected_close": "expected close date",
    "first_win": "first purchase", "entered": "day it entered the stage", "left": "day it left the stage",
    "activity": "day of the activity", "month_end": "month’s end",
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """Why a question has no answer, in a sentence for people; `choices` are what could be meant instead.

    `kind`: unknown, cannot_combine, which_date, outside, value or too_much.
    """

    kind: str
    text: str
    choices: tuple[str, ...] = ()


class Unanswerable(Exception):
    """Carries a Problem up to whoever compiles."""

    def __init__(self, kind: str, text: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.problem = Problem(kind, text, choices)


@dataclass(frozen=True)
class Leaf:
    """A metric that is counted, the measure chosen for it and the date that its period is about, or ""."""

    metric: Metric
    measure: Measure
    by: str

    @property
    def source(self) -> Source:
        return SOURCES[self.measure.source]


@dataclass(frozen=True)
class Asked:
    """What every measure has to serve: dimensions, filters and the spans of the question."""

    dimensions: tuple[str, ...]
    filters: tuple[Filter, ...]
    spans: tuple[Span | None, ...]
    period_by: str

    @property
    def times(self) -> tuple[str, ...]:
        return tuple(name for name in self.dimensions if DIMENSIONS[name].is_time)

    @property
    def members(self) -> tuple[str, ...]:
        return (*self.dimensions, *(asked.member for asked in self.filters))

    @property
    def needs_date(self) -> bool:
        return any(self.spans) or any(DIMENSIONS[name].is_time for name in self.members)


@dataclass
class Branch:
    """The leaves that one scan of a view counts, told apart by the date they are grouped by."""

    source: Source
    by: str
    leaves: list[Leaf] = field(default_factory=list)
    extra: tuple[str, ...] = ()


def choose(leaves: list[Metric], asked: Asked, only: str = "") -> list[Leaf]:
    """Return a measure for each metric, the first of its own that serves; on the view `only`, where it is named."""
    chosen = [_first(metric, asked, only) for metric in leaves]
    views = {leaf.measure.source for leaf in chosen}
    if {"deal", "sales_month"} <= views:
        # The same figures: deals are read in any case.
        chosen = [
            _on(leaf.metric, "deal", asked) or leaf if leaf.source.view == "sales_month" else leaf for leaf in chosen
        ]
    return chosen


def branches(leaves: list[Leaf], asked: Asked) -> list[Branch]:
    found: dict[tuple[str, str], Branch] = {}
    for leaf in leaves:
        key = (leaf.measure.source, leaf.by if asked.times else "")
        found.setdefault(key, Branch(leaf.source, leaf.by)).leaves.append(leaf)
    return list(found.values())


def lister(asked: Asked) -> Branch:
    """The view to list members from, where no figure is asked for."""
    for view in ("agent", "product_performance", "account_360", *SOURCES):
        source = SOURCES[view]
        by = asked.period_by or next(iter(source.times), "")
        dated = not asked.needs_date or (by in source.times and not source.monthly)
        if dated and all(_has(source, member) for member in asked.members):
            roster = [
                where for view, where in (ROSTERS.get(d, ("", "")) for d in asked.dimensions) if view == source.view
            ]
            return Branch(source, by, extra=tuple(where for where in roster if where))
    names = ", ".join(sorted({DIMENSIONS[member].label for member in asked.members}))
    raise Unanswerable("cannot_combine", f"{names} cannot be listed together.")


def _on(metric: Metric, view: str, asked: Asked) -> Leaf | None:
    for measure in metric.measures:
        if measure.source == view and not _lack(measure, asked):
            return Leaf(metric, measure, asked.period_by or measure.time)
    return None


def _first(metric: Metric, asked: Asked, only: str) -> Leaf:
    for measure in metric.measures:
        if only in {"", measure.source} and not _lack(measure, asked):
            return Leaf(metric, measure, asked.period_by or measure.time)
    raise _refused(metric, asked)


def _lack(measure: Measure, asked: Asked) -> str:
    """Say what the measure cannot serve, or nothing."""
    source = SOURCES[measure.source]
    lacking = [name for name in asked.members if not _has(source, name)]
    if lacking:
        return lacking[0]
    if asked.needs_date:
        by = asked.period_by or measure.time
        if not by or by not in measure.times:
            return "date"
        if source.monthly and not _whole_months(asked):
            return "months"
    return ""


def _has(source: Source, member: str) -> bool:
    return DIMENSIONS[member].is_time or member in source.columns


def _whole_months(asked: Asked) -> bool:
    fine = {"day", "week", "weekday"}.isdisjoint(asked.members)
    return fine and all(span.is_whole_months for span in asked.spans if span)


def _refused(metric: Metric, asked: Asked) -> Unanswerable:
    lacks = [_lack(measure, asked) for measure in metric.measures]
    label = metric.label
    if "date" in lacks:
        times = metric.measures[lacks.index("date")].times
        return _dateless(label, times, asked)
    if "months" in lacks:
        return Unanswerable("cannot_combine", f"{label} is kept by whole months: ask for months, quarters or years.")
    # Of several views the last says what is missing; where none is missing the view itself was not allowed.
    name = lacks[-1]
    if not name:
        return Unanswerable("cannot_combine", f"{label} cannot be asked for of those who never did something.")
    word = "split by" if name in asked.dimensions else "narrowed by"
    could = tuple(d.label for d in DIMENSIONS.values() if d.splits and splits(metric, d.name))
    return Unanswerable("cannot_combine", f"{label} cannot be {word} {DIMENSIONS[name].label.lower()}.", could[:8])


def _dateless(label: str, times: tuple[str, ...], asked: Asked) -> Unanswerable:
    if asked.period_by:
        said = TIME_NAMES.get(asked.period_by, asked.period_by)
        return Unanswerable("cannot_combine", f"{label} cannot be asked for by {said}.")
    if not times:
        return Unanswerable("cannot_combine", f"{label} is as of the reporting day; it has no period.")
    names = tuple(TIME_NAMES[time] for time in times)
    text = f"{label} is as of the reporting day. Which date should the period be about: {' or '.join(names)}?"
    return Unanswerable("which_date", text, times)


def splits(metric: Metric, dimension: str) -> bool:
    """Whether a metric can be split by a dimension."""
    simple = simple_parts(metric)
    time = DIMENSIONS[dimension].is_time
    if not simple:
        return False
    return all(_any_measure(part, dimension, time) for part in simple)


def _any_measure(metric: Metric, dimension: str, time: bool) -> bool:
    asked = Asked((dimension,), (), (), "")
    dated = (
        [Asked((dimension,), (), (), by) for measure in metric.measures for by in measure.times] if time else [asked]
    )
    return any(not _lack(measure, one) for measure in metric.measures for one in dated)


def simple_parts(metric: Metric) -> list[Metric]:
    """Return the counted metrics that a metric is made of, itself if it is one."""
    if metric.kind == "simple":
        return [metric]
    names = [metric.base] if metric.base else part_names(metric)
    return [part for name in names for part in simple_parts(METRICS[name])]


def part_names(metric: Metric) -> list[str]:
    return [name for name in METRICS if "{" + name + "}" in metric.formula]


def column(source: Source, dimension: str, by: str) -> Column:
    """Return the SQL of a dimension on a view."""
    if not DIMENSIONS[dimension].is_time:
        return source.columns[dimension]
    if (by, dimension) in source.grains:
        return Column(source.grains[by, dimension])
    day = source.times[by]
    return Column(_grain(day, dimension))


def _grain(day: str, grain: str) -> str:
    if grain == "day":
        return day
    if grain == "year":
        return f"cast(extract(year from {day}) as integer)"
    if grain == "month_of_quarter":
        return f"(cast(extract(month from {day}) as integer) - 1) % 3 + 1"
    if grain == "weekday":
        return f"cast(extract(isodow from {day}) as integer)"
    return f"cast(date_trunc('{grain}', cast({day} as timestamp)) as date)"


def filter_sql(source: Source, by: str, asked: Filter) -> str:
    """Write a filter on a view: whole numbers mean the key of what has one, texts its name."""
    found = column(source, asked.member, by)
    keyed = found.key and all(isinstance(value, int) and not isinstance(value, bool) for value in asked.values)
    expression = found.key if keyed and asked.values else found.label
    if DIMENSIONS[asked.member].kind == "yes/no" and asked.operator == "is_not":
        asked = Filter(asked.member, "is", tuple(not value for value in asked.values))
    return condition(expression, asked)


def span_sql(source: Source, by: str, span: Span) -> str:
    """Write that a date of the view lies in a span."""
    day, first, last = source.times[by], literal(span.first), literal(span.last)
    if span.first == EARLIEST:
        return f"{day} <= {last}"
    if span.last >= LATEST:
        return f"{day} >= {first}"
    return f"{day} = {first}" if span.first == span.last else f"{day} between {first} and {last}"


def joins(source: Source, texts: list[str]) -> list[str]:
    """Return the joins that the texts need."""
    read = " ".join(without_values(text) for text in texts)
    used = [view for view in source.joins if re.search(rf"\b{view}\.", read)]
    return [f"left join gold.{view} on {source.joins[view]}" for view in used]


def describe(by: str, span: Span | None, as_of: date) -> str:
    """Say a period in words: Q4 2017 by close date."""
    if span is None:
        return ""
    over = f", up to {as_of.isoformat()}" if span.unfinished else ""
    return f"{span.name}{over}{' by ' + TIME_NAMES[by] if by else ''}"


def person_filter(intent: Intent, agent_id: int, team_ids: tuple[int, ...]) -> tuple[Filter, ...]:
    if intent.person == "me":
        return (Filter("agent", "is", (agent_id,)),)
    if intent.person == "team":
        if not team_ids:
            raise Unanswerable("value", "You are in no team, so there are no figures of your team.")
        return (Filter("team", "is", team_ids),)
    return ()
