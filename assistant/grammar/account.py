"""Holds the reading against the words: what was said must show in the intent, or the asker is asked."""

from collections.abc import Callable
from itertools import pairwise

from assistant.grammar import asked_twice, stated
from assistant.grammar.slots import TIMES, Slots
from assistant.grammar.stated import lacking_state
from assistant.grammar.states import OPEN_FIGURES
from assistant.grammar.unclear import Unclear
from assistant.intent import Intent, Order
from assistant.semantic import DIMENSIONS, METRICS

Check = Callable[[Intent, Slots], bool]
# Nouns that only say of whom or what: revenue from customers in Korea.
FREE = {"account", "agent", "product", "deal", "segment", "stage", "stage_type", "role"}
# Filters that a number in a question becomes.
NUMBERED = {
    "deal_value", "age", "cycle_length", "employees", "company_turnover", "list_price", "price_level", "recency_days",
    "lifetime_value", "founded", "customer_rank", "quantity",
}  # fmt: skip
# Figures of deals that are over: none of them is in a stage.
OUTCOMES = {
    "wins", "losses", "closed", "revenue", "list_value_lost", "win_rate", "loss_rate", "average_deal", "won_cycle",
}  # fmt: skip
# What chooses customers and agents, and not what they did.
OWN = {"account": {"sector", "country", "segment", "account"}, "agent": {"team", "manager", "region", "agent"}}


def hold(intent: Intent, slots: Slots) -> None:
    """Raise Unclear where a word of the question shows nowhere in the intent, or says more than was read."""
    for lacks in (
        _lacking_person,
        _lacking_sign,
        _lacking_event,
        lacking_state,
        _lacking_part,
        _lacking_noun,
        _lacking_second,
        _lacking_subject,
        _lacking_fact,
    ):
        if text := lacks(intent, slots):
            raise Unclear(text)
    for wrong, text in SHAPES:
        if wrong(intent, slots):
            raise Unclear(text)
    hold_named(intent, slots)


def hold_named(intent: Intent, slots: Slots) -> None:
    """Raise Unclear where a name of the question narrows nothing."""
    named = {(values.dimension, values.negated) for values, _ in slots.values}
    lost = sorted({dimension for dimension, _ in named} - _filtered(intent))
    if lost and len(named) > len(_filtered(intent)) and not intent.never:
        raise Unclear(f"What {DIMENSIONS[lost[0]].label.lower()} has to do with it is not clear.")


# What the reading holds


def _filtered(intent: Intent) -> set[str]:
    happened = (*intent.ever, *([intent.never] if intent.never else []))
    return {one.member for one in (*intent.filters, *(part for one in happened for part in one.filters))}


def _any(intent: Intent, *names: str) -> bool:
    return any(name in intent.metrics for name in names)


def _unit(intent: Intent, *units: str) -> bool:
    return any(METRICS[name].unit in units for name in intent.metrics)


def _derived(intent: Intent) -> bool:
    return any(METRICS[name].kind in {"ratio", "derived"} for name in intent.metrics)


def _named(intent: Intent, *parts: str) -> bool:
    return any(part in name for name in intent.metrics for part in parts)


def _time(intent: Intent) -> bool:
    return any(DIMENSIONS[name].is_time for name in intent.dimensions)


def _placed(intent: Intent) -> bool:
    return intent.ranked or bool(intent.order)


def _averaged(intent: Intent, slots: Slots) -> bool:
    means = _unit(intent, "rate", "ratio", "days", "score") or _derived(intent) or _named(intent, "average", "mean")
    return means or bool(intent.mean_over or intent.having)


def _compares(intent: Intent, slots: Slots) -> bool:
    several = any(len(one.values) > 1 and one.member in intent.dimensions for one in intent.filters)
    shown = slots.subject in intent.dimensions and (slots.plural or bool(slots.groups))
    prices = _any(intent, "price_ratio", "mean_price_ratio")
    return intent.compare is not None or several or shown or bool(intent.order) or intent.running or prices


def _mine(intent: Intent, slots: Slots) -> bool:
    return bool(intent.person) or any(one.member == "agent" for one in intent.filters)


def _lost(intent: Intent, slots: Slots) -> bool:
    named = _named(intent, "los") or _any(intent, "closed", "win_rate", "won_per_lost")
    return named or intent.never is not None or any("lost" in one.values for one in intent.filters)


def _priced(intent: Intent, slots: Slots) -> bool:
    named = _named(intent, "list", "price", "given", "discount")
    return named or bool({"list_price", "price_level"} & _filtered(intent))


