"""Whether an intent is made of known members, operators and values that fit; what is wrong in sentences for people."""

from collections.abc import Iterator
from datetime import date

from assistant.intent import COMPARISONS, EVENTS, OPERATORS, PERSONS, Filter, Intent, Value
from assistant.reading import SUFFIXES
from assistant.semantic import DIMENSIONS, METRICS
from assistant.semantic.members import Dimension
from assistant.sources_choice import TIME_NAMES, Problem

MOST_METRICS, MOST_DIMENSIONS, MOST_VALUES, MOST_PLACES, MOST_EVER = 6, 3, 200, 1000, 4
COMPARING = {"at_least", "more_than", "at_most", "less_than", "between"}
TEXTUAL = {"is", "is_not", "contains", "is_empty", "is_not_empty"}


def problems(intent: Intent) -> list[Problem]:
    """Return what is wrong with an intent, the worst first; nothing where it can be compiled, or at least tried."""
    return [*_members(intent), *_parts(intent), *_filters(intent)]


def _members(intent: Intent) -> Iterator[Problem]:
    for name in intent.metrics:
        if name not in METRICS:
            yield Problem("unknown", f"There is no figure called “{name}”.")
    for name in (*intent.dimensions, *(f.member for f in intent.filters)):
        if name not in DIMENSIONS:
            yield Problem("unknown", f"Nothing can be split or narrowed by “{name}”.")
    for name in intent.dimensions:
        if name in DIMENSIONS and not DIMENSIONS[name].splits:
            yield Problem("cannot_combine", f"{DIMENSIONS[name].label} narrows figures and does not split them.")
    if not intent.metrics and not intent.dimensions:
        yield Problem("unknown", "Ask for a figure, or for a list of agents, products, accounts or deals.")
    if len(set(intent.dimensions)) != len(intent.dimensions) or len(set(intent.metrics)) != len(intent.metrics):
        yield Problem("cannot_combine", "A column is asked for twice.")
    if len(intent.metrics) > MOST_METRICS or len(intent.dimensions) > MOST_DIMENSIONS:
        yield Problem("too_much", f"Ask for up to {MOST_METRICS} figures by up to {MOST_DIMENSIONS} columns.")


def _parts(intent: Intent) -> Iterator[Problem]:
    for part in (intent.within, "" if intent.share_of == "total" else intent.share_of):
        if part and part not in DIMENSIONS:
            yield Problem("unknown", f"Nothing can be split by “{part}”.")
    if intent.period_by and intent.period_by not in TIME_NAMES:
        yield Problem("unknown", f"There is no date called “{intent.period_by}”.", tuple(TIME_NAMES))
    if intent.limit is not None and not 1 <= intent.limit <= MOST_PLACES:
        yield Problem("value", f"A list can have 1 to {MOST_PLACES:,} places.")
    if intent.skip and not (intent.limit is not None and 0 < intent.skip < intent.limit):
        yield Problem("value", "Places that are left out must come before those that are shown.")
    if intent.limit is not None and not (intent.dimensions and (intent.metrics or intent.order)):
        yield Problem("cannot_combine", "The first places need something to count and something to split by.")
    yield from _choices(intent)
    shown = columns_of(intent)
    for order in intent.order:
        if order.member not in shown:
            yield Problem("cannot_combine", f"Rows cannot be ordered by “{order.member}”, which they do not show.")


def _choices(intent: Intent) -> Iterator[Problem]:
    if intent.person not in PERSONS:
        yield Problem("unknown", f"Nobody is called “{intent.person}”.")
    if intent.compare and intent.compare.kind not in COMPARISONS:
        yield Problem("unknown", f"Nothing is compared by “{intent.compare.kind}”.")
    if intent.compare and not intent.metrics:
        yield Problem("cannot_combine", "Say which figure should be compared.")
    if not intent.metrics and (intent.share_of or intent.running or intent.within or intent.having):
        yield Problem("cannot_combine", "Say which figure it is about.")
    yield from _rows(intent)


def _rows(intent: Intent) -> Iterator[Problem]:
    """What is wrong with how members are chosen, counted or placed."""
    for one in (*intent.ever, *((intent.never,) if intent.never else ())):
        if one.event not in EVENTS:
            yield Problem("unknown", f"Nothing is known of “{one.event}”.")
    if len(intent.ever) > MOST_EVER:
        yield Problem("too_much", f"Ask for up to {MOST_EVER} things that happened.")
    if intent.tally and len(intent.dimensions) != 1:
        yield Problem("cannot_combine", "Say what should be counted: accounts, agents, products.")
    if intent.mean_over and (
        intent.mean_over not in DIMENSIONS
        or intent.mean_over in intent.dimensions
        or intent.tally
        or intent.ranked
        or intent.compare
        or intent.limit
        or intent.share_of
        or intent.running
        or intent.never
        or intent.ever
    ):
        yield Problem("cannot_combine", "A mean over members goes with figures, splits and filters only.")
    if intent.mean_over and not all(METRICS[name].additive for name in intent.metrics if name in METRICS):
        yield Problem("cannot_combine", "Only what adds up has a mean over members.")
    if intent.ranked and not (intent.dimensions and intent.metrics):
        yield Problem("cannot_combine", "Places need something to count and something to split by.")


