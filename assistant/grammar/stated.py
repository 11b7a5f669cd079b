"""Whether what is said of deals shows in the reading, and words that say more there than politeness."""

from collections.abc import Callable

from assistant.grammar.slots import Slots
from assistant.intent import Intent
from assistant.semantic import METRICS

# By what is said of deals: of which deals a figure must be, parts of the names of figures, and filters that show it.
SHOWN: dict[str, tuple[set[str], tuple[str, ...], set[str]]] = {
    "won": ({"won", "closed"}, ("won", "win"), set()),
    "lost": ({"lost", "closed"}, ("los",), {"lost_reason"}),
    "closed": ({"won", "lost", "closed"}, ("won", "win", "los", "closed"), set()),
    "open": ({"open"}, ("open", "weighted", "stale", "overdue", "stage", "without_account", "stays"), {"age"}),
    "stale": (set(), ("stale",), {"stale"}),
    "overdue": (set(), ("overdue",), {"overdue", "rhythm"}),
    "deep": (set(), ("deep", "given", "discount"), {"deep_discount", "price_level"}),
}
ONLY = {"only", "solely", "exclusively", "just"}
ACTS = ("buy", "sell", "win", "use")


def lacking_state(intent: Intent, slots: Slots) -> str:
    """Return what to ask where deals are said to be something that the reading does not heed, or ""."""
    lost = next((state for state, _ in slots.states if not _shows(state, intent)), "")
    return f"What “{lost}” should narrow in this question is not clear." if lost else ""


def _shows(state: str, intent: Intent) -> bool:
    of_deals, parts, members = SHOWN[state]
    if intent.never or intent.ever:
        return True
    if any({state} & {str(value) for value in one.values} for one in intent.filters if one.member == "stage_type"):
        return True
    if any(one.member in members or one.member == state for one in intent.filters):
        return True
    if any(one.member == "stage_type" for one in intent.filters) and state == "closed":
        return True
    known = [METRICS[name] for name in intent.metrics]
    return (
        any(
            (metric.deals or {}).get("type") in of_deals or any(part in metric.name for part in parts)
            for metric in known
        )
        or "stage_type" in intent.dimensions
    )


def bought_only(intent: Intent, slots: Slots) -> bool:
    """Whether only one thing was bought: that at least it was, is another question."""
    named = any(values.dimension in {"product", "series"} for values, _ in slots.values)
    members = slots.counted or slots.subject or slots.has("WHO")
    return bool(ONLY & {*slots.plain} and named and members and slots.did(*ACTS) and not slots.supers)


def bought_again(intent: Intent, slots: Slots) -> bool:
    """Whether somebody bought again, which is not that somebody bought."""
    return bool({"again", "repeatedly", "twice"} & {*slots.plain} and slots.did(*ACTS) and not intent.having)


def at_its_start(intent: Intent, slots: Slots) -> bool:
    """Whether the beginning of a period is meant, which has no days of its own, and not the time since."""
    at = next((at for at, word in enumerate(slots.plain) if word in {"beginning", "start"}), -1)
    before = {*slots.plain[max(at - 2, 0) : at]}
    since = before & {"since", "from", "before", "after", "until", "to", "till"}
    return at >= 0 and slots.plain[at + 1 : at + 2] == ["of"] and bool(slots.periods) and not since


def of_everything(intent: Intent, slots: Slots) -> bool:
    """Whether a share would be that of everything in everything."""
    return bool(intent.share_of) and not (intent.dimensions or intent.filters or intent.person or intent.having)


def ordered_by_nothing(intent: Intent, slots: Slots) -> bool:
    """Whether it is said by what and nothing is ordered or split: sales by size."""
    shown = intent.dimensions or intent.order or intent.never or intent.tally
    return bool(slots.ordered_by) and not shown and not slots.limits


def nobody_said(intent: Intent, slots: Slots) -> bool:
    """Whether nothing is said of who is asked for: who is doing well."""
    narrowed = intent.filters or intent.never or intent.ever or intent.metrics or intent.period
    return slots.has("WHO") and not narrowed and not slots.events


def against_itself(intent: Intent, slots: Slots) -> bool:
    """Whether only the previous period is named, and not the one that it is held against."""
    one = len(slots.periods) == 1 and intent.period.startswith("last_") and {"previous", "prior", "preceding"}
    held = slots.has("VERSUS", "THAN") and intent.compare is not None and intent.compare.kind == "previous"
    return bool(one and one & {*slots.plain} and held)


SHAPES: tuple[tuple[Callable[[Intent, Slots], bool], str], ...] = (
    (of_everything, "The share of what? Say for example: the share of the East, or of GTX Pro."),
    (ordered_by_nothing, "By what? Say by agent, product, region or another split."),
    (nobody_said, "By which figure? Ask for example who has the most revenue, or the best win rate."),
    (against_itself, "Which period against the previous one? Say for example Q4 against Q3."),
    (bought_only, "Only that and nothing else, or that among others?"),
    (bought_again, "How often is again? Ask for example who bought at least twice."),
    (at_its_start, "Which days are its beginning? Name them, or the month."),
)
