"""Means and medians: of single deals, of each member, over members."""

from assistant.grammar.slots import TIMES, Slots
from assistant.grammar.unclear import Unclear
from assistant.semantic import METRICS

Mean = tuple[list[str], str]
OF_WHAT = (("Average deal", ("average_deal",)), ("Won cycle", ("won_cycle",)), ("Discount rate", ("discount_rate",)))
MEANS = {
    "discount_rate", "won_cycle", "lost_cycle", "open_age", "recency", "win_rate", "average_deal", "list_price_mean",
    "price_ratio", "stage_time", "open_stage_age", "loss_rate", "average_cltv", "mean_price_ratio", "stale_share",
    "average_purchase", "advance_rate", "r_score_mean", "f_score_mean", "m_score_mean", "wins_per_agent",
    "average_open", "revenue_per_agent", "spend_per_customer", "wins_per_month",
}  # fmt: skip
AVERAGES = {
    "revenue": "average_deal", "discount": "discount_rate", "cltv": "average_cltv", "open_value": "average_open",
} | {name: name for name in MEANS}  # fmt: skip
PER = {
    ("revenue", "account"): "spend_per_customer", ("wins", "agent"): "wins_per_agent",
    ("revenue", "agent"): "revenue_per_agent", ("wins", "month"): "wins_per_month",
    ("revenue", "month"): "revenue_per_month",
}  # fmt: skip
MEMBERS = {
    "agent",
    "account",
    "product",
    "team",
    "manager",
    "region",
    "sector",
    "country",
    "month",
    "week",
    "quarter",
    "day",
    "year",
}
# Splits whose revenue has an average deal by the figure itself.
WITH_DEALS = {"region", "product", "sector", "team", "manager", "country", "series"}
MEDIANS = {
    "revenue": "median_deal", "average_deal": "median_deal", "wins": "median_deal", "won_cycle": "median_won_cycle",
    "cltv": "median_cltv", "average_cltv": "median_cltv", "stage_time": "median_stage_time",
} | {name: name for name in ("median_deal", "median_won_cycle", "median_cltv", "median_stage_time")}  # fmt: skip


def medians(metrics: list[str]) -> list[str]:
    """Return the median of a figure. Raise Unclear where there is none."""
    if not metrics:
        metrics = ["revenue"]
    if metrics[0] not in MEDIANS:
        raise Unclear(f"There is no median of {METRICS[metrics[0]].label.lower()}.")
    return [MEDIANS[metrics[0]]]


def averages(slots: Slots, metrics: list[str]) -> Mean:
    """Return the figures of an average, and the dimension that it is of each: “mean ” and its name where the mean is
    taken over its members. Raise Unclear."""
    if not (metrics or slots.deals or slots.events or slots.states):
        raise Unclear("The average of what?", choices=OF_WHAT)
    if "CHANGE" in slots.order[slots.signs["AVERAGE"] :][1:2]:
        raise Unclear("A mean of changes is not known: ask for the change of each month or quarter.")
    if len(slots.per_groups) > 1:
        raise Unclear("A mean over two kinds of members at once is not known: name one of them.")
    return (
        _of_one_member(slots, metrics)
        or for_each(metrics, slots.groups, single=slots.per)
        or _of_each_member(slots, metrics)
        or _of_deals(slots, metrics)
        or _of_figure(slots, metrics)
    )


def _of_one_member(slots: Slots, metrics: list[str]) -> Mean | None:
    """Wins a month, open deals of a rep."""
    nouns = (name for name, at in slots.nouns if name in TIMES or (name in {"agent", "account"} and _one(slots, at)))
    member = next(nouns, "")
    timed = any(name in TIMES for name in slots.groups)
    return (metrics[:1], f"mean {member}") if member and _additive(metrics) and not timed else None


def _of_each_member(slots: Slots, metrics: list[str]) -> Mean | None:
    if not slots.per or not _additive(metrics) or slots.groups[:1] == [] or slots.groups[0] not in MEMBERS:
        return None
    counted = slots.has("HOW_MANY") or slots.groups[0] in TIMES or METRICS[metrics[0]].unit == "count"
    return (metrics[:1], f"mean {slots.groups[0]}") if counted else None


def _of_deals(slots: Slots, metrics: list[str]) -> Mean | None:
    """Averages of single deals, which are figures of their own."""
    first = metrics[0] if metrics else "revenue"
    if slots.has("HOW_MANY") and len(metrics) > 1:
        return [metrics[0], *(AVERAGES.get(name, name) for name in metrics[1:])], ""
    times = [name for name in slots.groups if name in TIMES]
    if first == "revenue" and slots.metrics and times and slots.groups == times and slots.adverb:
        return metrics[:1], f"mean {times[0]}"  # monthly average revenue
    if first == "revenue" and slots.metrics and (slots.per_groups or times):
        raise Unclear("The average deal of each, or the mean over them of all their revenue?")
    if first in AVERAGES:
        people = slots.per and slots.groups and slots.groups[0] not in WITH_DEALS
        return ["average_deal" if first == "revenue" and people else AVERAGES[first]], ""
    counted = {"deals": "average_deal", "wins": "average_deal", "open_deals": "average_open"}
    return ([counted[first]], "") if first in counted and slots.deals and not slots.has("HOW_MANY") else None


def _of_figure(slots: Slots, metrics: list[str]) -> Mean:
    first = metrics[0]
    if slots.supers and METRICS[first].kind != "simple":
        return metrics, ""
    if over := _over(first, slots):
        return metrics[:1], f"mean {over}"
    label = METRICS[first].label
    raise Unclear(f"{label} are counted: an average of them needs to say per what, such as per agent or per month.")


def _additive(metrics: list[str]) -> bool:
    return bool(metrics) and METRICS[metrics[0]].additive


def _one(slots: Slots, at: int) -> bool:
    """A rep, and not reps: the one that a mean is over."""
    return not slots.texts.get(at, "s").endswith("s")


def _over(metric: str, slots: Slots) -> str:
    """How many open deals does a rep have on average: over whom the mean is."""
    nouns = [name for name, _ in slots.nouns if name in MEMBERS] + (
        [slots.subject] if slots.subject in MEMBERS else []
    )
    return nouns[0] if METRICS[metric].additive and len(nouns) == 1 and not slots.groups else ""


def for_each(metrics: list[str], groups: list[str], *, single: bool = True) -> tuple[list[str], str] | None:
    """A figure for each member on average: wins per agent."""
    if not metrics or not single:
        return None
    for dimension in groups:
        if (metrics[0], dimension) in PER:
            return [PER[metrics[0], dimension]], dimension
    return None


def per_deal(metrics: list[str]) -> list[str]:
    """Return the average of a deal. Raise Unclear for figures that have none."""
    if metrics[:1] in (["revenue"], ["average_deal"]):
        return ["average_deal"]
    if metrics[:1] == ["open_value"]:
        return ["average_open"]
    raise Unclear("Per deal there are the average deal and the average open deal.")
