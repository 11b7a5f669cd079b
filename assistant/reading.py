"""An intent made ready to compile: metrics taken apart, periods resolved, what cannot be found as a Problem."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant import windows
from assistant.intent import Comparison, Filter, Intent, Order
from assistant.semantic import DIMENSIONS, METRICS
from assistant.semantic.members import Metric
from assistant.semantic.sources import ROSTERS
from assistant.sources_choice import Unanswerable, describe, person_filter, simple_parts
from assistant.windows import Span

STEPS = {"day": "1 day", "week": "7 days", "month": "1 month", "quarter": "3 months"}
SUFFIXES = ("_before", "_change", "_growth", "_gap", "_share", "_to_date")


@dataclass(frozen=True)
class Viewer:
    """Who asks: the number that deals know as agent, and those of the teams that the asker is in or manages."""

    agent_id: int
    team_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Happened:
    """What each member that is shown has done at least once or, `never`, not at all."""

    event: str
    filters: tuple[Filter, ...]
    span: Span | None
    never: bool


@dataclass(frozen=True)
class Reading:
    """`shown` are the metrics of the answer, `leaves` the counted ones that they are made of. `inside` are filters on
    what is counted, `outside` those on rows alone, which the whole of a share does not heed."""

    intent: Intent
    shown: tuple[Metric, ...]
    leaves: tuple[Metric, ...]
    span: Span | None
    before: Span | None
    inside: tuple[Filter, ...]
    outside: tuple[Filter, ...]
    never_in: str = ""
    happened: tuple["Happened", ...] = ()
    rank: bool = False
    change: bool = False
    gap: bool = False

    @property
    def time(self) -> str:
        """The one time dimension of the rows, or ""."""
        return next((name for name in self.intent.dimensions if DIMENSIONS[name].is_time), "")

    @property
    def steps(self) -> bool:
        """Whether each row is compared with the one a step of time before, instead of a period with another."""
        return self.change and bool(self.time)

    @property
    def whole(self) -> bool:
        """Whether a share is of everything, as no dimension says of what else."""
        return bool(self.intent.share_of) and not self.intent.dimensions


def read(intent: Intent, as_of: date, viewer: Viewer) -> Reading:
    """Raise Unanswerable where the members do not go together; the intent is valid otherwise."""
    intent, rank = _plain_metrics(intent)
    shown = _with_companions(intent.metrics)
    span = _span(intent, as_of)
    members = intent.compare is not None and intent.compare.kind == "members"
    change = intent.compare is not None and not members
    person = person_filter(intent, viewer.agent_id, viewer.team_ids)
    filters = (*intent.filters, *person)
    placed = intent.share_of or intent.ranked or (rank and not intent.within)
    outside = tuple(f for f in filters if placed and f.member in intent.dimensions)
    reading = Reading(
        intent=intent,
        shown=shown,
        leaves=tuple(dict.fromkeys(part for metric in shown for part in simple_parts(metric))),
        span=span,
        before=_before(intent, span, as_of),
        inside=tuple(f for f in filters if f not in outside),
        outside=outside,
        rank=rank or intent.ranked or bool(intent.within),
        change=change,
        gap=members,
    )
    _check(reading)
    return _with_happened(reading, person, as_of) if intent.never or intent.ever else reading


def _plain_metrics(intent: Intent) -> tuple[Intent, bool]:
    """Turn shares, ranks, changes and running totals of a metric into the metric and what is done with it."""
    kinds = {METRICS[name].kind for name in intent.metrics}
    names = tuple(dict.fromkeys(METRICS[name].base or name for name in intent.metrics))
    found: dict[str, Any] = {"metrics": names}
    if "share" in kinds and not intent.share_of:
        found["share_of"] = "total"
    if "cumulative" in kinds:
        found["running"] = True
    if kinds & {"change", "growth"} and intent.compare is None:
        found["compare"] = Comparison()
    order = tuple(_ordered(part) for part in intent.order)
    having = tuple(replace(part, member=_member(part.member)) for part in intent.having)
    return replace(intent, order=order, having=having, **found), "rank" in kinds


def _ordered(part: Order) -> Order:
    metric = METRICS.get(part.member)
    if metric and metric.kind == "rank":  # the first place has the largest value
        return Order(metric.base, not part.descending)
    return replace(part, member=_member(part.member))


def _member(name: str) -> str:
    metric = METRICS.get(name)
    suffix = {"share": "share", "cumulative": "to_date", "change": "change", "growth": "growth"}
    return f"{metric.base}_{suffix[metric.kind]}" if metric and metric.kind in suffix else name


def _with_companions(names: tuple[str, ...]) -> tuple[Metric, ...]:
    also = [other for name in names for other in METRICS[name].with_also]
    return tuple(METRICS[name] for name in dict.fromkeys([*names, *also]))


def _span(intent: Intent, as_of: date) -> Span | None:
    try:
        span = windows.read(intent.period, as_of)
    except windows.WindowError as error:
        raise Unanswerable("outside", str(error)) from error
    if span is None or intent.period_by == "expected_close":
        return span
    if span.first > as_of:
        raise Unanswerable(
            "outside", f"{span.name} is after {as_of.isoformat()}, the day up to which there are figures."
        )
    return span.cut(as_of)


def _before(intent: Intent, span: Span | None, as_of: date) -> Span | None:
    if (
        intent.compare is None
        or intent.compare.kind == "members"
        or any(DIMENSIONS[name].is_time for name in intent.dimensions)
    ):
        return None
    if span is None:
        raise Unanswerable(
            "which_date", "Which period should be compared?", ("this_quarter", "last_quarter", "this_year")
        )
    if intent.compare.kind == "period":
        other = _span(replace(intent, period=intent.compare.period), as_of)
    else:
        other = windows.before(span, intent.compare.kind, as_of)
    if other is None:
        raise Unanswerable("outside", f"There is no period before {span.name} to compare with.")
    return other


def _check(reading: Reading) -> None:
    intent = reading.intent
    times = [name for name in intent.dimensions if DIMENSIONS[name].is_time]
    if (intent.running or reading.change) and len(times) > 1:
        raise Unanswerable(
            "cannot_combine", "Choose one of " + " and ".join(DIMENSIONS[t].label.lower() for t in times) + "."
        )
    if intent.running and not times:
        raise Unanswerable("which_date", "Over what should the total run?", ("month", "quarter"))
    if reading.steps:
        _check_steps(reading, times[0])
    for wanted, word in ((intent.running, "a running total"), (bool(intent.share_of), "a share")):
        if wanted and not any(metric.additive for metric in reading.shown):
            raise Unanswerable("cannot_combine", f"{reading.shown[0].label} does not add up, so it has no {word[2:]}.")
    if reading.gap and not intent.dimensions:
        raise Unanswerable("cannot_combine", "Say what should be compared with each other: regions, agents, products.")
    if intent.share_of not in {"", "total", *intent.dimensions}:
        label = DIMENSIONS[intent.share_of].label.lower()
        raise Unanswerable("cannot_combine", f"Shares within each {label} need {label} as a column.")
    if intent.within and intent.within not in intent.dimensions:
        label = DIMENSIONS[intent.within].label.lower()
        raise Unanswerable("cannot_combine", f"Places within each {label} need {label} as a column.")


def _check_steps(reading: Reading, time: str) -> None:
    kind = reading.intent.compare.kind if reading.intent.compare else ""
    label = DIMENSIONS[time].label.lower()
    if kind == "period":
        raise Unanswerable("cannot_combine", f"Compare two periods as a whole, or show each {label}; not both.")
    if time not in {*STEPS, "year"} or (kind == "year_before" and time == "week"):
        raise Unanswerable(
            "cannot_combine", f"A {label} has no {'one a year' if kind == 'year_before' else 'step'} before it."
        )


def _with_happened(reading: Reading, person: tuple[Filter, ...], as_of: date) -> Reading:
    intent = reading.intent
    views = {view: name for name, (view, _) in ROSTERS.items()}
    subject = next((name for name in intent.dimensions if name in ROSTERS), "")
    if not subject:
        sources = [measure.source for leaf in reading.leaves for measure in leaf.measures]
        subject = next((views[source] for source in sources if source in views), "")
    if not subject:
        raise Unanswerable("cannot_combine", "Say who never did it: accounts, agents or products.")
    if intent.compare or intent.period:
        raise Unanswerable("cannot_combine", "“Never” has a period of its own and no comparison.")
    about = () if subject == "agent" else person
    inside = tuple(f for f in reading.inside if f not in about)
    said = [(one, False) for one in intent.ever] + ([(intent.never, True)] if intent.never else [])
    happened = tuple(
        Happened(one.event, (*one.filters, *about), _span(replace(intent, period=one.period), as_of), never)
        for one, never in said
    )
    return replace(reading, never_in=subject, happened=happened, inside=inside)


def words(reading: Reading, by: str, as_of: date) -> tuple[str, str]:
    """Return the period and the compared one in words."""
    return describe(by, reading.span, as_of), describe(by, reading.before, as_of)