def _without_account(intent: Intent, slots: Slots) -> bool:
    named = _any(intent, "deals_without_account", "without_account_share")
    return named or "without_account" in _filtered(intent)


def _grouped(intent: Intent, slots: Slots) -> bool:
    """Whether customers count with their subsidiaries; one that is named counts by itself."""
    return "account_group" in {*intent.dimensions, *_filtered(intent)} and "account" not in _filtered(intent)


def _took(intent: Intent, slots: Slots) -> bool:
    return _unit(intent, "days") or "cycle_length" in _filtered(intent)


# What a sign stands for in the reading. One that is missing here changes nothing by itself.
SHOWS: dict[str, Check] = {
    "SHARE": lambda intent, _: bool(intent.share_of) or _unit(intent, "rate", "ratio"),
    "HOW_MUCH": lambda intent, slots: (
        not intent.metrics
        or bool(slots.changes or slots.limits)
        or _unit(intent, "$", "rate", "ratio", "days", "units")
        or not slots.did("sell", "buy", "make", "spend")
    ),
    "RUNNING": lambda intent, _: intent.running,
    "RANK": lambda intent, _: _placed(intent),
    "RANKED": lambda intent, _: _placed(intent),
    "TREND": lambda intent, _: _time(intent),
    "AVERAGE": _averaged,
    "MEDIAN": lambda intent, _: _named(intent, "median"),
    "WHEN": lambda intent, _: _any(intent, "first_win_on", "last_win_on", "recency") or _time(intent),
    "WHERE": lambda intent, slots: (
        bool({"country", "region"} & set(intent.dimensions)) or intent.ranked or (slots.either and _placed(intent))
    ),
    "WHY": lambda intent, _: "lost_reason" in intent.dimensions,
    "HOW_OLD": lambda intent, _: _any(intent, "open_age", "oldest_open"),
    "HOW_LONG": _took,
    "WITH_GROUP": _grouped,
    "LATE": lambda intent, _: "rhythm" in _filtered(intent),
    "QUIET_FOR": lambda intent, _: "recency_days" in _filtered(intent) or intent.never is not None,
    "ADVICE": lambda intent, _: "recommended_action" in intent.dimensions,
    "NO_ACCOUNT": _without_account,
    "BOTH": lambda intent, _: len(intent.ever) > 1 or any(len(one.values) > 1 for one in intent.filters),
    "COMPARE": _compares,
    "VERSUS": _compares,
    "FIRST_TIME": lambda intent, _: (
        _any(intent, "first_win_on", "new_customers") or "first_bought" in _filtered(intent)
    ),
    "LAST_TIME": lambda intent, _: _any(intent, "last_win_on", "recency") or "last_bought" in _filtered(intent),
    "DIFFERENT": lambda intent, slots: (
        bool(slots.counted) or intent.tally or _any(intent, "products_sold", "sellers", "customers")
    ),
    "ME": _mine,
    "MY": _mine,
    "MY_TEAM": lambda intent, _: intent.person == "team",
    "RATIO": lambda intent, _: _derived(intent),
    "LIST_PRICE": _priced,
    "AMONG": lambda intent, slots: _placed(intent) or bool(intent.share_of) or "SHARE" in slots.signs,
    "HAS_ACCOUNT": lambda intent, _: "without_account" in _filtered(intent),
    "RFM": lambda intent, _: _any(intent, "r_score_mean"),
    "VALUE_OF": lambda intent, _: _unit(intent, "$") or "deal_value" in _filtered(intent),
    "HOW_MANY": lambda intent, slots: intent.tally or _unit(intent, "count", "days", *["ratio"] * slots.has("RATIO")),
}
# What happened, as it shows in the reading. Selling, winning and their like are in the figures.
HAPPENED: dict[str, Check] = {
    "start": lambda intent, _: intent.period_by == "engage" or _any(intent, "deals") or intent.never is not None,
    "expect": lambda intent, _: intent.period_by == "expected_close",
    "make": lambda intent, _: (
        _unit(intent, "$", "rate", "ratio", "date")
        or bool(intent.ever)
        or _any(intent, "wins", "calls", "emails", "meetings", "notes", "activities")
    ),
    "own": lambda intent, slots: bool(
        intent.dimensions or intent.filters or intent.person or slots.counted or _any(intent, *OPEN_FIGURES)
    ),
    "spend": lambda intent, _: _unit(intent, "$", "days", "date"),
    "gain": lambda intent, _: _any(intent, "new_customers"),
    "manage": lambda intent, _: "manager" in intent.dimensions,
    "enter": lambda intent, _: _any(intent, "stays_entered"),
    "leave": lambda intent, _: _any(intent, "stays_ended"),
    "move": lambda intent, _: _any(intent, "segment_accounts", "stays_advanced"),
    "sit": lambda intent, _: (
        _any(intent, "open_stage_age", "stage_time", "open_age", "open_deals")
        or _any(intent, "open_value")
        or "age" in _filtered(intent)
    ),
    "take": _took,
    "lose": _lost,
}


