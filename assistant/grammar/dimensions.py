"""What the rows of an answer are: splits, whom a question is about, and what is compared with each other."""

from assistant.grammar.figures import Figures
from assistant.grammar.slots import Slots
from assistant.grammar.unclear import Unclear
from assistant.semantic import DIMENSIONS

# Splits that a sign asks for.
BY_SIGN = {"WHY": "lost_reason", "ADVICE": "recommended_action"}
OF_ACCOUNTS = {
    "average_cltv", "median_cltv", "recency", "average_purchase", "spend_per_customer", "r_score_mean", "f_score_mean",
    "m_score_mean",
}  # fmt: skip
# What a figure is split by where it says nothing without.
ALWAYS_BY = {"advance_rate": "stage", "cumulative_share": "account", "faulty_rows": "quality_rule"}


def dimensions_of(slots: Slots, figures: Figures, metrics: list[str]) -> list[str]:
    """Return the dimensions of the rows, in their order. Raise Unclear."""
    found = [name for name in slots.groups if name not in {figures.per, figures.mean_over}]
    several = slots.subject or len(found) > 1 or metrics[:1] in (["average_cltv"], ["median_cltv"])
    if "account" in found and "account" in slots.per_groups and metrics[:1] and metrics[0] in OF_ACCOUNTS and several:
        found.remove("account")  # the lifetime value per customer is a mean over them already
    subject = subject_of(slots)
    if subject and subject != figures.mean_over:
        found.append(subject)
    compared = _compared(slots)
    if "segment" in compared and subject == "account" and not slots.has("WHO") and slots.plural:
        found.remove("account")  # what Champions and Lapsing customers spent
    found += compared
    timed = any(DIMENSIONS[name].is_time for name in found)
    if (slots.has("TREND") or slots.step) and not timed:
        found.insert(0, slots.step or "month")
    if slots.has("WHERE") and not slots.has("RANK") and not compared and subject in {"", figures.mean_over}:
        found.append("country")
    found += [name for sign, name in BY_SIGN.items() if slots.has(sign)]
    if slots.has("WITH_GROUP"):
        found = ["account_group" if name == "account" else name for name in found]
    if not found:
        found = [ALWAYS_BY[metric] for metric in metrics if metric in ALWAYS_BY][:1]
    return list(dict.fromkeys(found))


def subject_of(slots: Slots) -> str:
    """Return the dimension whose members are asked about, or "". Raise Unclear."""
    if slots.subject:
        return slots.subject
    if slots.has("WHO"):
        return _person(slots)
    if slots.has("WHEN") and slots.supers:
        return "day"
    segments = any(values.dimension == "segment" and not values.said_kind for values, _ in slots.values)
    plain = not (slots.metrics or slots.counted or slots.deals or slots.events or slots.groups)
    return "account" if segments and (plain or slots.has("ADVICE")) else ""


def _person(slots: Slots) -> str:
    """Who: customers buy, agents sell, managers manage."""
    if slots.did("manage"):
        return "manager"
    if slots.pronoun:
        raise Unclear("Who is meant?")
    if slots.has("COMPARE", "VERSUS") and any(len(values.names) > 1 for values, _ in slots.values):
        return ""
    traits = {"segment", "rhythm"} & {values.dimension for values, _ in slots.values}
    customers = traits or slots.has("QUIET_FOR", "LATE") or any(name == "account" for name, _ in slots.nouns)
    return "account" if customers or slots.did("buy", "spend", "use") else "agent"


def _compared(slots: Slots) -> list[str]:
    """What is compared with each other: the names of one kind, where two or more are."""
    chosen = []
    wanted = slots.has("COMPARE", "VERSUS", "THAN") or (
        (slots.supers or slots.has("WHERE")) and any(values.either for values, _ in slots.values)
    )
    by_kind: dict[str, int] = {}
    for values, _ in slots.values:
        if not values.negated:
            by_kind[values.dimension] = by_kind.get(values.dimension, 0) + len(values.names)
    for dimension, count in by_kind.items():
        me = dimension == "agent" and (slots.has("ME") or slots.me_too)
        if count + me > 1 and (wanted or slots.has("HOW_GOOD")):
            chosen.append(dimension)
    return chosen
