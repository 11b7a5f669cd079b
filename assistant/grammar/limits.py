"""What numbers narrow: figures of the members, or the deals and accounts that are counted."""

from dataclasses import dataclass, field

from assistant.grammar.figures import Figures, own_turnover
from assistant.grammar.items import Item
from assistant.grammar.slots import Limit, Slots
from assistant.grammar.states import COUNTS, STATE_OF, states_of
from assistant.grammar.unclear import Unclear
from assistant.intent import Filter, Value
from assistant.semantic import METRICS

DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
# Figures that are traits of an account or product: a number beside them chooses whose deals count.
TRAITS = {"staff": "employees", "turnover": "company_turnover", "list_price_mean": "list_price"}
OF_DEALS = {"wins", "losses", "closed", "open_deals", "deals", "stale_deals"}
BELOW = {"more_than": "less_than", "at_least": "at_most", "less_than": "more_than", "at_most": "at_least"}
MONEY_FROM = 1000  # a number without a unit is money from here on, where either could be meant
COUNTED = {"product": "products_sold", "agent": "agents", "account": "customers", "team": "teams"}


@dataclass
class Limits:
    """`metrics` replace those that were understood, `also` stand beside them."""

    having: tuple[Filter, ...] = ()
    filters: tuple[Filter, ...] = ()
    metrics: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    consumed: set[str] = field(default_factory=set)


def limits_of(slots: Slots, figures: Figures) -> Limits:
    """Return what the conditions of a question narrow. Raise Unclear."""
    found = Limits()
    for limit in slots.limits:
        _place(limit, slots, figures, found)
    if found.consumed:
        kept = tuple(name for name in figures.metrics if name not in found.consumed)
        subject = bool(slots.subject or slots.counted)
        found.metrics = found.metrics or kept or (() if subject else figures.metrics)
    return found


def _place(limit: Limit, slots: Slots, figures: Figures, found: Limits) -> None:
    before, after = _kind(limit.before), _kind(limit.after)
    days = DAYS.get(limit.after.value, 0) if limit.after is not None and after == "DIM" else 0
    if _of_each_deal(limit, slots, found):
        return
    if limit.said == "OLDER" or before == "HOW_OLD":
        _filter(found, "age", limit, days or 1)
    elif before == "QUIET_FOR":
        _filter(found, "recency_days", limit, days or 1)
    elif days:
        _of_days(limit, days, slots, figures, found)
    elif "METRIC" in {before, after}:
        _of_metric(limit.before if before == "METRIC" else limit.after, limit, slots, found)
    elif before == "AVERAGE":
        found.metrics = ("average_deal",)
        _having(found, "average_deal", limit)
    elif before == "LIST_PRICE":
        found.consumed.add("list_price_mean")
        _filter(found, "list_price", limit)
    elif after == "LIST_PRICE" and limit.condition.unit == "%":
        _below_list(limit, slots, found)
    elif limit.after is None or _money(limit) or not _counts(limit, limit.after, slots, figures, found):
        _of_event(limit, slots, figures, found)


def _of_each_deal(limit: Limit, slots: Slots, found: Limits) -> bool:
    """Whether the price or the size of each deal is limited: wins under 80 % of list, of more than one unit."""
    after = limit.after.value if limit.after is not None and limit.after.kind == "METRIC" else ""
    before = _kind(limit.before) in {"METRIC", "DEALS", "EVENT", "STATE"}
    before = before or (_kind(limit.before) == "DIM" and not slots.subject and not slots.groups)
    if before and after == "price_ratio" and limit.condition.unit == "%":
        found.consumed |= {"price_ratio", "mean_price_ratio"}
        values = tuple(round(value / 100, 6) for value in limit.condition.values)
        found.filters = (*found.filters, Filter("price_level", limit.condition.operator, values))
        return True
    if _kind(limit.before) in {"METRIC", "DEALS"} and after == "units":
        found.consumed.add("units")
        if limit.before is not None and limit.before.kind == "DEALS" and len(slots.metrics) == 1:
            found.metrics = (_count_after(limit.before, slots),)
        _filter(found, "quantity", limit)
        return True
    return False


def _kind(item: Item | None) -> str:
    return item.kind if item is not None else ""


def _counts(limit: Limit, after: Item, slots: Slots, figures: Figures, found: Limits) -> bool:
    """Whether the number counts what stands after it: more than five wins, at least three products."""
    if after.kind in {"DEALS", "STATE", "EVENT"} and not _deals_before(limit):
        name = _count_after(after, slots)
        if name not in figures.metrics:
            found.also = (*found.also, name)
    elif after.kind in {"DIM", "COUNTED", "DIFFERENT"}:
        name = COUNTED.get(after.value or "product", "")
        if not name:
            raise Unclear(f"{after.text} cannot be counted here.")
        found.also = (*found.also, name)
    else:
        return False
    _having(found, name, limit)
    return True


