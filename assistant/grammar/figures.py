"""Which figures a question is about, from the words for figures, deals and what happened to them."""

from collections.abc import Callable
from dataclasses import dataclass

from assistant.grammar.averages import averages, for_each, medians, per_deal
from assistant.grammar.changing import IN_PERCENT
from assistant.grammar.figure_words import durations, extreme_deal, list_values, moves, reasons
from assistant.grammar.implied import HOW_GOOD, implied
from assistant.grammar.ratios import per_figure, rates, ratio
from assistant.grammar.slots import Slots, Super
from assistant.grammar.states import COUNTS, WORTH, in_open_stage, main_state, states_of
from assistant.grammar.unclear import Unclear
from assistant.semantic import METRICS

OPENLY = {"units": "open_deals", "revenue": "open_value", "wins": "open_deals", "average_deal": "average_open"}


@dataclass(frozen=True)
class Figures:
    """`metrics` in the order of importance. `per` is the dimension that they are a mean over, `listed` whether single
    deals are wanted, `state` what happened to them."""

    metrics: tuple[str, ...]
    per: str = ""
    mean_over: str = ""
    listed: bool = False
    state: str = ""
    subsidiaries: bool = False


def figures_of(slots: Slots) -> Figures:
    """Return the figures that are asked for; none where only members are to be listed. Raise Unclear."""
    states = states_of(slots)
    for rule in BY_SIGN:
        if found := rule(slots, states):
            return found
    metrics, per = _mean(slots, _named(slots, states))
    over = per.removeprefix("mean ") if per.startswith("mean ") else ""
    listed = _lists_deals(slots)
    return Figures(tuple(dict.fromkeys(metrics)), "" if over else per, over, listed, main_state(states))


def _named(slots: Slots, states: list[str]) -> list[str]:
    """The figures by name, or those that are implied."""
    metrics = _explicit(slots, states) or implied(slots, states)
    staged = slots.groups == ["stage"] or slots.subject == "stage" or in_open_stage(slots)
    if slots.counted == "account_group" and metrics == ["subsidiaries"]:
        metrics = ["groups"]  # how many groups have subsidiaries
    if metrics == ["wins"] and "stage" in {*slots.groups, slots.subject}:
        metrics = ["stays_won"]
    closing = [at for event, at in slots.events if event == "close"]
    if metrics == ["closed"] and closing and closing[0] + 1 not in slots.deals:
        metrics = ["closed", "wins"]  # who closes deals decides them, and is often said to win them
    if "concentration" in metrics:
        return ["top_five_share"]
    if "win_rate" in metrics and staged:
        metrics = ["advance_rate"]
    if metrics == ["discount"] and slots.supers and not slots.has("HOW_MUCH", "AVERAGE", "VALUE_OF"):
        if IN_PERCENT & {*slots.plain}:
            return ["discount_rate"]
        raise Unclear(
            "The highest discount in dollars, or in per cent of list price?",
            choices=(("Discount", ("given_away",)), ("Discount rate", ("discount_rate",))),
        )
    if metrics == ["discount"] and not slots.has("HOW_MUCH", "AVERAGE") and not slots.supers and not slots.limits:
        metrics = ["discount", "discount_rate"]
    if slots.has("MEDIAN") and slots.per_groups and metrics[:1] == ["revenue"]:
        raise Unclear("A median over members is not known: ask for the mean over them, or for the median deal.")
    return medians(metrics) if slots.has("MEDIAN") else metrics


