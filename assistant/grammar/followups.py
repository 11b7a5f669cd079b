"""A turn of a dialogue that says only what is different: and in Q4, only for the West, by country instead."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.filled import Asker
from assistant.grammar import dates
from assistant.grammar.changing import ways_of
from assistant.grammar.figures import Figures, figures_of
from assistant.grammar.items import Item
from assistant.grammar.parts import parts_of
from assistant.grammar.ranks import MANY, is_low
from assistant.grammar.slots import Slots
from assistant.grammar.unclear import Unclear
from assistant.intent import Comparison, Filter, Intent, Order
from assistant.semantic import DIMENSIONS

WORTH_OF = {
    "wins": "revenue",
    "open_deals": "open_value",
    "losses": "list_value_lost",
    "stale_deals": "stale_value",
    "overdue_deals": "overdue_value",
}
OPENERS = {"AND", "ABOUT_IT", "BUT", "EXCEPT", "INSTEAD", "ALSO"}
ASKS = ("HOW_MANY", "HOW_MUCH", "HOW_LONG", "HOW_OLD", "HOW_OFTEN", "WHY", "WHEN", "WHERE", "HOW_GOOD")


def is_follow_up(pieces: Sequence[Item], slots: Slots, words: Sequence[str]) -> bool:
    """Whether a question needs the one before it."""
    if not pieces:
        return False
    opens = (
        pieces[0].kind in OPENERS
        or slots.has("INSTEAD", "ALSO")
        or words[:1] in (["only"], ["just"], ["now"], ["without"], ["same"])
    )
    whom = slots.subject or slots.counted or slots.values
    pointed = not whom and any(word in {"they", "them", "those", "these", "their", "whose"} for word in words)
    was = words[-2:] in (
        ["was", "that"],
        ["were", "that"],
        ["is", "that"],
        ["are", "those"],
        ["were", "those"],
        ["are", "these"],
    )
    pointed = pointed or was or slots.pronoun
    figure = bool(slots.metrics or slots.deals or slots.states or slots.events or slots.counted) or slots.has(*ASKS)
    if not figure:
        listed = slots.subject and (slots.values or slots.asked_list or slots.negations) and not opens
        alone = slots.subject and slots.supers and not opens and len(words) > 2 and words[0] not in {"only", "just"}
        return not (listed or alone) or pointed
    # By wins, as win rate: another figure of the same.
    alone = {piece.kind for piece in pieces} <= {"METRIC", "BY", "PREP", "HOW_MANY", "NOW"} and len(slots.metrics) == 1
    bare = alone and (len(pieces) == 1 or words[0] in {"by", "as", "in"})
    return opens or bare or pointed


def merged(last: Intent, slots: Slots, asker: Asker, said: list[str]) -> Intent:
    """Change the last intent by what the turn says. Raise Unclear."""
    figures = _figures(slots)
    if figures.metrics == ("deals",) and set(last.metrics) & {"revenue", "wins", "average_deal"}:
        figures = Figures(("wins",))  # how many deals was that
    found = _earlier(last, slots, asker) if slots.earlier and not slots.periods else last
    parts = parts_of(slots, asker, said, Figures(figures.metrics or last.metrics, state=figures.state))
    when = ("first_win_on" if slots.has("FIRST_TIME") else "last_win_on",) if slots.has("WHEN") else ()
    if when or figures.metrics:
        found = _measured(found, when or figures.metrics)
    if parts["dimensions"]:
        found = _split(found, slots, tuple(parts["dimensions"]))
    if parts["filters"]:
        found = replace(found, filters=_narrowed(found.filters, parts["filters"]), candidates=())
    found = _dated(found, last, parts, against=slots.has("VERSUS"))
    said_anew = {name: parts[name] for name in ("period_by", "having", "person") if parts.get(name)}
    found = replace(found, **said_anew)
    if slots.has("VALUE_OF") and not slots.limits and not figures.metrics:
        found = replace(found, metrics=tuple(WORTH_OF.get(name, name) for name in found.metrics), order=())
    found = _done(found, slots)
    if found == last:
        raise Unclear("What should be different?")
    return found


def _dated(found: Intent, last: Intent, parts: dict[str, Any], *, against: bool) -> Intent:
    """The new period, or the comparison with it: is that more than in Q3."""
    period, compare = parts.get("period", ""), parts.get("compare")
    if not period:
        return found
    if last.period and against and not compare:
        return replace(found, compare=Comparison("period", period))
    kept = None if found.compare and found.compare.kind == "period" else found.compare
    return replace(found, period=period, compare=compare or kept)


def _measured(last: Intent, metrics: tuple[str, ...]) -> Intent:
    """Other figures of the same: the top five by the new one, and of a list of members those of all of them."""
    if last.never or last.ever:
        raise Unclear("Of whom? Name them, or ask the whole question.")
    dimensions = last.dimensions if last.metrics else ()
    # Those that grew by the one figure are now those that grow by the other.
    changes = tuple(
        replace(one, member=f"{metrics[0]}_change") for one in last.having if one.member.endswith("_change")
    )
    found = replace(last, metrics=metrics, dimensions=dimensions, having=changes, share_of="")
    if last.limit is not None and last.order:
        return replace(found, order=(Order(metrics[0], last.order[0].descending),))
    return replace(found, order=(), limit=None, skip=0, within="", ranked=False, tally=False)


def _figures(slots: Slots) -> Figures:
    if not (slots.metrics or slots.deals or slots.states or slots.events or slots.counted or slots.has(*ASKS)):
        return Figures(())
    return figures_of(slots)


def _earlier(last: Intent, slots: Slots, asker: Asker) -> Intent:
    if slots.has("COMPARE", "VERSUS") or slots.changes:
        return replace(last, compare=Comparison(slots.earlier))
    before = dates.previous(last.period, asker.as_of) if last.period else ""
    if not before:
        raise Unclear("Before which period?")
    return replace(last, period=before)


def _split(last: Intent, slots: Slots, dimensions: tuple[str, ...]) -> Intent:
    times = tuple(name for name in last.dimensions if DIMENSIONS[name].is_time)
    if slots.has("ALSO") or (slots.groups and slots.first == "AND" and last.dimensions and not slots.has("INSTEAD")):
        kept = last.dimensions
    elif slots.groups and slots.has("INSTEAD"):
        kept = ()
    else:
        kept = (
            tuple(name for name in times if not any(DIMENSIONS[one].is_time for one in dimensions))
            if last.running
            else ()
        )
    order = tuple(one for one in last.order if one.member not in last.dimensions)
    return replace(last, dimensions=tuple(dict.fromkeys((*kept, *dimensions))), within="", order=order, tally=False)


def _narrowed(old: tuple[Filter, ...], new: tuple[Filter, ...]) -> tuple[Filter, ...]:
    told = {one.member for one in new if one.operator == "is"}
    told |= {"series"} if "product" in told else {"product"} if "series" in told else set()
    kept = tuple(one for one in old if one.member not in told and one not in new)
    return (*kept, *new)


def _changed(found: Intent, slots: Slots) -> Intent:
    """What is shown against the period before, and of its rows those that went the way that was said: which grew."""
    found = replace(found, compare=found.compare or Comparison())
    ways = ways_of(slots, found.metrics[0]) & {"up", "down"} if found.metrics else set()
    if len(ways) != 1 or not found.dimensions or slots.supers or not {"WHICH", "WHO"} & {*slots.order}:
        return found
    operator = "more_than" if ways == {"up"} else "less_than"
    return replace(found, having=(Filter(f"{found.metrics[0]}_change", operator, (0,)),))


def _done(found: Intent, slots: Slots) -> Intent:
    if slots.has("SHARE"):
        found = replace(found, share_of="total", order=())
    if slots.has("RUNNING"):
        found = replace(found, running=True)
    if slots.changes or slots.step:
        found = _changed(found, slots)
    if slots.has("AVERAGE") and not slots.metrics:
        raise Unclear("The average of what?")
    if slots.supers or slots.subject_count:
        one = slots.supers[0] if slots.supers else None
        if not found.metrics or not found.dimensions:
            raise Unclear("The first ones of what? Say by agent, product or another split.")
        count = (
            (one.count if one else None)
            or slots.subject_count
            or (MANY if one and one.way in {"best", "worst", "top", "bottom"} and one.plural else 1)
        )
        first = found.metrics[0]
        low = one is not None and is_low(one, first)
        found = replace(found, limit=count, skip=one.skip if one else 0, order=(Order(first, not low),))
    if slots.has("ASCENDING", "DESCENDING") and found.metrics and found.dimensions:
        found = replace(found, order=(Order(found.metrics[0], slots.has("DESCENDING")),))
    if slots.negations:
        raise Unclear("What never happened needs a whole question.")
    if any(
        one.member not in {*found.metrics, *found.dimensions} and one.member.split("_growth")[0] not in found.metrics
        for one in found.order
    ):
        found = replace(found, order=(), limit=None, skip=0)
    return found