def columns_of(intent: Intent) -> set[str]:
    """Return the names that rows may be ordered or narrowed by."""
    metrics = [METRICS[name] for name in intent.metrics if name in METRICS]
    bases = {name for m in metrics for name in (m.name, m.base, *m.with_also) if name}
    derived = {m.kind for m in metrics}
    gap = intent.compare is not None and intent.compare.kind == "members"
    changes = intent.compare is not None and not gap
    wanted = {
        "_gap": gap,
        "_before": changes or derived & {"change", "growth"},
        "_change": changes or derived & {"change", "growth"},
        "_growth": changes or derived & {"change", "growth"},
        "_share": intent.share_of or "share" in derived,
        "_to_date": intent.running or "cumulative" in derived,
    }
    stems = {m.base or m.name for m in metrics}
    summed = {"_share", "_to_date"}
    more = {
        f"{stem}{suffix}"
        for suffix in SUFFIXES
        for stem in stems
        if wanted.get(suffix) and (suffix not in summed or METRICS[stem].additive)
    }
    return bases | set(intent.dimensions) | more


def _filters(intent: Intent) -> Iterator[Problem]:
    asked = [
        *intent.filters,
        *(part for one in (*intent.ever, *((intent.never,) if intent.never else ())) for part in one.filters),
    ]
    for one in asked:
        dimension = DIMENSIONS.get(one.member)
        if dimension is None:
            yield Problem("unknown", f"Nothing can be narrowed by “{one.member}”.")
            continue
        yield from _shape(one)
        yield from _fits(one, dimension)
    ranks = {name for name in intent.metrics if name in METRICS and METRICS[name].kind == "rank"}
    shown = columns_of(intent) - set(intent.dimensions) - ranks
    for one in intent.having:
        if one.member not in shown:
            yield Problem("cannot_combine", f"“{one.member}” is not among the figures that are asked for.")
        yield from _shape(one)
        if one.operator == "contains" or not all(_is_number(value) for value in one.values):
            yield Problem("value", "Figures are compared with numbers.")


def _shape(asked: Filter) -> Iterator[Problem]:
    if asked.operator not in OPERATORS:
        yield Problem("unknown", f"There is no comparison “{asked.operator}”.")
        return
    count = len(asked.values)
    wants = {"between": count == 2, "is": 0 < count <= MOST_VALUES, "is_not": 0 < count <= MOST_VALUES}
    empty = asked.operator in {"is_empty", "is_not_empty"}
    if not wants.get(asked.operator, count == (0 if empty else 1)):
        yield Problem("value", f"“{OPERATORS[asked.operator]}” has too few or too many values.")


def _fits(asked: Filter, dimension: Dimension) -> Iterator[Problem]:
    label = dimension.label
    if not all(_of_kind(value, dimension) for value in asked.values):
        yield Problem("value", f"{label} cannot be {_shown(asked.values)}.")
    if dimension.kind == "yes/no" and asked.operator not in {"is", "is_not"}:
        yield Problem("value", f"{label} is yes or no.")
    elif dimension.kind == "yes/no" and len(asked.values) != 1:
        yield Problem("value", f"{label} is yes or no, not both.")
    elif dimension.kind == "text" and dimension.unit == "text" and asked.operator not in TEXTUAL:
        yield Problem("value", f"{label} is a name and cannot be more or less.")
    elif asked.operator == "contains" and (dimension.kind != "text" or dimension.unit != "text"):
        yield Problem("value", f"{label} is no text to search in.")
    if dimension.options and asked.operator in {"is", "is_not"}:
        unknown = [value for value in asked.values if str(value) not in dimension.options]
        if unknown:
            yield Problem("value", f"{label} cannot be {_shown(tuple(unknown))}.", dimension.options)


def _of_kind(value: Value, dimension: Dimension) -> bool:
    if dimension.kind == "yes/no":
        return isinstance(value, bool)
    if dimension.kind == "number" or dimension.unit in {"score", "rank", "year"}:
        return _is_number(value)
    if dimension.unit == "date":
        return isinstance(value, date)
    return isinstance(value, str) or (bool(dimension.key) and _is_number(value) and isinstance(value, int))


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**15


def _shown(values: tuple[Value, ...]) -> str:
    return ", ".join(f"“{str(value)[:60]}”" for value in values[:3])