def _mean(slots: Slots, metrics: list[str]) -> tuple[list[str], str]:
    """The figures as means where they are to be, and of what each is one."""
    if slots.has("AVERAGE"):
        return averages(slots, metrics)
    if slots.per_metric:
        return per_figure([name for name in metrics if name != slots.per_metric], slots.per_metric), ""
    if slots.per_deal:
        return per_deal(metrics), ""
    people = [name for name in slots.per_groups if name in {"agent", "account"}]
    others = len(slots.groups) > len(people) or (slots.subject and slots.subject not in people)
    if not people or not others or not metrics or not METRICS[metrics[0]].additive:
        return metrics, ""
    # Wins per customer in each sector: the mean over customers.
    known = (
        slots.supers
        or people[0] == "agent"
        or {*slots.groups, slots.subject} <= {"account", "sector", "country", "segment", ""}
    )
    return (for_each(metrics, people) if known else None) or (metrics[:1], f"mean {people[0]}")


# Signs that ask for a figure by themselves


def _share(slots: Slots, states: list[str]) -> Figures | None:
    found = rates(slots, states) if slots.has("SHARE") else ()
    return Figures(found, state=main_state(states)) if found else None


def _ratio(slots: Slots, states: list[str]) -> Figures | None:
    return Figures(ratio(slots), state=main_state(states)) if slots.has("RATIO") else None


def _reason(slots: Slots, states: list[str]) -> Figures | None:
    return Figures(reasons(slots)) if slots.has("WHY") else None


def _length(slots: Slots, states: list[str]) -> Figures | None:
    if slots.has("HOW_LONG") and _counts_days(slots):
        slots.signs["HOW_MANY"] = slots.signs.pop("HOW_LONG")
        slots.counted = "day"
        return None
    asked = slots.has("HOW_LONG") and not slots.metrics
    if not asked:
        return None
    found = list(durations(slots, states))
    return Figures(tuple(medians(found) if slots.has("MEDIAN") else found), state=main_state(states))


def _counts_days(slots: Slots) -> bool:
    """On how many days did we win more than 20 deals: the days are counted, no time is measured."""
    said = slots.words["HOW_LONG"].lower().startswith(("how many", "number"))
    kinds = {limit.after.kind for limit in slots.limits if limit.after is not None}
    return said and bool(kinds & {"DEALS", "METRIC", "EVENT", "STATE"})


def _daughters(slots: Slots, states: list[str]) -> Figures | None:
    nouns = {slots.subject, *(name for name, _ in slots.nouns)}
    said = any(name == "subsidiaries" for name, _ in slots.metrics) or "parent" in nouns
    named = any(values.dimension == "account" for values, _ in slots.values)
    return Figures((), subsidiaries=True) if said and named and not slots.has("HOW_MANY") else None


def _scores(slots: Slots, states: list[str]) -> Figures | None:
    return Figures(("r_score_mean", "f_score_mean", "m_score_mean")) if slots.has("RFM") else None


def _moved(slots: Slots, states: list[str]) -> Figures | None:
    return Figures(moves(slots)) if slots.did("move") else None


def _age(slots: Slots, states: list[str]) -> Figures | None:
    if not slots.has("HOW_OLD"):
        return None
    if slots.metrics or not (slots.deals or slots.is_("open")):
        raise Unclear("The age of what? Of open deals it is known.")
    return Figures(("open_age",), state="open")


def _extreme(slots: Slots, states: list[str]) -> Figures | None:
    if not slots.groups or all(one.of != "DEALS" for one in slots.supers):
        return None
    state = main_state(states)
    return Figures((extreme_deal(slots, state),), state=state)


def _list_price(slots: Slots, states: list[str]) -> Figures | None:
    found = list_values(slots, states) if slots.has("LIST_PRICE") else ()
    return Figures(found, state=main_state(states)) if found else None


BY_SIGN: tuple[Callable[[Slots, list[str]], Figures | None], ...] = (
    _share, _ratio, _reason, _length, _daughters, _scores, _moved, _age, _extreme, _list_price,
)  # fmt: skip


