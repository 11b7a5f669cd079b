"""Figures that a word asks for by itself: how long, why, the list price, what moved."""

from assistant.grammar.slots import Slots
from assistant.grammar.states import in_open_stage
from assistant.grammar.unclear import Unclear


def durations(slots: Slots, states: list[str]) -> tuple[str, ...]:
    """Return the figure of how long something took. Raise Unclear where it is not said what."""
    count = ("open_deals",) if slots.has("HOW_MANY") else ()
    if slots.did("sit", "spend") and {"won", "lost"} & set(states):
        return ("stage_time",)
    staged = "stage" in {*slots.groups, slots.subject, *(name for name, _ in slots.nouns)}
    if "open" in states and staged:
        return (*count, "open_stage_age")
    if slots.did("sit", "spend") or (not slots.events and "open" not in states and in_open_stage(slots)):
        waiting = count or "open" in states
        return (*count, "open_stage_age") if waiting else ("stage_time", "open_stage_age")
    if "lost" in states:
        return ("lost_cycle",)
    if {"won", "closed"} & set(states) or slots.did("sell", "win", "close", "take"):
        return ("won_cycle",)
    if "open" in states:
        return (*count, "open_age")
    if any(name == "stage" for name, _ in slots.nouns) or "stage" in slots.groups or slots.subject == "stage":
        return ("stage_time",)
    raise Unclear("How long what takes? Ask for the sales cycle, the age of open deals, or the time in a stage.")


def reasons(slots: Slots) -> tuple[str, ...]:
    """Return the figure that has reasons. Raise Unclear for others."""
    if (
        slots.did("lose")
        or slots.is_("lost")
        or slots.metrics == [("losses", slots.metrics[0][1] if slots.metrics else 0)]
    ):
        return ("losses",)
    raise Unclear("Reasons are recorded for lost deals only: ask why deals are lost.")


def list_values(slots: Slots, states: list[str]) -> tuple[str, ...]:
    """Return the figure of list prices; none where the price says something of another figure."""
    if any(name == "price_ratio" for name, _ in slots.metrics):
        return ()
    if slots.supers and slots.words["LIST_PRICE"].lower() in {"price", "prices"} and slots.events:
        raise Unclear("The highest or lowest prices of what: list prices, or what was paid of them?")
    if "lost" in states:
        return ("list_value_lost",)
    if "open" in states:
        return ("open_list_value",)
    if "won" in states or slots.did("sell", "win", "buy"):
        return ("list_value_won",) if not slots.limits else ()
    return () if slots.metrics else ("list_price_mean",)


def moves(slots: Slots) -> tuple[str, ...]:
    """Deals that left a stage for the next one; customers between segments."""
    kinds = [values.dimension for values, _ in slots.values]
    if kinds.count("stage") or slots.subject == "stage" or "stage" in slots.groups:
        raise Unclear("Ask how many deals advanced from a stage, or for the stage conversion.")
    if "segment" in kinds or any(name == "segment" for name, _ in slots.nouns) or slots.counted == "account":
        raise Unclear(
            "Ask for the accounts by month with their segment before and after.",
            choices=(("Accounts by month", ("segment_accounts",)),),
        )
    raise Unclear("What moved, from where to where?")


def extreme_deal(slots: Slots, state: str) -> str:
    """The largest deal of each agent."""
    if state == "open" and (slots.supers[0].way, slots.supers[0].hint) == ("high", "age"):
        return "oldest_open"
    if state not in {"", "won", "closed"}:
        raise Unclear("The largest and smallest deal of each are known of won deals only.")
    return "smallest_deal" if slots.supers[0].way in {"low", "worst"} else "largest_deal"
