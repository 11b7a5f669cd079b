"""Which way figures went: up or down; better and worse are the ways that are good of a figure, or bad."""

from dataclasses import replace

from assistant.grammar.slots import Slots
from assistant.intent import Intent
from assistant.semantic import METRICS

# Said of a change: how much it was, and not by how many per cent.
IN_MONEY = {"dollars", "dollar", "usd", "$", "absolute", "money", "points"}
IN_PERCENT = {"percent", "%", "percentage", "relative", "relatively", "proportionally", "percentagewise"}
# Of these a change is told as it is: two more wins, four days more.
PLAIN = {"count", "units", "days", "score"}
# What happened, told by two figures, of which neither was said: who closed most, by all that were decided or by wins.
EITHER = {
    ("closed", "wins"),
    ("losses", "list_value_lost"),
    ("units", "revenue"),
}


def way_of(said: str, metric: str) -> str:
    """Return up or down for a word of a change; what is neither stays as it is."""
    if said not in {"better", "worse"}:
        return said
    return "up" if (said == "better") is not METRICS[metric].best_is_low else "down"


def ways_of(slots: Slots, metric: str) -> set[str]:
    """Return the ways that are said: up, down, any."""
    return {way_of(way, metric) for way, _ in slots.changes}


def compared_way(slots: Slots, metric: str) -> str:
    """Return up or down where members had more or less than then, and "" where nothing of the kind is said."""
    said = {"more": "up", "less": "down"}.get(slots.less_or_more, slots.less_or_more)
    return way_of(said, metric) if said else ""


def measured_by(slots: Slots, metric: str) -> str:
    """Return the column that tells the change of a figure: by how much, or by how many per cent."""
    plain = (
        METRICS[metric].unit in PLAIN or "how m" in slots.words.get("CHANGE", "") or bool(IN_MONEY & {*slots.plain})
    ) and not IN_PERCENT & {*slots.plain}
    return f"{metric}_change" if plain else f"{metric}_growth"


def rival(slots: Slots, intent: Intent) -> Intent | None:
    """Return another reading of who comes first, where the words leave open by what, or nothing."""
    first = next(iter(intent.order), None)
    if first is None or not intent.limit:
        return None
    if first.member.endswith("_growth") and not IN_PERCENT & {*slots.plain}:
        other = f"{first.member.removesuffix('_growth')}_change"
    elif intent.metrics in EITHER and first.member == intent.metrics[0] and not slots.metrics:
        other = intent.metrics[1]
    else:
        return None
    return replace(intent, order=(replace(first, member=other), *intent.order[1:]))
