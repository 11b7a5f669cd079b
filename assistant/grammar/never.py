"""What never happened, and what happened at least once: never bought GTX Pro, bought both."""

from dataclasses import replace

from assistant.filled import Asker
from assistant.grammar.dimensions import subject_of
from assistant.grammar.parts import person_of
from assistant.grammar.periods import periods_of
from assistant.grammar.slots import Slots
from assistant.grammar.states import states_of
from assistant.grammar.unclear import Unclear
from assistant.intent import Filter, Intent, Never

EVENT_OF = {"won": "won", "lost": "lost", "closed": "closed", "open": "open", "": "deal"}


# What a customer, agent or product is, and not what it did: it chooses those who are asked about.
OWN = {
    "account": {"account", "sector", "country", "segment", "rhythm"}, "agent": {"agent", "team", "manager", "region"},
    "product": {"product", "series"},
}  # fmt: skip


def _mine(slots: Slots, subject: str) -> tuple[Never, ...]:
    """My customers are those who bought from me."""
    return (Never("won"),) if subject == "account" and slots.has("MY", "MY_TEAM") else ()


def _subject(slots: Slots) -> str:
    """Who never did it, or what was never done with. Raise Unclear."""
    whose = slots.subject or slots.counted
    if slots.asked_what and not whose and slots.did("buy", "sell", "use") and slots.values:
        slots.subject = "product"  # what has she not sold
    nouns = (name for name, _ in slots.nouns if name in OWN)
    subject = slots.counted or subject_of(slots) or next(nouns, "")
    if slots.metrics and not (slots.subject or slots.counted or slots.has("WHO")):
        raise Unclear("Which part should be left out? Say for example: revenue except of the East.")
    if subject not in OWN:
        raise Unclear("Who never did it: customers, agents or products?")
    return subject


def never_of(slots: Slots, asker: Asker, said: list[str]) -> Intent:
    """Return the intent of those to whom something did not happen. Raise Unclear."""
    at = slots.negated_at
    subject = _subject(slots)
    event = _event_after(slots, at)
    inside, about, before = [], [], []
    bought = [place for name, place in slots.events if place < at and name in {"buy", "sell", "win"}]
    for values, place in slots.values:
        one = Filter(values.dimension, "is_not" if values.negated else "is", tuple(name.text for name in values.names))
        if place > at and values.dimension in OWN[subject] - {subject}:
            about.append(one)  # never bought it, and are in retail
        elif place > at or (values.dimension not in OWN[subject] and not bought):
            inside.append(one)
        elif (
            bought
            and place > bought[0]
            and values.dimension in {"product", "series", "region", "agent", "manager", "team", "account"}
        ):
            before.append(one)
        else:
            about.append(one)
    if slots.limits or slots.supers or slots.changes or slots.has("SHARE") or slots.groups:
        raise Unclear(
            "What never happened can be asked of customers, agents or products, with names and a period only."
        )
    periods = periods_of(slots, asker.as_of, ["revenue"], said)
    if periods.get("compare"):
        raise Unclear("What never happened has one period.")
    both = slots.has("BOTH") or not slots.either
    before = [replace(one, values=(value,)) for one in before for value in one.values] if both else before
    # But not in Q4: the period is that of both; but never: of neither more than is said.
    several = len(slots.periods) > 1 or "never" not in slots.plain
    bounds = periods.get("period", "") if bought and several else ""
    ever = tuple(Never("won", (one,), bounds) for one in before)
    ever = ever or _mine(slots, subject)
    metrics = ({"account": "accounts", "agent": "agents", "product": "products"}[subject],) if slots.counted else ()
    return Intent(
        metrics=metrics, dimensions=() if slots.counted else (subject,), filters=tuple(about), ever=ever,
        never=Never(event, tuple(inside), periods.get("period", "")),
        person=person_of(slots, asker, said),
    )  # fmt: skip


def _event_after(slots: Slots, at: int) -> str:
    states = states_of(slots)
    if any(place > at for place in slots.deals):
        return next((EVENT_OF[state] for state in states if state in EVENT_OF), "deal")
    for name, _ in slots.metrics:
        if name in {"wins", "revenue", "losses", "open_deals"}:
            return {"wins": "won", "revenue": "won", "losses": "lost", "open_deals": "open"}[name]
    if slots.did("lose"):
        return "lost"
    if slots.did("sell", "buy", "win", "spend", "make", "use"):
        return "won"
    if slots.did("close"):
        return "closed"
    if slots.did("start", "own"):
        return "deal"
    raise Unclear("What did never happen: a sale, a loss, or any deal at all?")


def who_buys(intent: Intent, slots: Slots) -> bool:
    return slots.counted == "account" or intent.dimensions == ("account",)


def both_of(intent: Intent, slots: Slots) -> Intent:
    """Customers who bought one and another: each is one more thing that happened."""
    several = [
        (values, at)
        for values, at in slots.values
        if values.dimension
        in ({"product", "region", "agent", "team", "manager"} if slots.has("BOTH") else {"product"})
        and len(values.names) > 1
        and not values.negated
    ]
    wanted = slots.has("BOTH") or not slots.either
    who = slots.counted == "account" or intent.dimensions in {("account",), ("agent",)}
    if (
        not several
        or not wanted
        or not who
        or intent.ever
        or intent.never
        or slots.supers
        or slots.limits
        or slots.groups
        or slots.metrics
    ):
        return intent
    if not slots.did("buy", "sell", "use", "win", "own"):
        return intent
    named = several[0][0]
    each = tuple(Never("won", (Filter(named.dimension, "is", (name.text,)),), intent.period) for name in named.names)
    others = [one for one in intent.filters if one.member != named.dimension]
    about = tuple(one for one in others if one.member not in OWN["account" if who_buys(intent, slots) else "agent"])
    each = tuple(replace(one, filters=(*one.filters, *about)) for one in each)
    rest = tuple(one for one in others if one not in about)
    metrics = ("accounts",) if slots.counted == "account" else ()
    return replace(intent, metrics=metrics, filters=rest, ever=each, order=(), limit=None, period="")


def every(slots: Slots, asker: Asker, intent: Intent) -> Intent:
    """Those who bought every product: as many different ones as there are."""
    what, count = slots.every or ("", None)
    who = intent.dimensions or ((slots.counted,) if slots.counted in {"account", "agent"} else ())
    if what != "product" or not who:
        raise Unclear("All of what, by whom?")
    if any(one.member in {"product", "series"} for one in intent.filters):
        raise Unclear("All products of which kind? That all of them were bought can be asked, or each by its name.")
    known = len(asker.values.get("product", ()))
    having = Filter("products_sold", "at_least", (count or known,))
    return replace(intent, metrics=("products_sold",), dimensions=who, having=(having,), tally=not intent.dimensions)
