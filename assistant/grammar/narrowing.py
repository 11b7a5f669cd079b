"""What a question is narrowed to by names, places, years and codes."""

from collections.abc import Iterator
from typing import Any

from assistant.filled import Asker
from assistant.grammar.slots import Slots
from assistant.grammar.states import states_of
from assistant.grammar.unclear import Unclear
from assistant.intent import Candidate, Filter


def filters_of(slots: Slots, asker: Asker, said: list[str]) -> tuple[Filter, ...]:
    """Return the filters on names, places, years, codes and customers. Raise Unclear."""
    if len(set(slots.places)) > 1:
        raise Unclear("At home and abroad are two questions: ask for each, or by country.")
    filters = [*_named(slots, asker), *(_place(asker, said, place) for place in slots.places)]
    filters += [Filter("founded", operator, (year,)) for operator, year in slots.founded]
    if slots.codes:
        filters.append(Filter("deal", "is", tuple(slots.codes)))
    return (*filters, *_signed(slots))


def _named(slots: Slots, asker: Asker) -> Iterator[Filter]:
    """One filter for all names of a dimension, and one for those that are left out."""
    found: dict[tuple[str, str], list[Any]] = {}
    for values, _ in slots.values:
        operator = "is_not" if values.negated else "is"
        found.setdefault((values.dimension, operator), []).extend(name.text for name in values.names)
    if slots.has("COMPARE", "VERSUS") and slots.has("ME") and ("agent", "is") in found:
        found["agent", "is"].insert(0, asker.name)
        del slots.signs["ME"]
        slots.me_too = True
    for (member, operator), texts in found.items():
        yield Filter(member, operator, tuple(dict.fromkeys(texts)))


def _signed(slots: Slots) -> Iterator[Filter]:
    """Filters that a sign stands for."""
    if slots.has("NO_ACCOUNT") and not _names_it(slots):
        yield Filter("without_account", "is", (True,))
    if slots.counted == "account_group" and any(name == "subsidiaries" for name, _ in slots.metrics):
        yield Filter("is_group", "is", (True,))
    if slots.has("HAS_ACCOUNT"):
        yield Filter("without_account", "is", (False,))
    if slots.has("LATE"):
        yield Filter("rhythm", "is", ("Later than usual", "Much later than usual"))


def _names_it(slots: Slots) -> bool:
    """Whether the figure itself is about deals without a customer."""
    figure = any("without_account" not in name for name, _ in slots.metrics)
    return slots.has("SHARE") or not (figure or {"won", "lost"} & set(states_of(slots)))


def _place(asker: Asker, said: list[str], place: str) -> Filter:
    home = asker.home
    if not home or all(known.text != home for known in asker.values.get("country", ())):
        raise Unclear("Which country is at home is not set up: name the country.")
    said.append(f"At home is {home}.")
    return Filter("country", "is" if place == "home" else "is_not", (home,))


def candidates_of(slots: Slots) -> tuple[Candidate, ...]:
    """Return the names that were read from words which are not just them."""
    return tuple(
        Candidate(name.text, name.dimension, name.text, name.certainty)
        for values, _ in slots.values
        for name in values.names
        if name.certainty < 1
    )
