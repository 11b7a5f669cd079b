"""Places as people name them: second best, in third place, number two, six to ten, last but one, the runner-up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.grammar.numbers import number_at
from assistant.grammar.words import Word

NAMES = (
    "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
ORDINALS = {name: place for place, name in enumerate(NAMES, 2)}
NUMBERED = re.compile(r"(\d{1,3})(?:st|nd|rd|th)")
SPOTS = {"place", "position", "spot", "rank"}
COUNTED = {"number", "no", "nr", "num", "#", "place", "position", "spot"}
TO = {"to", "through", "until", "till", "and"}
COMING = {"come", "finish", "rank", "place", "be"}
# What may follow where somebody came second; a noun would make it the second of those.
AFTER = {"in", "on", "by", "for", "at", "among", "with", "over", "from", "when", "?", ",", ";", "last", "of", "and"}
LAST = (
    ("second", "to", "last"), ("second", "last"), ("second", "from", "the", "bottom"), ("second", "from", "bottom"),
    ("second", "from", "last"), ("next", "to", "last"), ("last", "but", "one"), ("penultimate",),
)  # fmt: skip
PLACED = {*ORDINALS, "runner", "penultimate"}
MOST = 1000


@dataclass(frozen=True)
class Places:
    """From the `first` to the `last` place; `low` counts them from the last. `alone` where no word for the largest
    need follow: in second place, and not the second best."""

    first: int
    last: int
    low: bool = False
    alone: bool = True


def places_at(words: Sequence[Word], at: int) -> tuple[Places, int] | None:
    """Return the places that begin with the word at `at`, and the place after it."""
    plain = [word.plain for word in words[at : at + 5]]
    if plain[:2] == ["runner", "up"]:
        return Places(2, 2), at + 2
    for said in LAST:
        if tuple(plain[: len(said)]) == said:
            return Places(2, 2, low=True), at + len(said)
    return _coming(words, at) or _numbered(words, at) or _ordinal(words, at)


def _ordinal(words: Sequence[Word], at: int) -> tuple[Places, int] | None:
    place = _place(words[at].plain)
    if not place:
        return None
    stop = at + 1
    if stop + 1 < len(words) and words[stop].plain in TO and (last := _place(words[stop + 1].plain)) > place:
        spot = stop + 2 < len(words) and words[stop + 2].form in SPOTS
        return Places(place, last, alone=spot), stop + 2 + spot
    if stop < len(words) and words[stop].form in SPOTS:
        return Places(place, place), stop + 1
    return Places(place, place, alone=False), stop


def _coming(words: Sequence[Word], at: int) -> tuple[Places, int] | None:
    """Came second in revenue, is third by wins."""
    if words[at].form not in COMING:
        return None
    stop = at + 1
    while stop < len(words) and words[stop].plain in {"in", "the", "at"}:
        stop += 1
    place = _place(words[stop].plain) if stop < len(words) else 0
    follower = words[stop + 1].plain if stop + 1 < len(words) else "?"
    return (Places(place, place), stop + 1) if place and follower in AFTER else None


def _numbered(words: Sequence[Word], at: int) -> tuple[Places, int] | None:
    """Number two, places six to ten."""
    said = {words[at].form, words[at].plain}
    if not said & COUNTED or at + 1 >= len(words) or ("no" in said and not words[at + 1].plain[0].isdigit()):
        return None
    first = number_at(words, at + 1)
    if not first or first[0].unit or first[0].large or not 1 <= first[0].value <= MOST:
        return None
    begin, stop = int(first[0].value), first[1]
    last = number_at(words, stop + 1) if stop + 1 < len(words) and words[stop].plain in TO else None
    if last and not last[0].unit and begin < last[0].value <= MOST:
        return Places(begin, int(last[0].value)), last[1]
    return (Places(begin, begin), stop) if begin > 1 else None


def _place(word: str) -> int:
    """The number of an ordinal from the second on, or 0."""
    if word in ORDINALS:
        return ORDINALS[word]
    match = NUMBERED.fullmatch(word)
    return int(match[1]) if match and 1 < int(match[1]) <= MOST else 0