def _explicit(slots: Slots, states: list[str]) -> list[str]:
    """The figures that are named, as what is said of the deals makes them."""
    names = [_own(name, at, slots) for name, at in slots.metrics if not _narrows(name, slots)]
    asked = {sign for sign in ("HOW_MUCH", "HOW_MANY") if _before_revenue(sign, slots)}
    if len(names) > 1 and names[0] == "revenue" and "HOW_MUCH" in asked:
        names = names[1:]  # how much money did we give away
    if not names:
        return []
    # Won deals beside revenue are no second figure: revenue of won deals.
    if slots.deals and states and slots.has("HOW_MANY") and not {"AND", "COMMA"} & slots.kinds and not slots.limits:
        raise Unclear("That names two figures: ask for one of them, or for both side by side.")
    if slots.deals and states and slots.has("HOW_MANY"):
        names = [*(COUNTS[state] for state in states if state in COUNTS), *names]
    turned = {"revenue": "wins"} if "HOW_MANY" in asked else {}
    names = [turned.get(name, name) for name in names]
    if slots.has("HOW_GOOD") and names == ["revenue"] and slots.texts.get(slots.metrics[0][1]) == "business":
        raise Unclear("By which figure?", choices=HOW_GOOD)
    names = [_by_state(slots, states).get(name, name) for name in names]
    worth = {COUNTS[state]: WORTH[state] for state in WORTH} if slots.has("VALUE_OF") and not slots.limits else {}
    return [worth.get(name, name) for name in names]


def _by_state(slots: Slots, states: list[str]) -> dict[str, str]:
    """What figures are called of deals that are lost or open."""
    if "lost" in states and not slots.deals and any(ends for _, _, ends in slots.periods):
        raise Unclear("Deals that were lost, or a fall from one period to the other?")
    if (
        "lost" in states
        and not slots.deals
        and slots.subject
        and slots.periods
        and any(n == "revenue" for n, _ in slots.metrics)
    ):
        raise Unclear("The list value of deals that were lost, or a fall from the period before?")
    if "lost" in states:
        lost = {"won_cycle": "lost_cycle"}
        return lost | ({"revenue": "list_value_lost"} if "won" not in states and not slots.deals else {})
    return OPENLY if ("open" in states or in_open_stage(slots)) and "won" not in states else {}


def _before_revenue(sign: str, slots: Slots) -> bool:
    """Whether how much or how many stands right before the money."""
    place = next((at for metric, at in slots.metrics if metric == "revenue"), None)
    return place is not None and slots.signs.get(sign) == place - 1


def _own(name: str, at: int, slots: Slots) -> str:
    return "turnover" if name == "revenue" and own_turnover(at, slots) else name


def _narrows(name: str, slots: Slots) -> bool:
    """Whether a figure only says whose deals or which companies count: with over 1,000 employees."""
    if name not in {"staff", "turnover"} or not slots.limits:
        return False
    return bool(slots.counted or len(slots.metrics) > 1 or slots.deals or slots.events)


def own_turnover(at: int, slots: Slots) -> bool:
    """Turnover is a company’s own where it chooses companies, and ours otherwise."""
    said = slots.texts.get(at, "") == "turnover"
    return said and "account" in {slots.subject, slots.counted} and not slots.groups


def _lists_deals(slots: Slots) -> bool:
    """Whether single deals are asked for instead of figures of them."""
    if slots.has("HOW_MANY", "AVERAGE", "MEDIAN"):
        return False
    if not (slots.deals or slots.states or any(_is_single(one, slots) for one in slots.supers) or _counts_wins(slots)):
        return False
    if any(_is_single(one, slots) for one in slots.supers):
        return not slots.has("HOW_MANY") and not slots.groups
    return slots.asked_list and not slots.groups and not slots.subject


def _counts_wins(slots: Slots) -> bool:
    return bool({"wins", "losses"} & {name for name, _ in slots.metrics})


def _is_single(one: Super, slots: Slots) -> bool:
    """Whether the largest win or deal is one deal."""
    if one.of == "DEALS":
        return True
    after = [name for name, at in slots.metrics if at > one.at]
    return (
        one.of == "METRIC"
        and one.single
        and after[:1] in (["wins"], ["losses"])
        and not slots.subject
        and not slots.has("WHO")
    )
