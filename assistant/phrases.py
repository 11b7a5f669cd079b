"""An intent in words: its parts for the reading, and as a whole for buttons and titles."""

from collections.abc import Callable, Sequence
from datetime import date

from analytics.core.written import written
from assistant import windows
from assistant.cells import member
from assistant.intent import OPERATORS, Filter, Intent, Value
from assistant.semantic import DIMENSIONS, METRICS

# The name of a value of a dimension, where a number stands for it.
NameOf = Callable[[str, Value], str]
MOST_NAMED = 3
OF_FIGURES = {
    "_before": "{} before", "_change": "change of {}", "_growth": "growth of {}", "_gap": "{} against the largest",
    "_share": "share of {}", "_to_date": "{} to date",
}  # fmt: skip
PERSONS = {"me": "mine alone", "team": "my team’s"}
EVER = {
    "won": "with a win", "lost": "with a loss", "closed": "with a closed deal", "open": "with an open deal",
    "deal": "with a deal",
}  # fmt: skip
NEVER = {
    "won": "without a win", "lost": "without a loss", "closed": "without a closed deal",
    "open": "without an open deal", "deal": "without a deal",
}  # fmt: skip


def as_written(dimension: str, value: Value) -> str:
    """Name a value that speaks for itself."""
    return member(value, dimension)


def label(name: str) -> str:
    """What a dimension, a figure or something derived of a figure is called, beginning small: change of won value."""
    if name in DIMENSIONS:
        return small(DIMENSIONS[name].label)
    if name in METRICS:
        return small(METRICS[name].label)
    stem, suffix = next(((name.removesuffix(s), s) for s in OF_FIGURES if name.endswith(s)), (name, ""))
    return OF_FIGURES.get(suffix, "{}").format(small(METRICS[stem].label) if stem in METRICS else stem)


def small(text: str) -> str:
    """Begin small, unless the word is all capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def large(text: str) -> str:
    return text[:1].upper() + text[1:]


def listed(names: list[str], word: str = "and") -> str:
    """A, B and C."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def values_of(asked: Filter, name_of: NameOf) -> list[str]:
    """The values of a condition in words, by the unit of what they are compared with."""
    unit = _unit(asked.member)
    return [
        written(value, unit) if unit and not isinstance(value, str) else name_of(asked.member, value)
        for value in asked.values
    ]


def _unit(name: str) -> str:
    if name in DIMENSIONS:
        dimension = DIMENSIONS[name]
        return dimension.unit if dimension.kind in {"number", "date"} else ""
    if name in METRICS:
        return METRICS[name].unit
    stem = next((name.removesuffix(suffix) for suffix in OF_FIGURES if name.endswith(suffix)), name)
    ratio = name.endswith(("_growth", "_share"))
    return "ratio" if ratio else METRICS[stem].unit if stem in METRICS else "count"


def condition(asked: Filter, name_of: NameOf = as_written) -> str:
    """A condition in words: region is West, list price > $1,000, stale, not stale."""
    name = label(asked.member)
    if asked.values and isinstance(asked.values[0], bool):
        holds = asked.values[0] is (asked.operator == "is")
        return name if holds else f"not {name}"
    if asked.operator in {"is_empty", "is_not_empty"}:
        return f"{name} {OPERATORS[asked.operator]}"
    values = values_of(asked, name_of)
    if asked.operator == "between":
        return f"{name} from {' to '.join(values)}"
    if len(values) > MOST_NAMED:
        values = [*values[: MOST_NAMED - 1], f"{len(values) - MOST_NAMED + 1} more"]
    return f"{name} {OPERATORS[asked.operator]} {listed(values, 'or')}"


def narrowed(filters: Sequence[Filter], name_of: NameOf = as_written) -> str:
    """Conditions behind what they narrow: names plainly, all else as a clause: for GTX Pro where stale."""
    names, clauses = [], []
    for asked in filters:
        dimension = DIMENSIONS[asked.member]
        if asked.operator == "is" and (dimension.kind, dimension.unit) == ("text", "text") and len(asked.values) == 1:
            names += values_of(asked, name_of)
        else:
            clauses.append(condition(asked, name_of))
    told = f" for {listed(names)}" if names else ""
    return told + (f" where {listed(clauses)}" if clauses else "")


def happened(intent: Intent, name_of: NameOf = as_written) -> str:
    """What those that are shown have and have not: with a win for GTX Pro and without a deal."""
    parts = [f"{EVER[one.event]}{narrowed(one.filters, name_of)}" for one in intent.ever]
    if intent.never:
        parts.append(f"{NEVER[intent.never.event]}{narrowed(intent.never.filters, name_of)}")
    return f" {listed(parts)}" if parts else ""


def period_name(text: str, as_of: date) -> str:
    """The days that a period means, in words; its own text where it means none."""
    try:
        span = windows.read(text, as_of)
    except windows.WindowError:
        return text
    return span.name if span else "all time"


def places(intent: Intent) -> str:
    """Which places of a list are shown: the first 5, place 2, places 6 to 10 from the last."""
    last, limit = bool(intent.order and not intent.order[0].descending), intent.limit or 0
    if not intent.skip:
        return f"the {'last' if last else 'first'}{f' {limit:,}' if limit > 1 else ''}"
    first = intent.skip + 1
    which = f"place {first:,}" if first == limit else f"places {first:,} to {limit:,}"
    return f"{which}{' from the last' if last else ''}"


def title(intent: Intent, *, as_of: date, name_of: NameOf = as_written) -> str:
    """The whole question in words, as a button says it: Won value by region, Q4 2017."""
    what = listed([label(name) for name in intent.metrics]) if intent.metrics else ""
    if not what:
        what = listed([label(name) + "s" for name in intent.dimensions]) if intent.dimensions else "figures"
    elif intent.dimensions:
        what += f" by {listed([label(name) for name in intent.dimensions])}"
    if intent.limit:
        what += f", {places(intent)}"
    if intent.tally:
        what = f"number of {label(intent.dimensions[0])}s"
    if intent.mean_over:
        what += f", mean per {label(intent.mean_over)}"
    what += happened(intent, name_of)
    parts = [large(what) + narrowed(intent.filters, name_of)]
    parts += [condition(asked, name_of) for asked in intent.having]
    if intent.person:
        parts.append(PERSONS[intent.person])
    if intent.period:
        parts.append(period_name(intent.period, as_of))
    if intent.compare:
        parts.append(against(intent, as_of))
    return ", ".join(parts)


def against(intent: Intent, as_of: date) -> str:
    """What is compared, in words."""
    compare = intent.compare
    if compare is None or compare.kind == "members":
        return "with each other"
    if compare.kind == "period":
        return f"against {period_name(compare.period, as_of)}"
    return "against a year before" if compare.kind == "year_before" else "against the period before"
