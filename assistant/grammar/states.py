"""What deals are said to be: won, lost, open, stale …, and the figures that count and value them."""

from assistant.grammar.slots import Slots
from assistant.intent import Filter

COUNTS = {
    "won": "wins", "lost": "losses", "closed": "closed", "open": "open_deals", "stale": "stale_deals",
    "overdue": "overdue_deals", "deep": "deep_discounts",
}  # fmt: skip
WORTH = {
    "won": "revenue", "lost": "list_value_lost", "open": "open_value", "stale": "stale_value",
    "overdue": "overdue_value", "deep": "deep_discount_value",
}  # fmt: skip
STATE_OF = {"win": "won", "lose": "lost", "close": "closed", "sell": "won"}
NARROWS: dict[str, tuple[Filter, ...]] = {
    "won": (Filter("stage_type", "is", ("won",)),), "lost": (Filter("stage_type", "is", ("lost",)),),
    "open": (Filter("stage_type", "is", ("open",)),), "closed": (Filter("stage_type", "is", ("won", "lost")),),
    "stale": (Filter("stale", "is", (True,)),), "overdue": (Filter("overdue", "is", (True,)),),
    "deep": (Filter("deep_discount", "is", (True,)),),
}  # fmt: skip
OPEN_FIGURES = {
    "open_deals",
    "open_value",
    "weighted_value",
    "stale_deals",
    "stale_value",
    "overdue_deals",
    "open_age",
    "deals",
}


def states_of(slots: Slots) -> list[str]:
    """What is said of deals: won, lost, open, stale …, in the order of the words."""
    said = [(state, at) for state, at in slots.states]
    said += [
        (STATE_OF[event], at) for event, at in slots.events if event in STATE_OF and (event != "sell" or slots.deals)
    ]
    return list(dict.fromkeys(state for state, _ in sorted(said, key=lambda pair: pair[1])))


def states_by_place(slots: Slots) -> list[tuple[str, int]]:
    """Return the states and the places of their words, those of events last."""
    return [*slots.states, *((STATE_OF[event], at) for event, at in slots.events if event in STATE_OF)]


def main_state(states: list[str]) -> str:
    """The state that narrows most."""
    return next(
        (state for state in ("stale", "overdue", "deep", "open", "won", "lost", "closed") if state in states), ""
    )


def in_open_stage(slots: Slots) -> bool:
    """Return whether a stage is named: deals in it are open."""
    return any(values.names and values.dimension == "stage" for values, _ in slots.values)