# What the words hold and the reading lacks: each returns what to ask, or nothing


def _lacking_person(intent: Intent, slots: Slots) -> str:
    named = any(one.member in {"agent", "manager"} for one in intent.filters)
    return "Who is meant?" if slots.pronoun and not named else ""


def _lacking_sign(intent: Intent, slots: Slots) -> str:
    lost = (sign for sign, shows in SHOWS.items() if sign in slots.signs and not shows(intent, slots))
    sign = next(lost, "")
    return f"What “{slots.words.get(sign, sign.lower())}” should mean in this question is not clear." if sign else ""


def _lacking_event(intent: Intent, slots: Slots) -> str:
    lost = (event for event, _ in slots.events if event in HAPPENED and not HAPPENED[event](intent, slots))
    event = next(lost, "")
    return f"What “{event}” has to do with it is not clear." if event else ""


def _lacking_part(intent: Intent, slots: Slots) -> str:
    changes = intent.compare is not None or any(METRICS[name].kind in {"change", "growth"} for name in intent.metrics)
    if slots.changes and not changes:
        return "A change of what, between which periods?"
    sized = slots.words.get("VALUE_OF", "").lower() == "size"
    if sized and slots.order[slots.signs["VALUE_OF"] - 1 : slots.signs["VALUE_OF"]] in (("DIM",), ("GROUP",)):
        return "Size by what: revenue, employees, or the turnover of their own?"
    extremes = ("largest_deal", "smallest_deal", "concentration", "top_five_share", "oldest_open")
    if slots.supers and not intent.order and not _any(intent, *extremes):
        return "The largest or smallest of what?"
    if any(one.skip for one in slots.supers) and not intent.skip:
        return "Which places, of whom and by which figure?"
    if slots.limits and not intent.having and not NUMBERED & _filtered(intent):
        return "What the number should narrow is not clear."
    if intent.having and not intent.dimensions:
        return "Whose is limited? Ask by customer, agent or product, or how many of them meet the condition."
    if (
        slots.has("ASCENDING", "DESCENDING")
        and intent.limit
        and intent.order[:1] != (Order(intent.order[0].member, slots.has("DESCENDING")) if intent.order else None,)
    ):
        return "The first ones from which end? Say the top or the bottom ones."
    several = any(len(one.values) > 1 for one in intent.filters)
    if slots.less_or_more and intent.compare is None and not several:
        return "More or less than when? Say for example: in Q4 than in Q3."
    if slots.less_or_more and slots.counted and not intent.having:
        return "Ask who had more or less, by agent, customer or product: so they cannot be counted."
    return ""


def _lacking_noun(intent: Intent, slots: Slots) -> str:
    shown = {*intent.dimensions, *_filtered(intent), intent.mean_over, *(one.unit for one, _, _ in slots.periods)}
    shown |= FREE | ({"team"} if "manager" in shown else set())
    lost = next((name for name, _ in slots.nouns if name not in shown), "")
    return f"What {DIMENSIONS[lost].label.lower()} has to do with it is not clear." if lost else ""


def _lacking_second(intent: Intent, slots: Slots) -> str:
    return "" if {*slots.beside} <= {*intent.dimensions} else "Those are two questions: ask one after the other."


def _lacking_subject(intent: Intent, slots: Slots) -> str:
    people = slots.has("WHO") or any(name == "agent" for name, _ in slots.nouns)
    if (
        slots.supers
        and slots.subject in TIMES
        and people
        and not {"agent", "account", "manager"} & {*intent.dimensions}
    ):
        return "Whose, or of all together? Say for example: the best month of each agent."
    happened = intent.never is not None or intent.ever or intent.tally or intent.ranked
    shown = {*intent.dimensions, *_filtered(intent), intent.mean_over, ""}
    shown |= {"account"} if shown & {"account_group", "customer_rank", "segment"} else set()
    if happened or slots.subject in shown or (slots.subject == "deal" and intent.dimensions):
        return ""
    counted = {"account": "customers", "agent": "agents", "product": "products"}.get(slots.subject, "")
    if any(name.startswith((counted, slots.subject)) for name in intent.metrics if counted):
        return ""
    return f"What {DIMENSIONS[slots.subject].label.lower()} has to do with it is not clear."


