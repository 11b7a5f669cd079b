"""What could be asked next: three questions made by rule from the one that was answered, and where to begin."""

from datetime import date

from assistant.changes import Answerable, answerable, changed
from assistant.filled import Option
from assistant.intent import Comparison, Intent, Order
from assistant.phrases import NameOf, title
from assistant.semantic import DIMENSIONS, METRICS
from assistant.semantic.dimensions import GRAINS

MOST = 3
# What a figure is split by next, after what it is split by now.
NEXT = {
    "": ("region", "month", "product", "segment", "stage"), "region": ("team", "agent"), "team": ("agent", "product"),
    "manager": ("agent",), "agent": ("product",), "product": ("region", "agent"), "series": ("product",),
    "sector": ("account",), "country": ("account",), "account": ("product",), "segment": ("sector", "account"),
    "stage": ("agent", "product"), "month": ("region", "product"), "quarter": ("region", "product"),
    "year": ("quarter", "region"),
}  # fmt: skip
PLACES = 5
COUNTED = {"accounts": "account", "agents": "agent", "products": "product"}


def suggestions(intent: Intent, *, as_of: date, name_of: NameOf, can: Answerable, rows: int = 0) -> tuple[Option, ...]:
    """Return three follow-ups: split further, compared with the period before, the first places, over time."""
    asked = [
        *_listed(intent),
        *_splits(intent),
        *_compared(intent),
        *_top(intent, rows),
        *_over_time(intent),
        *_wider(intent),
    ]
    options = [(title(each, as_of=as_of, name_of=name_of), each) for each in asked]
    return answerable(options, can, MOST, intent)


def _splits(intent: Intent) -> list[Intent]:
    if not intent.metrics or len(intent.dimensions) > 1 or intent.compare:
        return []
    held = {one.member for one in intent.filters if len(one.values) == 1} | set(intent.dimensions)
    now = intent.dimensions[0] if intent.dimensions else ""
    ways = [name for name in NEXT.get(now, ()) if name not in held]
    return [changed(intent, dimensions=(*intent.dimensions, name), limit=None, order=()) for name in ways][:1]


def _listed(intent: Intent) -> list[Intent]:
    """Those who were counted, by name."""
    if intent.tally:
        return [changed(intent, tally=False)]
    member = COUNTED.get(intent.metrics[0]) if len(intent.metrics) == 1 and not intent.dimensions else None
    return [changed(intent, metrics=(), dimensions=(member,))] if member and not intent.period else []


def _compared(intent: Intent) -> list[Intent]:
    if not intent.period or intent.compare or not intent.metrics or _over(intent):
        return []
    return [changed(intent, compare=Comparison())]


def _top(intent: Intent, rows: int) -> list[Intent]:
    if intent.limit or len(intent.dimensions) != 1 or not intent.metrics or rows <= PLACES or _over(intent):
        return []
    return [changed(intent, order=(Order(_base(intent.metrics[0])),), limit=PLACES)]


def _over_time(intent: Intent) -> list[Intent]:
    if not intent.metrics or _over(intent) or intent.compare:
        return []
    return [changed(intent, dimensions=("month",), order=(), limit=None)]


def _wider(intent: Intent) -> list[Intent]:
    """What is left where the others do not fit: without the narrowest condition, or other figures."""
    found = [changed(intent, filters=intent.filters[:-1])] if intent.filters else []
    found += [changed(intent, compare=None)] if intent.compare else []
    found += [changed(intent, limit=None, order=())] if intent.limit else []
    found += [changed(intent, dimensions=(name,), order=(), limit=None) for name in ("region", "product", "agent")]
    found += [changed(intent, metrics=("revenue", "wins")), changed(intent, metrics=("win_rate",))]
    return found


def _over(intent: Intent) -> bool:
    return any(DIMENSIONS[name].name in GRAINS for name in intent.dimensions)


def _base(name: str) -> str:
    return METRICS[name].base or name