def _of_event(limit: Limit, slots: Slots, figures: Figures, found: Limits) -> None:
    before = limit.before
    deals = _deals_before(limit) or (
        before is not None and before.kind in {"VALUE_OF", "THEM"} and bool(slots.deals or slots.metrics)
    )
    single = bool(slots.deals or slots.metrics) and not (slots.subject or slots.counted)
    if deals or (single and (_money(limit) or limit.condition.values[0] >= MONEY_FROM)):
        return _filter(found, "deal_value", limit)
    noun = limit.before is not None and limit.before.kind == "EVENT" and limit.before.text.lower() in {"win", "loss"}
    if noun and _money(limit) and not (slots.subject or slots.counted or slots.has("WHO")):
        return _filter(found, "deal_value", limit)  # every win under $42
    losing = slots.did("lose") and not slots.did("win", "sell")
    event = next((name for name, at in reversed(slots.events) if at < limit.at), "")
    if event in {"spend", "make"} or _money(limit) or limit.condition.values[0] >= MONEY_FROM:
        name = "list_value_lost" if losing else "revenue"
    elif event in {"sell", "buy", "win", "use"}:
        name = "wins"
    elif event == "lose":
        name = "losses"
    elif figures.metrics and len(figures.metrics) == 1:
        name = figures.metrics[0]
    else:
        raise Unclear(f"“{_shown(limit)}” of what?")
    if name not in figures.metrics:
        found.metrics = (name,)
    return _having(found, name, limit)


def _of_metric(named: Item | None, limit: Limit, slots: Slots, found: Limits) -> None:
    name = named.value if named else ""
    companies = any(noun == "account" for noun, _ in slots.nouns)
    if name == "revenue" and (_is_own(slots) or (companies and named and named.text.lower() == "turnover")):
        name = "turnover"
    if name in {"discount", "discount_rate", "given_away"} and limit.condition.unit == "%" and not slots.subject:
        return _below_list(limit, slots, found)
    if name in TRAITS and (
        companies or len(slots.metrics) > 1 or slots.subject or slots.counted or slots.deals or slots.events
    ):
        found.consumed.add(name)
        return _filter(found, TRAITS[name], limit)
    if name == "cltv" and len(slots.metrics) > 1:
        found.consumed.add(name)
        return _filter(found, "lifetime_value", limit)
    if name in OF_DEALS and _money(limit):
        return _filter(found, "deal_value", limit)
    if name == "discount" and limit.condition.unit == "%":
        name = "discount_rate"
        found.metrics = (name,)
    if all(name != metric for metric, _ in slots.metrics):
        found.also = (*found.also, name)
    return _having(found, name, limit)


def _is_own(slots: Slots) -> bool:
    return any(own_turnover(at, slots) for name, at in slots.metrics if name == "revenue")


def _below_list(limit: Limit, slots: Slots, found: Limits) -> None:
    """Discounts of more than 10 %: deals at less than 90 % of list price, and what was given away in them."""
    operator = BELOW.get(limit.condition.operator, limit.condition.operator)
    values = tuple(sorted(round(1 - value / 100, 6) for value in limit.condition.values))
    found.filters = (*found.filters, Filter("price_level", operator, values))
    found.metrics = ("wins",) if slots.has("HOW_MANY") else ("given_away",)


def _of_days(limit: Limit, days: int, slots: Slots, figures: Figures, found: Limits) -> None:
    states = states_of(slots)
    if "recency" in figures.metrics or (slots.did("buy") and slots.negations):
        return _filter(found, "recency_days", limit, days)
    metric = next((name for name in figures.metrics if METRICS[name].unit == "days"), "")
    if metric and (slots.subject or slots.groups):
        return _having(found, metric, limit, days)
    if "open" in states or slots.did("sit", "own") or "open_age" in figures.metrics:
        return _filter(found, "age", limit, days)
    if {"won", "lost", "closed"} & set(states) or slots.did("take", "close") or limit.said == "LONGER":
        return _filter(found, "cycle_length", limit, days)
    raise Unclear(f"“{_shown(limit)}” of what: the age of open deals, or the time that closed deals took?")


def _filter(found: Limits, member: str, limit: Limit, times: int = 1) -> None:
    values: tuple[Value, ...] = tuple(value * times for value in limit.condition.values)
    found.filters = (*found.filters, Filter(member, limit.condition.operator, values))


def _having(found: Limits, metric: str, limit: Limit, times: int = 1) -> None:
    values = [value * times for value in limit.condition.values]
    if METRICS[metric].unit in {"rate", "ratio"} and (limit.condition.unit == "%" or max(values) > 1):
        values = [round(value / 100, 6) for value in values]
    found.having = (*found.having, Filter(metric, limit.condition.operator, tuple(values)))


def _money(limit: Limit) -> bool:
    return limit.condition.unit == "$" or limit.condition.large


def _deals_before(limit: Limit) -> bool:
    return limit.before is not None and limit.before.kind == "DEALS"


def _count_after(after: Item, slots: Slots) -> str:
    if after.kind == "STATE":
        return COUNTS[after.value]
    if after.kind == "EVENT" and after.value in STATE_OF:
        return COUNTS[STATE_OF[after.value]]
    states = [state for state in states_of(slots) if state in COUNTS]
    return COUNTS[states[0]] if states else "deals"


def _shown(limit: Limit) -> str:
    values = " and ".join(f"{value:,}" for value in limit.condition.values)
    return f"{limit.condition.operator.replace('_', ' ')} {values}"
