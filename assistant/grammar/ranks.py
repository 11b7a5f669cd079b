"""Places, the largest and the smallest, the first and the last."""

from dataclasses import replace
from datetime import date

from assistant.filled import Asker
from assistant.grammar import dates
from assistant.grammar.changing import measured_by, ways_of
from assistant.grammar.dimensions import subject_of
from assistant.grammar.slots import Slots, Super
from assistant.grammar.states import NARROWS, OPEN_FIGURES
from assistant.grammar.unclear import Unclear
from assistant.intent import Filter, Intent, Order
from assistant.semantic import METRICS

MANY = 5  # how many the top ones are where nobody said


# Of single deals: what is said to have become of those that a length is known of.
STATE_BY_LENGTH = {"won_cycle": "won", "lost_cycle": "lost", "open_age": "open"}


def joined(supers: list[Super]) -> list[Super]:
    """The best and the second best are the first two. Raise Unclear for places that do not follow each other."""
    if len(supers) < 2 or not any(one.skip for one in supers):
        return supers
    first, second = supers[:2]
    if len(supers) > 2 or first.skip or second.skip != (first.count or 1):
        raise Unclear("Which places are meant? Ask for them one after the other.")
    return [replace(first, count=second.count)]


def ranked(slots: Slots, asker: Asker, intent: Intent) -> Intent:
    """Give each row its place. Raise Unclear where it is not said among whom."""
    names = [
        one.member
        for one in intent.filters
        if one.operator == "is"
        and one.member in {"agent", "account", "product", "team", "region", "manager", "sector", "country", "series"}
    ]
    dimensions = intent.dimensions
    if not dimensions and intent.person == "me" and "agent" not in names:
        dimensions = ("agent",)
    if not dimensions and not names and slots.has("MY_TEAM", "MY"):
        dimensions = ("agent",)
    if not dimensions and names:
        dimensions = (names[-1],)
    if not dimensions:
        raise Unclear("Rank what: agents, customers, products or regions?")
    if slots.has("MY_TEAM") and slots.has("ME"):
        intent = replace(intent, filters=(*intent.filters, Filter("agent", "is", (asker.name,))))
    first = METRICS[intent.metrics[0]] if intent.metrics else None
    order = (Order(first.name),) if first and first.kind in {"change", "growth"} else intent.order
    return replace(intent, dimensions=dimensions, order=order, ranked=True)


def ranked_by_change(slots: Slots, intent: Intent) -> Intent:
    """Places by how much a figure changed: rank the regions by growth."""
    first = METRICS[intent.metrics[0]]
    stem = first.base or first.name
    order = (Order(measured_by(slots, stem), "down" not in ways_of(slots, stem)),)
    return replace(intent, metrics=(stem, *intent.metrics[1:]), order=order, ranked=True)


def extreme(slots: Slots, said: list[str], intent: Intent, one: Super) -> Intent:
    """Put the largest or smallest first. Raise Unclear where it is not said of what."""
    first, metrics = _measure(slots, said, intent.metrics, one)
    low = is_low(one, first)
    if not intent.dimensions and first in STATE_BY_LENGTH:
        return replace(
            intent,
            dimensions=("deal",),
            filters=(*NARROWS[STATE_BY_LENGTH[first]], *intent.filters),
            order=(Order(first, not low),),
            limit=one.count or 1,
            skip=one.skip,
        )
    if not intent.dimensions:
        raise Unclear(f"{METRICS[first].label}: by what? Say by agent, product, region or another split.")
    member = _member(slots, first)
    if slots.changes:
        low = _least_of_change(slots, first, one)
        if not low and "down" in ways_of(slots, first):
            # Who fell least is one of those who fell.
            intent = replace(intent, having=(*intent.having, Filter(f"{first}_change", "less_than", (0,))))
    intent = replace(intent, metrics=metrics, order=(Order(member, not low),))
    # Which of two or three is best is answered by all of them.
    own = [one for one in intent.filters if one.member == intent.dimensions[-1] and one.operator == "is"]
    if len(own) == 1 and len(own[0].values) == 1 and len(intent.dimensions) == 1 and not slots.changes:
        return replace(intent, ranked=True)  # is she our best agent: her place among all
    if any(values.either for values, _ in slots.values) or (slots.has("COMPARE", "VERSUS") and not slots.subject):
        return intent
    whose = intent.dimensions[-1] in {"agent", "account", "product"}
    did = slots.order.count("WHO") > 1 or {"actually", "those"} <= {*slots.plain}
    if low and (one.way != "few" or did) and METRICS[first].additive and member == first and whose:
        # The worst of those who did something; the fewest may be none at all.
        intent = replace(intent, having=(*intent.having, Filter(first, "more_than", (0,))))
    return replace(intent, limit=_places(slots, one), skip=one.skip, within=_within(slots, intent))


def _least_of_change(slots: Slots, metric: str, one: Super) -> bool:
    """Whether the smallest change comes first: the largest fall does, and the worst one is the largest."""
    if ways_of(slots, metric) == {"any"} and not slots.words.get("CHANGE", "how m").lower().startswith(
        ("how m", "by ")
    ):
        raise Unclear("The largest rise, or the largest fall?")
    falls = "down" in ways_of(slots, metric)
    if not falls:
        return one.way in {"low", "few", "worst", "bottom"}
    if one.way == "best":
        raise Unclear("The largest fall, or the smallest?")
    return one.way not in {"low", "few"}