def _lacking_fact(intent: Intent, slots: Slots) -> str:
    if slots.negations and intent.never is None:
        return "What should not be is not clear."
    happened = (*intent.ever, *([intent.never] if intent.never else []))
    dated = intent.period or any(one.period for one in happened) or {"first_bought", "last_bought"} & _filtered(intent)
    return "" if dated or not slots.periods else "What the period is about is not clear."


# Sentences that say more than one thing where one was read


def _two_events(intent: Intent, slots: Slots) -> bool:
    kinds = {event for event, _ in slots.events}
    sides = kinds & {"sell", "win"} and kinds & {"buy", "spend"}
    asked = slots.has("HOW_LONG") or intent.ever or intent.never or ("win" in kinds and not slots.values)
    return bool(sides and not asked)


def _two_ways(intent: Intent, slots: Slots) -> bool:
    supers = slots.supers
    if len(supers) == 2 and supers[0].way == "top" and supers[0].of == "DIM" and supers[1].way in {"high", "best"}:
        supers = supers[:1]  # the top five accounts with most losses
    ways = {one.way for one in supers}
    return len(ways) > 1 and not any(one.count and not one.of for one in slots.supers)


def _two_limits(intent: Intent, slots: Slots) -> bool:
    limits = [(one.member, one.operator) for one in intent.having]
    return len(set(limits)) < len(limits)


def _staged(intent: Intent, slots: Slots) -> bool:
    staged = any(one.member == "stage" and one.operator == "is" for one in intent.filters)
    return staged and bool(OUTCOMES & set(intent.metrics))


def _left_out(intent: Intent, slots: Slots) -> bool:
    """Whether what customers bought is left out, which may mean their other purchases or them."""
    acts = slots.did("buy", "sell", "win", "use") and not slots.metrics and slots.subject in OWN
    negated = {values.dimension for values, _ in slots.values if values.negated}
    return bool(acts and negated - OWN[slots.subject] and not intent.never)


def _whose_team(intent: Intent, slots: Slots) -> bool:
    both = slots.has("MY_TEAM") and slots.has("ME", "MY")
    return both and not slots.has("SHARE", "RANK", "RANKED", "COMPARE", "VERSUS")


def _two_figures(intent: Intent, slots: Slots) -> bool:
    """Revenue from new customers: one figure of another."""
    linked = any(slots.order[at : at + 3] == ("METRIC", "PREP", "METRIC") for at in range(len(slots.order)))
    bare = any(after == at + 1 for (_, at), (_, after) in pairwise(slots.metrics))
    return (linked or bare) and not slots.limits


def _parts_of_another(slots: Slots) -> bool:
    """The weighted pipeline as a percentage of the open pipeline."""
    at = slots.signs.get("SHARE", 0)
    before = at and slots.order[at - 1] == "METRIC"
    return bool(before and any(place > at for _, place in slots.metrics))


SHAPES: tuple[tuple[Check, str], ...] = (
    *asked_twice.SHAPES,
    *stated.SHAPES,
    (_two_events, "That says two things that happened. Ask for one of them, or for those who did one and never the "
                  "other."),
    (_two_ways, "The largest and the smallest in one question: ask for one of them."),
    (lambda _, slots: bool(slots.supers) and slots.has("AVERAGE") and "COMMA" in slots.kinds and not slots.metrics,
     "Ask for the smallest, the largest or the mean, one at a time."),
    (_whose_team, "Yours, or those of your team?"),
    (_two_figures, "That names two figures: ask for one of them, or for both side by side."),
    (lambda _, slots: slots.also, "What “also” adds is not clear: ask for both figures, or in two questions."),
    (lambda intent, slots: slots.has("SHARE") and (bool(slots.limits) or intent.tally),
     "A share of those that meet a condition is not known: ask how many they are, and how many there are in all."),
    (lambda intent, slots: bool(intent.share_of) and _parts_of_another(slots),
     "What share one figure is of another is not known: ask for both side by side."),
    (_two_limits, "Two conditions on the same figure: which one counts?"),
    (_staged, "Deals in a stage are open: they are neither won nor lost. Ask for the stage conversion, or for time in "
              "the stage."),
    (lambda intent, slots: slots.has("NOW") and "stays_entered" in intent.metrics,
     "Ask for the deals that are in the stage, or for those that entered it."),
    (lambda intent, slots: slots.has("COMPANY") and intent.ranked and bool(intent.person),
     "Places among people whose figures you do not see are not known. Ask for the place in your team."),
    (_left_out, "Should they be left out who bought that at all, or only those purchases?"),
)  # fmt: skip
