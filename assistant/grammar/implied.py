"""Figures that a question does not name but implies."""

from assistant.grammar.slots import TIMES, Slots
from assistant.grammar.states import COUNTS, WORTH, in_open_stage, main_state
from assistant.grammar.unclear import Unclear

HOW_GOOD = (
    ("Revenue", ("revenue",)),
    ("Wins", ("wins",)),
    ("Win rate", ("win_rate",)),
    ("Open value", ("open_value",)),
)
HOW_LARGE = (("Revenue", ("revenue",)), ("Employees", ("staff",)), ("Turnover of its own", ("turnover",)))
PRICE_OR_SALES = (("List price", ("list_price_mean",)), ("Revenue", ("revenue",)), ("Units sold", ("units",)))
COUNTED = {"agent": "agents", "product": "products", "team": "teams", "account_group": "groups"}
OWN_OF_ACCOUNT = {"account", "sector", "country", "segment", "rhythm"}
BUYERS = ("customer", "buyer", "client", "purchaser")
PURCHASES = ("buy", "spend", "sell", "win", "use")
# What happened, and the figures of how many, of how much, and where neither was said.
HAPPENED: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (("enter",), ("stays_entered",), ("stays_entered",), ("stays_entered",)),
    (("lose",), ("losses",), ("list_value_lost", "losses"), ("losses", "list_value_lost")),
    (("win",), ("wins",), ("revenue", "wins"), ("wins", "revenue")),
    (("close",), ("closed", "wins"), ("closed", "wins"), ("closed", "wins")),
    (("sell", "make", "spend", "buy", "use"), ("wins", "revenue"), ("revenue", "wins"), ("revenue", "wins")),
    (("gain",), ("new_customers",), ("new_customers",), ("new_customers",)),
)


def by_units_or_revenue(slots: Slots) -> None:
    """Raise Unclear where products sell best: most of one is sold, and most is earned with another."""
    said = any(one.of in {"DIM", ""} for one in slots.supers) and not slots.has("VALUE_OF", "HOW_MUCH", "HOW_OFTEN")
    sold = slots.did("sell", "buy") or any("selling" in text for text in slots.plain)
    if (
        said
        and sold
        and slots.subject == "product"
        and not slots.ordered_by
        and not any(one.hint for one in slots.supers)
    ):
        raise Unclear(
            "Of which product most units are sold, or which brings most revenue?",
            choices=(("Units sold", ("units",)), ("Revenue", ("revenue",))),
        )


def implied(slots: Slots, states: list[str]) -> list[str]:
    """Return figures that are not named: how many deals did we win, how much was sold, who bought. Raise Unclear."""
    if slots.has("NO_ACCOUNT"):
        return ["deals_without_account"] if not set(states) & {"won", "lost"} else [COUNTS[main_state(states)]]
    if slots.counted:
        return _counted(slots)
    by_units_or_revenue(slots)
    if slots.deals or slots.states:
        return _of_deals(slots, states) if states else _of_any_deals(slots)
    if slots.has("HOW_OFTEN") or any(one.hint == "often" for one in slots.supers):
        return ["losses"] if slots.did("lose") else ["wins"]
    return _of_events(slots) or _of_stage(slots) or _of_amounts(slots)


def _of_events(slots: Slots) -> list[str]:
    """What happened: how many, how much of it, or either."""
    if slots.did("sell", "buy") and any(one.of == "PRODUCT" for one in slots.supers):
        return ["units", "revenue"]  # who sold the most MG Special
    if slots.did("lose") and slots.supers and not slots.deals and any(ends for _, _, ends in slots.periods):
        raise Unclear("Deals that were lost, or a fall from one period to the other?")
    return of_events(slots, many=slots.has("HOW_MANY"))


def of_events(slots: Slots, *, many: bool) -> list[str]:
    """Return the figures of what happened: of how many, of how much, or of either."""
    for events, count, much, either in HAPPENED:
        if slots.did(*events):
            return [*(count if many else much if slots.has("HOW_MUCH") else either)]
    return []


def _of_stage(slots: Slots) -> list[str]:
    asked = slots.asked_what or slots.has("HOW_MUCH", "VALUE_OF")
    bare = not (slots.supers or slots.subject or slots.has("WHO"))
    return ["open_deals", "open_value"] if in_open_stage(slots) and asked and bare else []


def _of_amounts(slots: Slots) -> list[str]:
    if slots.has("HOW_GOOD"):
        raise Unclear("By which figure?", choices=HOW_GOOD)
    if not slots.has("VALUE_OF", "HOW_MUCH"):
        return []
    sized = slots.words.get("HOW_MUCH", "").lower() in {"how large", "how big", "how great"} and not slots.events
    if sized and slots.nouns:
        raise Unclear("How large by what: revenue, employees, or the turnover of their own?", choices=HOW_LARGE)
    if slots.has("HOW_MUCH") and _bare(slots, "product"):
        raise Unclear("Its price, or how much of it was sold?", choices=PRICE_OR_SALES)
    if in_open_stage(slots):
        return ["open_value"]
    return ["revenue"] if slots.has("HOW_MUCH") or slots.supers else []