def _measure(slots: Slots, said: list[str], metrics: tuple[str, ...], one: Super) -> tuple[str, tuple[str, ...]]:
    """By which figure they are the largest or smallest, and all figures that are shown."""
    first = metrics[0]
    if one.of == "METRIC":
        target = next((name for name, at in slots.metrics if at > one.at), first)
        first = target if target in metrics else first
        metrics = tuple(dict.fromkeys([first, *metrics]))
    beside = slots.metrics and (slots.metrics[0][1] < one.at or one.whose)
    after = one.of == "DIM" and beside and not slots.ordered_by
    if after and not one.hint and first != "revenue":
        # The win rate of the top five agents: they are the top ones by revenue.
        first = "open_value" if first in OPEN_FIGURES else "revenue"
        metrics = (*metrics, first)
        said.append(f"The {one.way} ones by {METRICS[first].label.lower()}.")
    if one.hint == "age" and not (slots.deals or slots.is_("open")):
        raise Unclear("Old or new by what? The age of open deals is known, and the first and the last purchase.")
    if one.hint and one.hint != "often" and not slots.metrics and one.of != "METRIC":
        first = hinted(one)
        metrics = tuple(dict.fromkeys([first, *(name for name in metrics if name not in {"revenue", "wins"})]))
    return first, metrics


def _member(slots: Slots, first: str) -> str:
    """The figure, its change or its share: what the rows are ordered by."""
    if slots.changes:
        return measured_by(slots, first)
    return f"{first}_share" if slots.has("SHARE") and METRICS[first].additive else first


def _places(slots: Slots, one: Super) -> int:
    count = next((other.count for other in slots.supers if other.count), None) or slots.subject_count
    if count is not None:
        return count
    people = not slots.subject and slots.has("WHO") and one.plural and one.way in {"best", "worst", "top", "bottom"}
    return MANY if people or (slots.plural and one.of == "DIM") else 1


def _within(slots: Slots, intent: Intent) -> str:
    subject = subject_of(slots)
    others = [name for name in intent.dimensions if name != subject]
    return others[0] if others and slots.groups and subject else ""


def hinted(one: Super) -> str:
    """Return the figure that a word for the largest says by itself: the fastest, the cheapest."""
    return {"cycle": "won_cycle", "age": "open_age", "list_price": "list_price_mean", "often": "wins"}.get(
        one.hint, "revenue"
    )


def is_low(one: Super, metric: str) -> bool:
    """Whether the smallest comes first. Top and bottom are places; best and worst ask what is good."""
    found = METRICS[metric]
    if one.way in {"low", "few"}:
        return True
    if one.way in {"best", "worst"} or found.unit == "days":
        return (
            (one.way in {"worst", "bottom"}) != (found.best_is_low and one.way != "high")
            if one.way != "high"
            else False
        )
    return one.way == "bottom"


def first_or_last(slots: Slots, as_of: date, intent: Intent) -> Intent:
    """When it happened first or last, or whom it did. Raise Unclear."""
    said = slots.has("FIRST_TIME", "LAST_TIME")
    if slots.has("WHEN"):
        return intent if slots.supers else _when(slots, intent)
    if not said or slots.counted or not intent.dimensions:
        return intent
    return _bought(slots, as_of, intent) if _dated(slots, intent) else _earliest(slots, intent)


def _dated(slots: Slots, intent: Intent) -> bool:
    """Whether those are asked for whose first or last purchase lies in a period."""
    buys = [at for event, at in slots.events if event == "buy"]
    place = slots.signs["FIRST_TIME" if slots.has("FIRST_TIME") else "LAST_TIME"]
    return bool(intent.period) and slots.subject == "account" and slots.plural and place + 1 in buys


def _bought(slots: Slots, as_of: date, intent: Intent) -> Intent:
    """Customers that first bought in March, accounts that last bought before December."""
    span = dates.resolved(intent.period, as_of)
    if span is None:
        raise Unclear("When is not clear.")
    first = slots.has("FIRST_TIME")
    member = "first_bought" if first else "last_bought"
    begins = () if intent.period.startswith("..") else (Filter(member, "at_least", (span.first,)),)
    ends = () if intent.period.endswith("..") else (Filter(member, "at_most", (span.ends,)),)
    return replace(intent, metrics=(), period="", filters=(*intent.filters, *begins, *ends))


def _earliest(slots: Slots, intent: Intent) -> Intent:
    said = slots.did("buy", "sell", "win", "spend", "use") or any(name == "account" for name, _ in slots.nouns)
    if not said:
        raise Unclear("First or last by what? Say for example who bought first.")
    first = slots.has("FIRST_TIME")
    metric = "first_win_on" if first else "last_win_on"
    return replace(intent, metrics=(metric,), order=(Order(metric, not first),), limit=slots.subject_count or 1)


def _when(slots: Slots, intent: Intent) -> Intent:
    first = slots.has("FIRST_TIME")
    if slots.did("buy", "win", "sell", "close") or slots.deals or slots.has("LAST_TIME", "FIRST_TIME"):
        also = intent.metrics if slots.metrics or slots.has("HOW_OFTEN") else ()
        return replace(intent, metrics=(*also, "first_win_on" if first else "last_win_on"))
    raise Unclear(
        "The days that are known are those on which deals were won: ask when somebody bought or sold first or last."
    )
