"""Joins pieces that belong together: from March to May, at least 150k, retail and finance, by region and product."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.grammar.conditions import numbers
from assistant.grammar.items import Item, Name
from assistant.grammar.rules import each, is_, joined_as, of_kinds
from assistant.grammar.spans import founded, time_span

ADVERBS = {"daily", "weekly", "monthly", "quarterly", "yearly", "annual", "annually"}
# A noun that says which kind of thing a name is: the West region, team Cara Losch.
NOUNS = {
    "manager": {"manager", "team", "agent"}, "team": {"team"}, "agent": {"agent"},
    "account": {"account", "account_group"}, "region": {"region"}, "product": {"product"},
    "series": {"series", "product"}, "sector": {"sector"}, "country": {"country"}, "segment": {"segment"},
    "stage": {"stage"}, "lost_reason": {"lost_reason"},
}  # fmt: skip
WITHOUT = {"not", "no", "without", "without any", "none of"}


@dataclass(frozen=True)
class Values:
    """Names of one dimension, any of which is meant; `candidates` where it is not clear which one is."""

    names: tuple[Name, ...]
    negated: bool = False
    either: bool = False
    candidates: tuple[Name, ...] = ()
    said_kind: bool = False

    @property
    def dimension(self) -> str:
        return (self.names or self.candidates)[0].dimension


def chunks(items: Sequence[Item], as_of: date) -> list[Item]:
    """Return the pieces with what belongs together joined, and without words that say nothing."""
    found = _turned(_without_fillers(items))
    found = each(found, founded)
    found = each(found, lambda rest: time_span(rest, as_of))
    for rule in (numbers, _every, _names, _same_kind, _lists, _negated, _groups, _leading):
        found = each(found, rule)
    return found


def _without_fillers(items: Sequence[Item]) -> list[Item]:
    """Leave out what says nothing, with the commas that set it off: since, uh, November."""
    found: list[Item] = []
    for at, item in enumerate(items):
        if item.kind == "FILL":
            continue
        if (
            item.kind == "AND"
            and at
            and all(after.kind == "FILL" for after in items[at + 1 :])
            and at + 1 < len(items)
        ):
            continue  # … and how much was it
        parted = item.kind == "COMMA" and found and found[-1].kind in {"COMMA", "PREP", "BY", "CMP", "EXCEPT"}
        if not parted or (at + 1 < len(items) and items[at + 1].kind not in {"FILL", "PERIOD", "NUMBER", "COMMA"}):
            found.append(item)
    return found


def _turned(items: list[Item]) -> list[Item]:
    """By each marketing customer is marketing, by each customer."""
    found = list(items)
    for at in range(len(found) - 2):
        if found[at].kind == "BY" and found[at + 1].kind == "VALUE" and found[at + 2].kind == "DIM":
            reps = found[at + 2].value == "agent" and any(
                name.dimension in {"manager", "team"} for name in found[at + 1].value
            )
            own = set() if reps else {noun for name in found[at + 1].value for noun in NOUNS.get(name.dimension, ())}
            if found[at + 2].value not in own:
                found[at], found[at + 1] = found[at + 1], found[at]
    return found


def _every(items: list[Item]) -> tuple[Item, int] | None:
    """All seven products, all our products."""
    if items[0].kind != "ALL" or len(items) < 2:
        return None
    if of_kinds(items[1:], "NUMBER", "DIM") and not items[1].value.unit:
        return joined_as(items[:3], "EVERY", items[2].value, count=items[1].value.plain)
    return (
        joined_as(items[:2], "EVERY", items[1].value)
        if items[1].kind == "DIM" and items[1].value == "product"
        else None
    )


# Names


def _names(items: list[Item]) -> tuple[Item, int] | None:
    """A value becomes Values; where it may be several, they are its candidates."""
    first = items[0]
    if first.kind != "VALUE":
        return None
    names: tuple[Name, ...] = first.value
    beside = [item for item in items[1:2] if item.kind == "DIM"]
    if len(names) > 1 and beside:
        fitting = tuple(name for name in names if beside[0].value in NOUNS.get(name.dimension, ()))
        names = fitting or names
    # A part of a name, misspelt, may be another name: it is asked about.
    sure = len(names) == 1 and (names[0].whole or names[0].certainty >= 0.9)
    made = Values(names) if sure else Values((), candidates=names)
    return joined_as(items[:1], "VALUES", made)


def _same_kind(items: list[Item]) -> tuple[Item, int] | None:
    """The West region, team Cara Losch, Melvin Marxen's team: the noun says no more than the name."""
    first, rest = items[0], items[1:]
    if (
        first.kind == "VALUES"
        and rest
        and rest[0].kind == "DIM"
        and rest[0].value == "account_group"
        and first.value.dimension == "account"
    ):
        names = tuple(replace(name, dimension="account_group") for name in first.value.names)  # the Sonron group
        return joined_as(items[:2], "VALUES", replace(first.value, names=names, said_kind=True))
    if first.kind == "VALUES" and rest and rest[0].kind == "DIM" and rest[0].text not in ADVERBS:
        nouns = NOUNS.get(first.value.dimension, set())
        if rest[0].value in nouns and (not first.possessive or first.value.dimension == "manager"):
            return joined_as(items[:2], "VALUES", replace(first.value, said_kind=True))
    if first.kind == "DIM" and rest and rest[0].kind == "VALUES" and first.text not in ADVERBS:
        values: Values = rest[0].value
        if first.value == "account_group" and values.dimension == "account" and not _plural(first):
            names = tuple(replace(name, dimension="account_group") for name in values.names)
            return joined_as(items[:2], "VALUES", replace(values, names=names, said_kind=True))
        if first.value in NOUNS.get(values.dimension, ()) and not _plural(first):
            return joined_as(items[:2], "VALUES", replace(values, said_kind=True))
    return None


