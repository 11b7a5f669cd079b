"""Questions that ask two things where one was read: half of them would be passed over."""

from collections.abc import Callable

from assistant.grammar.slots import Slots
from assistant.intent import Intent

TOGETHER = {"together", "combined", "total", "overall", "both"}
SINGLE = ("HOW_MANY", "HOW_MUCH")


def ordered_twice(intent: Intent, slots: Slots) -> bool:
    """Whether the first ones by two figures are meant."""
    return len(slots.ordered_by) > 1 and bool(slots.supers)


def first_and_their(intent: Intent, slots: Slots) -> bool:
    """Whether a figure stands beside the first ones, which may be first by another: the top 3 and their win rate."""
    one = slots.supers[0] if slots.supers else None
    if one is None or one.of != "DIM" or one.hint or slots.ordered_by or not slots.metrics:
        return False
    at = slots.metrics[0][1]
    return at > one.at and "AND" in slots.order[max(at - 2, 0) : at] and one.way in {"top", "best", "bottom", "worst"}


def two_and_two(intent: Intent, slots: Slots) -> bool:
    """Whether two names and two periods are held against each other."""
    names = any(len(one.values) > 1 and one.member in intent.dimensions for one in intent.filters)
    return bool(names and slots.less_or_more and intent.compare and intent.compare.kind == "period")


def figures_twice(intent: Intent, slots: Slots) -> bool:
    """How many customers do we have, and how many bought in December."""
    twice = any(slots.order.count(sign) > 1 for sign in SINGLE)
    return twice and len(intent.metrics) < 2 and len(slots.periods) < 2


def first_twice(intent: Intent, slots: Slots) -> bool:
    """The top product and the top customer; revenue by product, and the best agent."""
    pairs = (("GROUP", "AND", "SUPER"), ("SUPER", "DIM", "AND", "DIM"))
    beside = any(slots.order[at : at + len(pair)] == pair for at in range(len(slots.order)) for pair in pairs)
    return beside or len([one for one in slots.supers if one.of in {"DIM", "NOUN"}]) > 1


def first_of_first(intent: Intent, slots: Slots) -> bool:
    """Who of the top five has the best win rate: the first of those who are the first by something else."""
    one = slots.supers[0] if len(slots.supers) > 1 else None
    return one is not None and slots.order[max(one.at - 1, 0)] in {"PREP", "AMONG"} and bool(one.count)


def of_the_first(intent: Intent, slots: Slots) -> bool:
    """What our biggest customer bought, and who sold it: what the first one did, and not who it is."""
    one = slots.supers[0] if slots.supers else None
    if one is None or one.of != "DIM" or slots.metrics or slots.groups or slots.ordered_by:
        return False
    who = slots.has("WHO") and slots.subject != "agent" and slots.signs["WHO"] < one.at and slots.did("sell", "win")
    what = slots.asked_what and slots.subject != "product" and slots.did("buy", "sell", "use")
    return bool(who or what)


def which_twice(intent: Intent, slots: Slots) -> bool:
    """Who is best in the West, and which in the East."""
    again = [("AND", word, "PREP") for word in ("WHICH", "WHO")]
    return any(slots.order[at : at + 3] in again for at in range(len(slots.order)))


def first_of_two_periods(intent: Intent, slots: Slots) -> bool:
    """The best agent in Q3 and Q4: of both together, or of each."""
    several = len(slots.periods) > 1 and intent.compare is None and bool(slots.supers or slots.order.count("WHO") > 1)
    return several and not intent.dimensions[1:] and bool(intent.limit) and not TOGETHER & {*slots.plain}


def crossed(intent: Intent, slots: Slots) -> bool:
    """Wins of Darcel in October and of Vicki in November."""
    if len(slots.values) < 2 or len(slots.periods) < 2:
        return False
    values, periods = [at for _, at in slots.values], [at for _, at, _ in slots.periods]
    return values[0] < periods[0] < values[1] < periods[1] or periods[0] < values[0] < periods[1] < values[1]


def counted_growth(intent: Intent, slots: Slots) -> bool:
    """How many customers grew: those whose figure did, and not their number."""
    ways = {way for way, _ in slots.changes} - {"any"}
    counts = slots.words.get("HOW_MANY", "").lower().startswith("how many") and slots.counted
    follows = any(slots.order[at - 1 : at] == ("DIM",) for _, at in slots.changes if at)
    return bool(ways and counts and follows and not intent.tally)


SHAPES: tuple[tuple[Callable[[Intent, Slots], bool], str], ...] = (
    (ordered_twice, "The first ones by one figure or by the other? Ask for one of them."),
    (first_and_their, "The first ones by that figure, or by revenue with that figure beside it?"),
    (two_and_two, "Two names and two periods: ask for one name, or for one period."),
    (figures_twice, "Those are two questions: ask one after the other."),
    (
        first_of_first,
        "The first of the first ones are two questions: ask who the first ones are, and then for that figure.",
    ),
    (of_the_first, "Ask who comes first, and then what that one did."),
    (which_twice, "Those are two questions: ask one after the other."),
    (first_twice, "Those are two questions: ask one after the other."),
    (first_of_two_periods, "The first ones of both periods together, or of each?"),
    (crossed, "Each name has a period of its own: ask for one after the other."),
    (
        counted_growth,
        "Those whose figure went so, or how their number changed? Say by which figure, and from when to when.",
    ),
)
