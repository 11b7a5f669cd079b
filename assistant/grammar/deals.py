"""Single deals: the largest ones, those that are open, the oldest."""

from dataclasses import replace

from assistant.filled import Asker
from assistant.grammar.dimensions import subject_of
from assistant.grammar.figures import Figures
from assistant.grammar.parts import parts_of
from assistant.grammar.slots import Slots, Super
from assistant.grammar.states import NARROWS, states_of
from assistant.intent import Filter, Intent, Order

# The figure that is shown beside each deal.
LISTED = {
    "won": "revenue", "lost": "list_value_lost", "open": "open_value", "stale": "open_value", "overdue": "open_value",
    "closed": "revenue", "deep": "given_away",
}  # fmt: skip
STILL_OPEN = {"open", "stale", "overdue"}
MANY_DEALS = 10  # how many the largest deals are where nobody said


def deals_of(slots: Slots, asker: Asker, said: list[str], figures: Figures) -> Intent:
    """Return the intent of a list of single deals. Raise Unclear."""
    one = next(iter(slots.supers), None)
    state = _state(figures, one)
    metric = LISTED.get(state, "revenue") if state else "open_value"
    parts = parts_of(slots, asker, said, Figures((LISTED.get(state, "revenue"),), state=state))
    if not state:
        said.append("Deals that are open.")
    shown = (subject_of(slots), "deal") if slots.has("WHO") and subject_of(slots) else ("deal", *slots.beside)
    filters = (*_narrow(states_of(slots), state, one), *parts["filters"])
    intent = Intent(**parts | {"metrics": (metric,), "filters": filters, "dimensions": shown, "having": ()})
    if one is None:
        return replace(intent, limit=slots.subject_count or None)
    return _extreme(intent, one, state, one.count or slots.subject_count or (MANY_DEALS if one.plural else 1))


def _state(figures: Figures, one: Super | None) -> str:
    """What the deals are, where it is said or follows: a deal is old while it is open, and large once it is won."""
    if figures.state:
        return figures.state
    if "open_age" in figures.metrics:
        return "open"
    if figures.metrics[:1] == ("losses",):
        return "lost"
    if one is None:
        return ""
    return "open" if one.hint == "age" and one.way == "high" else "won"


def _narrow(states: list[str], state: str, one: Super | None) -> tuple[Filter, ...]:
    listed = [name for name in states if name in NARROWS] or [state or "open"]
    if "closed" in listed and ("won" in listed or (one and listed == ["closed"])):
        return NARROWS["won"]  # the biggest deal that was closed
    return tuple(part for name in dict.fromkeys(listed) for part in NARROWS.get(name, ()))


def _extreme(intent: Intent, one: Super, state: str, count: int) -> Intent:
    """The largest, oldest, newest, slowest or fastest of the deals."""
    low = one.way in {"low", "worst", "few", "bottom"}
    metric = intent.metrics[0]
    if one.hint == "age" and state not in STILL_OPEN:
        return replace(
            intent, dimensions=(*intent.dimensions, "day"), order=(Order("day", low),), limit=count, skip=one.skip
        )
    length = ""
    if one.hint in {"age", "cycle"}:
        length = "open_age" if state in STILL_OPEN else "lost_cycle" if state == "lost" else "won_cycle"
    metrics = (length, metric) if length else (metric,)
    return replace(intent, metrics=metrics, order=(Order(metrics[0], not low),), limit=count, skip=one.skip)