def _plural(item: Item) -> bool:
    return item.text.lower().endswith("s") and item.value != "series"


def _lists(items: list[Item]) -> tuple[Item, int] | None:
    """Retail, finance and medical."""
    if items[0].kind != "VALUES" or not items[0].value.names:
        return None
    stop, names, either = 1, list(items[0].value.names), False
    kind = items[0].value.said_kind
    while True:
        joint = stop
        while joint < len(items) and items[joint].kind in {"COMMA", "AND"}:
            joint += 1
        linked = joint > stop
        while linked and joint < len(items) and items[joint].kind == "PREP":
            joint += 1
        if not linked or joint >= len(items) or items[joint].kind != "VALUES":
            break
        other: Values = items[joint].value
        if not other.names or other.dimension != names[0].dimension:
            break
        either = either or any(is_(item, "AND", "or") for item in items[stop:joint])
        names += other.names
        kind = kind or other.said_kind
        stop = joint + 1
    if stop == 1:
        return None
    return joined_as(items[:stop], "VALUES", Values(tuple(names), either=either, said_kind=kind))


def _negated(items: list[Item]) -> tuple[Item, int] | None:
    first, rest = items[0], items[1:]
    while rest and rest[0].kind == "PREP":
        rest = rest[1:]
    if (
        (first.kind == "EXCEPT" or (first.kind == "NOT" and first.text.lower() in WITHOUT))
        and rest
        and rest[0].kind in {"VALUES", "PLACE"}
    ):
        count = len(items) - len(rest) + 1
        if rest[0].kind == "PLACE":
            turned = "home" if rest[0].value == "abroad" else "abroad"
            return joined_as(items[:count], "PLACE", turned)
        return joined_as(items[:count], "VALUES", replace(rest[0].value, negated=True))
    return None


# Splits


def _groups(items: list[Item]) -> tuple[Item, int] | None:
    first = items[0]
    if first.kind == "DIM" and first.text.lower() in ADVERBS:
        return joined_as(items[:1], "GROUP", (first.value,), word="by")
    if first.kind != "BY":
        return None
    stop, dims = 1, []
    while stop < len(items):
        at = stop
        while at < len(items) and items[at].kind in {"ALL", "DIFFERENT", "PREP"}:
            at += 1
        if at >= len(items) or items[at].kind != "DIM":
            break
        dims.append(items[at].value)
        stop = at + 1
        link = stop
        while link < len(items) and items[link].kind in {"AND", "COMMA"}:
            link += 1
        if link == stop or link >= len(items) or items[link].kind != "DIM":
            break
        if items[link - 1].kind == "COMMA" and items[link].start != items[link - 1].stop:
            break  # for every sector, the customer with …
        stop = link
    if not dims:
        return None
    return joined_as(items[:stop], "GROUP", tuple(dims), word=first.text.lower())


def _leading(items: list[Item]) -> tuple[Item, int] | None:
    """Top 5, five smallest, the three best: one piece with its number."""
    first, rest = items[0], items[1:]
    if first.kind in {"FIRST_TIME", "LAST_TIME"} and rest:
        number = rest[0] if rest[0].kind == "NUMBER" and not rest[0].value.unit else None
        after = [item for item in rest[number is not None :] if item.kind not in {"STATE", "EVENT", "PREP", "VALUES"}]
        if after and (after[0].kind == "DEALS" or (after[0].kind == "METRIC" and after[0].value == "wins")):
            way = "high" if first.kind == "FIRST_TIME" else "low"
            count = number.value.plain if number else None
            return joined_as(items[: 2 if number else 1], "SUPER", (way, "age"), count=count)
    if first.kind == "PLACES":
        return _placed(first, rest)
    if first.kind == "SUPER":
        if rest and rest[0].kind == "NUMBER" and not rest[0].value.unit:
            said_one = rest[0].text.lower() in {"one", "ones"}
            return joined_as(items[:2], "SUPER", first.value, count=None if said_one else rest[0].value.plain)
        return None
    if first.kind == "NUMBER" and rest and rest[0].kind == "SUPER" and not first.value.unit:
        return joined_as(items[:2], "SUPER", rest[0].value, count=first.value.plain)
    return None


def _placed(places: Item, rest: list[Item]) -> tuple[Item, int] | None:
    """The second best, in third place, number two."""
    skip = {"count": places.value.last, "skip": places.value.first - 1}
    if rest and rest[0].kind == "SUPER" and not rest[0].more and not places.value.low:
        return joined_as([places, rest[0]], "SUPER", rest[0].value, **skip)
    if places.value.alone:
        return joined_as([places], "SUPER", ("bottom" if places.value.low else "top", ""), **skip)
    return None