def _bare(slots: Slots, dimension: str) -> bool:
    """Whether a name of that kind is all that is said."""
    named = any(values.dimension == dimension for values, _ in slots.values)
    more = slots.events or slots.supers or slots.subject or slots.groups or slots.changes or slots.nouns
    return bool(named and not more)


def _of_any_deals(slots: Slots) -> list[str]:
    """Deals of which it is not said what became of them."""
    count = slots.has("HOW_MANY")
    if slots.did("start"):
        return ["deals"]
    if count and slots.did("make", "spend", "buy", "sell"):
        return ["revenue", "wins"] if slots.did("make", "spend") else ["wins", "revenue"]
    if slots.did("enter"):
        return ["stays_entered"]
    if slots.did("leave") and "stage" in {*slots.groups, slots.subject}:
        return ["stays_ended"]
    if slots.did("sit", "own", "expect") and not count:
        return ["open_deals"]
    if slots.words.get("VALUE_OF", "").lower() == "size" and not (
        slots.supers or slots.limits or slots.has("AVERAGE")
    ):
        raise Unclear(
            "The average size of won deals, or their value in all?",
            choices=(("Average deal", ("average_deal",)), ("Revenue", ("revenue",))),
        )
    if _valued(slots) and not count and not slots.limits:
        staged = in_open_stage(slots) or "stage" in {*slots.groups, slots.subject}
        return ["open_value"] if staged and not slots.has("AVERAGE") else ["revenue"]
    return ["open_deals"] if slots.did("expect", "sit") else ["deals"]


def _of_deals(slots: Slots, states: list[str]) -> list[str]:
    count, worth = slots.has("HOW_MANY"), _valued(slots)
    if slots.limits and not count and not slots.has("HOW_MUCH"):
        worth = False  # worth over 5,000 narrows
    chosen = ["won"] if count and slots.did("start") and "won" in states else _plainest(states)
    counts = [COUNTS[state] for state in chosen] if count or not worth else []
    return [*counts, *(WORTH.get(state, "revenue") for state in chosen)] if worth else counts


def _plainest(states: list[str]) -> list[str]:
    """Of states that include each other the ones that are meant: stale deals are open, won and lost ones closed."""
    if {"won", "lost", "closed"} <= set(states):
        return ["closed"]
    chosen = [state for state in states if state != "open"] if {"stale", "overdue"} & set(states) else states
    decided = {"won", "lost"} & set(chosen)
    return [state for state in chosen if state != "closed"] if decided else chosen


def _valued(slots: Slots) -> bool:
    """Whether the money in deals is asked for. Deals per agent on average are counted."""
    several = slots.per and slots.deals and slots.texts.get(slots.deals[0], "").endswith("s")
    mean = slots.has("AVERAGE") and not slots.has("HOW_MANY") and not several
    # Lost deals went up how much: it is the change that is asked about.
    asked = slots.has("HOW_MUCH") and not slots.changes
    return slots.has("VALUE_OF") or asked or mean


def members(what: str, word: str, whose: str) -> str:
    """Return the figure that counts the members of one split in another: the customers of a sector. Raise Unclear."""
    if what == "account":
        own = whose in OWN_OF_ACCOUNT | {"account_group"}
        return "accounts" if own and not word.startswith(BUYERS) else "customers"
    if what == "product":
        raise Unclear(
            "Should each product count once, or each unit that was sold?",
            choices=(("Different products", ("products_sold",)), ("Units sold", ("units",))),
        )
    return COUNTED[what]


def _counted(slots: Slots) -> list[str]:
    what = slots.counted
    if what == "account_group" and any(name == "account" for name, _ in slots.nouns):
        raise Unclear("Should groups be counted, or the customers in them?")
    if what == "account" and slots.did("lose"):
        raise Unclear("Customers are not recorded as lost. Ask who has not bought for some days, or who is slipping.")
    if what == "account":
        if slots.did("gain") or slots.has("FIRST_TIME"):
            return ["new_customers"]
        bought = slots.did(*PURCHASES) and not slots.negations
        customer = slots.counted_word.startswith(BUYERS) and not slots.negations
        sold_to = any(values.dimension not in OWN_OF_ACCOUNT for values, _ in slots.values)
        other = (slots.values and not sold_to) or slots.limits or slots.groups
        return ["customers"] if bought or (customer and not other) else ["accounts"]
    if what == "agent" and slots.did("sell", "win") and not slots.negations:
        return ["sellers"]
    if what == "product" and (
        slots.did("sell", "buy", "use", "win", "own") or slots.subject or slots.groups == ["account"]
    ):
        if slots.has("DIFFERENT") or slots.subject or slots.groups or slots.did("use"):
            return ["products_sold"]
        raise Unclear(
            "Should each product count once, or each unit that was sold?",
            choices=(("Different products", ("products_sold",)), ("Units sold", ("units",))),
        )
    if what in TIMES:
        return ["wins"] if slots.did("sell", "win") else ["losses"] if slots.did("lose") else []
    return [COUNTED[what]] if what in COUNTED else []
