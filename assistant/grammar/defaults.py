"""The figures of a question that names none, where one is meant without saying it."""

from assistant.grammar.ranks import hinted
from assistant.grammar.slots import Slots
from assistant.grammar.unclear import Unclear
from assistant.intent import Filter
from assistant.semantic import METRICS

SOLD_BY = {"agent", "team", "manager", "region", "product", "series"}
COUNTS_OF = {"account": "accounts", "agent": "agents", "product": "products"}
# Words that ask for a number of things without saying of what.
COUNTS = {"number", "numbers", "count", "counts"}
LARGE = {"largest", "biggest", "smallest", "large", "big", "small"}
FIGURES = tuple((METRICS[name].label, (name,)) for name in ("revenue", "wins", "win_rate", "open_value"))


def _hold_weak(slots: Slots, dimensions: list[str]) -> None:
    """Raise Unclear where revenue would be a guess: most of what, a number of what, how large a team is."""
    if COUNTS & {*slots.plain} and dimensions and slots.groups and not slots.supers:
        raise Unclear("The number of what?", choices=(("Wins", ("wins",)), ("Deals", ("deals",))))
    one = slots.supers[0] if slots.supers else None
    if one and not one.single and not one.hint and one.of == "" and not slots.events:
        raise Unclear("Most of what?" if one.way == "high" else "Least of what?", choices=FIGURES)
    if one and one.hint == "cycle" and {"longest", "shortest"} & {*slots.plain} and not (slots.events or slots.deals):
        raise Unclear(
            "Longest or shortest what? The sales cycle, the age of open deals or the time in a stage is known."
        )
    if one and "team" in dimensions and LARGE & {*slots.plain}:
        raise Unclear(
            "How large by what: revenue, or the number of agents?",
            choices=(("Revenue", ("revenue",)), ("Agents", ("agents",))),
        )


def default_metrics(slots: Slots, metrics: list[str], dimensions: list[str], filters: tuple[Filter, ...]) -> list[str]:
    """Return the figures where none is named: revenue, unless that would be a guess. Raise Unclear."""
    if metrics:
        return metrics
    _hold_weak(slots, dimensions)
    if (
        slots.supers
        or slots.changes
        or slots.step
        or slots.has("RANK", "RANKED", "SHARE", "TREND", "RUNNING", "COMPARE", "VERSUS", "WHERE")
    ):
        if slots.supers and slots.supers[0].hint:
            return [hinted(slots.supers[0])]
        bare = not (filters or slots.groups)
        if bare and (
            slots.has("COMPARE") or (slots.has("VERSUS") and not (dimensions or slots.changes or slots.events))
        ):
            raise Unclear(
                "Compared by which figure?",
                choices=tuple((METRICS[m].label, (m,)) for m in ("revenue", "wins", "win_rate", "open_value")),
            )
        return ["revenue"]
    if dimensions and slots.groups and not slots.subject:
        return ["open_value"] if "stage" in dimensions else ["revenue"]
    narrowed = {one.member for one in filters}
    if (
        dimensions == ["account"]
        and narrowed & SOLD_BY
        and narrowed <= SOLD_BY | {"account", "sector", "country", "segment"}
    ):
        return ["revenue", "wins"]  # the customers of an agent are those who bought from her
    if slots.groups and slots.subject in COUNTS_OF and len(dimensions) > 1:
        dimensions.remove(slots.subject)  # customers by segment: how many there are in each
        return [COUNTS_OF[slots.subject]]
    return []
