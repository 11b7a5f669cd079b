"""From what a question says to the intent that it means."""

from dataclasses import replace

from assistant.filled import Asker
from assistant.grammar.changing import compared_way, ways_of
from assistant.grammar.deals import deals_of
from assistant.grammar.figures import Figures, figures_of
from assistant.grammar.implied import of_events
from assistant.grammar.never import both_of, every, never_of
from assistant.grammar.parts import parts_of
from assistant.grammar.ranks import extreme, first_or_last, joined, ranked, ranked_by_change
from assistant.grammar.shares import PERCENT, is_rate, shared
from assistant.grammar.slots import Slots
from assistant.grammar.unclear import Unclear
from assistant.intent import Comparison, Filter, Intent, Order
from assistant.semantic import DIMENSIONS, METRICS

# What a deal or a user may have none of; then it is no member to count.
MAY_LACK = {"account", "account_group", "sector", "country", "segment", "manager", "team", "region"}
# Regions with falling revenue are those whose revenue fell.
MOVING = {
    "falling",
    "growing",
    "declining",
    "shrinking",
    "rising",
    "improving",
    "decreasing",
    "increasing",
    "dropping",
}
# Figures that say how many members there are.
MEMBER_COUNTS = {
    "accounts": "account", "customers": "account", "agents": "agent", "products": "product", "sellers": "agent",
    "products_sold": "product", "teams": "team",
}  # fmt: skip


def intent_of(slots: Slots, asker: Asker, said: list[str]) -> Intent:
    """Return what a question asks for, and add to `said` what that rests on. Raise Unclear."""
    slots.supers = joined(slots.supers)
    figures = figures_of(slots)
    intent = never_of(slots, asker, said) if slots.negations else _of_figures(slots, asker, said, figures)
    return both_of(intent, slots)


def _of_figures(slots: Slots, asker: Asker, said: list[str], figures: Figures) -> Intent:
    if figures.subsidiaries and any(name != "subsidiaries" for name, _ in slots.metrics):
        raise Unclear("Of a company with its subsidiaries, or of each? Ask for the group, or list the subsidiaries.")
    if figures.subsidiaries:
        names = tuple(
            name.text for values, _ in slots.values for name in values.names if values.dimension == "account"
        )
        return Intent(dimensions=("account",), filters=(Filter("parent", "is", names),))
    if figures.listed:
        return deals_of(slots, asker, said, figures)
    parts = parts_of(slots, asker, said, figures)
    over = figures.mean_over
    if over in MAY_LACK:
        parts["filters"] = (*parts["filters"], Filter(over, "is_not_empty"))
    return _finished(slots, asker, said, Intent(**parts, mean_over=over))


def _finished(slots: Slots, asker: Asker, said: list[str], intent: Intent) -> Intent:
    """What is done with the figures, one step after the other."""
    intent = _shared(slots, asker, intent)
    if slots.has("RUNNING"):
        time = () if _timed(intent) else ("month",)
        intent = replace(intent, running=True, dimensions=(*time, *intent.dimensions))
    if slots.has("RANK", "RANKED"):
        intent = ranked(slots, asker, intent)
    if slots.supers and intent.metrics[:1] not in {("largest_deal",), ("smallest_deal",)}:
        intent = extreme(slots, said, intent, slots.supers[0])
    elif slots.subject_count and slots.subject_count > 0 and intent.metrics:
        intent = replace(intent, limit=slots.subject_count)
    if slots.changes or slots.step or slots.earlier:
        intent = _changed(slots, intent)
    placed = intent.ranked or any(METRICS[name].kind == "rank" for name in intent.metrics)
    if slots.changes and placed and not intent.limit:
        intent = ranked_by_change(slots, intent)
    if slots.every:
        intent = every(slots, asker, intent)
    return _sorted(slots, first_or_last(slots, asker.as_of, _tallied(slots, intent)))


def _shared(slots: Slots, asker: Asker, intent: Intent) -> Intent:
    if slots.has("SHARE") and slots.has("MY_TEAM") and slots.has("ME", "MY"):
        if not asker.is_agent:
            raise Unclear("Whose share of the team’s?")
        mine = Filter("agent", "is", (asker.name,))
        return replace(intent, dimensions=("agent",), filters=(*intent.filters, mine), share_of="total")
    rate = {"losses": "loss_rate", "wins": "win_rate"}.get(intent.metrics[0]) if intent.metrics else None
    if slots.has("SHARE") and slots.supers and slots.subject and slots.deals and rate:
        first, label = intent.metrics[0], METRICS[rate].label
        raise Unclear(
            f"{label} of each, or each one's share of all?",
            choices=((label, (rate,)), (METRICS[first].label, (first,))),
        )
    changed = slots.changes or slots.has("VERSUS", "COMPARE")
    changed = changed or any(METRICS[name].kind in {"change", "growth"} for name in intent.metrics)
    if slots.has("SHARE") and changed and slots.words["SHARE"].lower() in PERCENT:
        del slots.signs["SHARE"]  # a change in percent
    return shared(slots, intent) if slots.has("SHARE") and not is_rate(intent.metrics) else intent


