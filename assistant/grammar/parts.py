"""The parts that an intent of any shape has: figures, splits, filters, limits, periods, and whose they are."""

from typing import Any

from assistant.filled import Asker
from assistant.grammar.defaults import default_metrics
from assistant.grammar.dimensions import dimensions_of
from assistant.grammar.figures import Figures
from assistant.grammar.limits import limits_of
from assistant.grammar.narrowing import filters_of
from assistant.grammar.periods import periods_of
from assistant.grammar.slots import Slots
from assistant.grammar.states import OPEN_FIGURES, states_of
from assistant.grammar.unclear import Unclear
from assistant.intent import Filter


def parts_of(slots: Slots, asker: Asker, said: list[str], figures: Figures) -> dict[str, Any]:
    """Return the fields of an intent that every shape has, and add to `said` what they rest on. Raise Unclear."""
    limits = limits_of(slots, figures)
    metrics = list(limits.metrics or figures.metrics)
    metrics += [name for name in limits.also if name not in metrics]
    filters = (*filters_of(slots, asker, said), *limits.filters)
    dimensions = dimensions_of(slots, figures, metrics)
    if any(one.member == "recency_days" for one in filters) and not metrics:
        metrics = ["recency"]
    if {"stage_time", "median_stage_time"} & set(metrics) and (
        ways := [state for state in states_of(slots) if state in {"won", "lost"}]
    ):
        filters = (*filters, Filter("stay_outcome", "is", tuple(ways)))
    if "account" in dimensions and (slots.supers or limits.having) and set(metrics) & OPEN_FIGURES:
        filters = (*filters, Filter("account", "is_not_empty"))
        said.append("Deals without a customer are left out.")
    metrics = default_metrics(slots, metrics, dimensions, filters)
    parts: dict[str, Any] = {
        "metrics": tuple(metrics),
        "dimensions": tuple(dimensions),
        "filters": filters,
        "having": limits.having,
    }
    dated = periods_of(slots, asker.as_of, metrics, said)
    rows = dated.pop("dimensions", ())
    if rows and slots.supers:
        raise Unclear("The first ones of both periods together, or of each?")
    parts |= {**dated, "dimensions": (*dimensions, *rows)}
    parts["person"] = person_of(slots, asker, said)
    return parts


def person_of(slots: Slots, asker: Asker, said: list[str]) -> str:
    """Me, or my team: a manager sells through the team."""
    if slots.has("MY_TEAM"):
        return "team"
    if not slots.has("ME", "MY"):
        return ""
    if not asker.is_agent and asker.viewer.team_ids:
        said.append("Yours are those of your team.")
        return "team"
    return "me"
