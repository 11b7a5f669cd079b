"""Shares: of which whole, and which part of it is asked for."""

from dataclasses import replace

from assistant.grammar.ranks import MANY
from assistant.grammar.slots import Slots
from assistant.grammar.unclear import Unclear
from assistant.intent import Filter, Intent
from assistant.semantic import DIMENSIONS, METRICS

# Words for a share that also say how a change is written.
PERCENT = {"percent", "in percent", "%", "percentage", "as percent"}


def shared(slots: Slots, intent: Intent) -> Intent:
    """Make an intent one of shares. Raise Unclear where the part or the whole is not clear."""
    if any(one.of == "DIM" for one in slots.supers) and slots.subject == "account":
        count = slots.supers[0].count or (MANY if slots.plural else 1)
        slots.supers.clear()
        return replace(
            intent,
            metrics=("concentration",),
            dimensions=(),
            filters=(*intent.filters, Filter("customer_rank", "at_most", (count,))),
        )
    if len(slots.periods) > 1:
        raise Unclear("A share of one period in another is not known: compare the two.")
    if intent.dimensions or len(intent.filters) < 2:
        return replace(intent, share_of="total")
    named = [one for one in intent.filters if one.operator == "is" and DIMENSIONS[one.member].splits]
    part = _part_filter(slots, named)
    if part is None:
        raise Unclear("The share of which, and of what? Say for example: what share of the East’s revenue is GTX Pro.")
    return replace(intent, dimensions=(part.member,), share_of="total")


def _part_filter(slots: Slots, filters: list[Filter]) -> Filter | None:
    """Of several names the part is whose share it is, or what the whole is said to be: her revenue is GTX Pro."""
    found = {one.member: one for one in filters}
    share = slots.signs["SHARE"]
    for values, at in slots.values:
        if at < share and slots.starts[at][1] and not values.negated:
            return found.get(values.dimension)
    said = {"is", "are", "was", "were", "from", "be", "to", "by"}
    first = next(
        (values for values, at in slots.values if at in {share + 1, share + 2} and not slots.starts[at][1]), None
    )
    where = next((at for values, at in slots.values if values is first), 0)
    if (
        first is not None
        and slots.metrics
        and slots.metrics[0][1] > where + 1
        and not first.negated
        and len(slots.values) > 1
    ):
        return found.get(first.dimension)  # share of GTX Pro in the revenue of the East
    last = max(slots.values, key=lambda pair: pair[1], default=None)
    if last is None or last[0].negated:
        return None
    before = slots.plain[max(slots.starts[last[1]][0] - 2, 0) : slots.starts[last[1]][0]]
    return found.get(last[0].dimension) if said & set(before) else None


def is_rate(metrics: tuple[str, ...]) -> bool:
    """Return whether the first figure is a share or a ratio by itself."""
    return bool(metrics) and METRICS[metrics[0]].unit in {"rate", "ratio"}