def _timed(intent: Intent) -> bool:
    return any(DIMENSIONS[name].is_time for name in intent.dimensions)


def _sorted(slots: Slots, intent: Intent) -> Intent:
    """Rows in the order that was said, and those alone that went the way that was said."""
    if slots.has("ASCENDING", "DESCENDING") and intent.metrics and intent.dimensions and not intent.limit:
        intent = replace(intent, order=(Order(intent.metrics[0], slots.has("DESCENDING")),))
    ways = ways_of(slots, intent.metrics[0]) & {"up", "down"} if intent.metrics else set()
    if len(ways) == 1 and intent.dimensions and intent.compare and not intent.order and _chooses(slots):
        operator = "more_than" if ways == {"up"} else "less_than"  # which agents improved
        intent = replace(intent, having=(*intent.having, Filter(f"{intent.metrics[0]}_change", operator, (0,))))
    if slots.less_or_more and intent.compare and slots.counted and not intent.dimensions:
        intent = _counted_by_change(slots, intent)
    if slots.less_or_more and intent.compare and intent.dimensions and not intent.order:
        operator = "more_than" if compared_way(slots, intent.metrics[0]) == "up" else "less_than"
        intent = replace(intent, having=(*intent.having, Filter(f"{intent.metrics[0]}_change", operator, (0,))))
    return intent


def _chooses(slots: Slots) -> bool:
    """Whether a change says which members are meant: which regions grew, an office whose win rate went up."""
    plural = slots.plain[:1] == ["what"] and "".join(slots.plain[1:2]).endswith("s") and slots.subject
    if slots.asked_what and not plural:
        return False
    if slots.first == "WHO" or (slots.subject and "WHICH" in slots.order):
        return True
    before = {slots.plain[slots.starts[at][0] - 1] for _, at in slots.changes if slots.starts[at][0]}
    relative = {"whose", "that", "who", "which"} & (before | ({"whose"} & {*slots.plain}))
    return bool(slots.subject and (MOVING & {*slots.plain} or relative))


def _counted_by_change(slots: Slots, intent: Intent) -> Intent:
    """How many agents sold more than then: those are counted whose figure went so."""
    own = tuple(name for name in intent.metrics if name not in MEMBER_COUNTS)
    metrics = own or tuple(of_events(slots, many=False))[:1]
    if not metrics or slots.counted not in DIMENSIONS or slots.has("DIFFERENT"):
        return intent
    named = (Filter(slots.counted, "is_not_empty"),) if slots.counted in MAY_LACK else ()
    filters = (*intent.filters, *named)
    return replace(intent, metrics=metrics, dimensions=(slots.counted,), filters=filters, tally=True)


def _changed(slots: Slots, intent: Intent) -> Intent:
    among = any(len(one.values) > 1 and one.member in intent.dimensions for one in intent.filters)
    if intent.compare is None and among and (not intent.period or _between_members(slots)):
        return replace(intent, compare=Comparison("members"))
    if intent.compare is None:
        kind = "year_before" if slots.earlier == "year_before" or slots.step == "year" else "previous"
        intent = replace(intent, compare=Comparison(kind))
    if not intent.period and not _timed(intent):
        raise Unclear("Change between which periods? Say for example from Q3 to Q4 2017, or by month.")
    return intent


def _between_members(slots: Slots) -> bool:
    """Whether members are held against each other, and not two periods: the difference between West and East in Q4."""
    return slots.has("THAN") or slots.words.get("COMPARE", "").lower().endswith("between")


def _tallied(slots: Slots, intent: Intent) -> Intent:
    """How many members there are that meet a condition: they are counted, not shown."""
    limited = intent.having and not intent.dimensions and intent.metrics
    dimension = slots.counted or (limited and MEMBER_COUNTS.get(intent.metrics[0])) or ""
    counts = dimension in DIMENSIONS and (intent.having or not intent.metrics or DIMENSIONS[dimension].is_time)
    if not counts or intent.never or intent.ever or dimension in intent.dimensions:
        return intent
    metrics = tuple(name for name in intent.metrics if name not in MEMBER_COUNTS)
    named = (Filter(dimension, "is_not_empty"),) if dimension in MAY_LACK else ()
    return replace(intent, metrics=metrics, dimensions=(dimension,), filters=(*intent.filters, *named), tally=True)
