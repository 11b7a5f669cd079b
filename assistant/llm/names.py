"""Holds the names that a model wrote against those that the asker may see: found, asked about, or not there."""

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from assistant.filled import MOST_OPTIONS, AskBack, Asker, Known, Option
from assistant.intent import Filter, Intent, Value
from assistant.llm.parts import exchanged, filters
from assistant.semantic import DIMENSIONS

NAMING, UNNAMED = {"is", "is_not"}, {"is_empty", "is_not_empty"}
# Dimensions whose values are names: where a question has one, the reading must have it too.
PROPER = (
    "agent", "team", "manager", "region", "product", "series", "account", "account_group", "sector", "country",
)  # fmt: skip
WORD = re.compile(r"\w+")
CLOSE = 0.8  # likeness of two words that are one misspelt; Schlecht and shlecht have 0.93
SHORTEST = 3


class NotSaid(Exception):
    """A reading has a name that the question does not have, or the other way round. The text tells the model so."""


def normal(text: str) -> str:
    """Return the words of a text in lower case, one space between them."""
    return " ".join(WORD.findall(text.casefold()))


def find(text: str, known: tuple[Known, ...]) -> list[Known]:
    """Return whom a text can mean: just that name, else names that have its words, else misspelt ones."""
    sought = normal(text)
    names: dict[str, list[Known]] = {}
    for one in known:
        names.setdefault(normal(one.text), []).append(one)
    if not sought or sought in names:
        return names.get(sought, [])
    words = set(sought.split())
    parts = [one for name, found in names.items() if words <= set(name.split()) for one in found]
    if parts:
        return parts
    near = get_close_matches(sought, names, MOST_OPTIONS + 1, CLOSE)
    if not near and len(words) == 1:
        single = {word for name in names for word in name.split() if len(word) >= SHORTEST}
        alike = set(get_close_matches(sought, single, MOST_OPTIONS + 1, CLOSE))
        near = [name for name in names if alike & set(name.split())]
    return [one for name in near for one in names[name]]


def linked(intent: Intent, question: str, asker: Asker, before: Intent | None) -> tuple[Intent, list[str]] | AskBack:
    """Return the intent with names as they are written, and what was read otherwise than typed; or a question back.

    Raise NotSaid for a name that the model made up.
    """
    said: list[str] = []
    for one in list(filters(intent)):
        values: list[Value] = []
        for value in one.values:
            if _is_in(before, value) or not DIMENSIONS[one.member].values or one.operator in UNNAMED:
                values.append(value)
                continue
            name = _name_of(one.member, value, question)
            found = find(name, asker.values.get(one.member, ())) if one.operator in NAMING else [Known(name)]
            if len(found) != 1:
                return _asking(intent, one, name, found, asker)
            values.append(found[0].text)
            if normal(found[0].text) != normal(name):
                said.append(f"Read “{name}” as {found[0].text}.")
        intent = exchanged(intent, one, replace(one, values=tuple(values)))
    return intent, said


def _name_of(member: str, value: Value, question: str) -> str:
    if not isinstance(value, str):
        raise NotSaid(f"{member} takes names, not numbers of records.")
    if member in PROPER and not is_said(value, question):
        raise NotSaid(f"The question does not say “{value[:60]}”: write names as it does, and no others.")
    return value


def is_said(name: str, question: str) -> bool:
    """Whether every word of a name is in the question, misspelt perhaps."""
    words = set(normal(question).split())
    return all(word in words or get_close_matches(word, words, 1, CLOSE) for word in normal(name).split())


def mentioned(question: str, values: Mapping[str, tuple[Known, ...]]) -> list[str]:
    """Return the names that a question has word by word, without those that are part of a longer one, and of names of
    several words the parts that it writes with a capital."""
    text = f" {normal(question)} "
    names = {normal(one.text) for member in PROPER for one in values.get(member, ())}
    said = [name for name in names if len(name) >= SHORTEST and f" {name} " in text]
    kept: list[str] = []
    for name in sorted(said, key=lambda name: (-len(name), name)):
        rest = text
        for longer in kept:
            rest = rest.replace(f" {longer} ", " | ")
        if f" {name} " in rest:
            kept.append(name)
    parts = {word for name in names for word in name.split() if len(word) > SHORTEST}
    capital = (word.casefold() for word in WORD.findall(question) if word[0].isupper())
    return [*kept, *dict.fromkeys(word for word in capital if word in parts)]


def _is_in(intent: Intent | None, value: Value) -> bool:
    return intent is not None and any(value in one.values for one in filters(intent))


def _asking(intent: Intent, asked: Filter, value: str, found: list[Known], asker: Asker) -> AskBack:
    """Ask which one is meant; where there is none of that name, whether it is something else."""
    label = DIMENSIONS[asked.member].label.lower()
    others = [(asked.member, one) for one in found]
    if not found:
        members = [m for m in PROPER if m != asked.member and DIMENSIONS[m].splits]
        exact = [(member, find(value, asker.values.get(member, ()))) for member in members]
        others = [(m, one) for m, known in exact for one in known if normal(one.text) == normal(value)]
    options = tuple(_option(intent, asked, value, member, one, others) for member, one in others[:MOST_OPTIONS])
    if found:
        return AskBack(f"Which {label} is “{value}”?", options)
    none = f"There is no {label} called “{value}” that you may see."
    return AskBack(f"{none} Is this meant?" if options else none, options)


def _option(
    intent: Intent, asked: Filter, value: str, member: str, one: Known, others: list[tuple[str, Known]]
) -> Option:
    """Offer a name; of namesakes, which only their numbers tell apart, the number."""
    namesakes = sum(normal(other.text) == normal(one.text) for found, other in others if found == member) > 1
    chosen, number = (one.key, f" ({one.key})") if namesakes and isinstance(one.key, int) else (one.text, "")
    values = tuple(chosen if given == value else given for given in asked.values)
    label = f"{DIMENSIONS[member].label}: {one.text}{number}"
    return Option(label, exchanged(intent, asked, replace(asked, member=member, values=values)))
