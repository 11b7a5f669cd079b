"""Numbers as people write and say them: $150k, 1.5 million, a dozen, half a million, 12 %."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.grammar.words import Word

ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90, "zero": 0,
}  # fmt: skip
SCALES = {
    "dozen": 12, "hundred": 100, "thousand": 1000, "grand": 1000, "k": 1000, "million": 1_000_000, "mn": 1_000_000,
    "mio": 1_000_000, "m": 1_000_000, "mil": 1_000_000, "billion": 1_000_000_000, "bn": 1_000_000_000,
}  # fmt: skip
BARE = {"hundred", "dozen", "thousand"}  # scales that are numbers by themselves
THOUSAND = 1000
PARTS = {"half": 0.5, "quarter": 0.25}
DIGITS = re.compile(r"([$€£]?)(\d[\d,]*(?:\.\d+)?)\s?(%|k|mn|m|bn)?(\+?)")
MONEY = {"dollar", "dollars", "usd", "buck", "bucks", "$"}
SAID = set(ONES) | set(SCALES) | {"half", "couple"}


@dataclass(frozen=True)
class Number:
    """`unit` is $, % or ""; `large` where thousands or more were said by a word or letter; `up` for 50+."""

    value: float
    unit: str = ""
    large: bool = False
    up: bool = False
    scale: float = 1

    @property
    def plain(self) -> int | float:
        return int(self.value) if self.value == int(self.value) else self.value


def number_at(words: Sequence[Word], at: int) -> tuple[Number, int] | None:
    """Return the number that begins with the word at `at`, and the place after it."""
    found = _digits(words, at) or _said(words, at)
    if not found:
        return None
    number, stop = found
    if number.value > 10**14:
        return None
    if stop < len(words) and words[stop].plain in {"%", "percent", "percents", "pct"}:
        return Number(number.value, "%", number.large, number.up), stop + 1
    if stop < len(words) and words[stop].plain == "per" and stop + 1 < len(words) and words[stop + 1].plain == "cent":
        return Number(number.value, "%", number.large, number.up), stop + 2
    if stop < len(words) and words[stop].plain in MONEY:
        return Number(number.value, "$", number.large, number.up), stop + 1
    return number, stop


def _digits(words: Sequence[Word], at: int) -> tuple[Number, int] | None:
    match = DIGITS.fullmatch(words[at].plain)
    sign = ""
    if words[at].plain == "$" and at + 1 < len(words):
        sign, at = "$", at + 1
        match = DIGITS.fullmatch(words[at].plain)
    if not match:
        return None
    value, large, scale = float(match[2].replace(",", "")), False, 1.0
    unit = "$" if sign or match[1] else ""
    if match[3] == "%":
        unit = "%"
    elif match[3]:
        value, large, scale = value * SCALES[match[3]], True, SCALES[match[3]]
    stop = at + 1
    while stop < len(words) and words[stop].plain in SCALES and words[stop].plain not in {"m"}:
        scale *= SCALES[words[stop].plain]
        value, large, stop = value * SCALES[words[stop].plain], True, stop + 1
    return Number(round(value, 6), unit, large, bool(match[4]), scale), stop


def _said(words: Sequence[Word], at: int) -> tuple[Number, int] | None:
    """Two hundred and fifty, a dozen, a couple of, half a million."""
    stop, started = at, False
    if words[at].plain in {"a", "an"}:
        if at + 1 >= len(words) or words[at + 1].plain not in SCALES.keys() | {"half", "quarter", "couple"}:
            return None
        stop, started = at + 1, True
    if words[stop].plain == "couple":
        of = stop + 1 < len(words) and words[stop + 1].plain == "of"
        return Number(2), stop + 1 + of
    if words[stop].plain in PARTS:
        return _part(words, stop)
    return _added(words, stop, started=started)


def _added(words: Sequence[Word], at: int, *, started: bool) -> tuple[Number, int] | None:
    """Number words one after the other; `started` where “a” stands for the one before them."""
    total, current, size, stop = 0.0, float(started), 1.0, at
    while stop < len(words):
        word = words[stop].plain
        if word in ONES:
            current += ONES[word]
        elif word in SCALES and (current or stop > at or word in BARE):
            scale = SCALES[word]
            if scale >= THOUSAND:
                size, total, current = scale, total + (current or 1) * scale, 0.0
            else:
                current = (current or 1) * scale
        elif not _joins(words, stop, at):
            break
        stop += 1
    return (Number(total + current, "", size > 1, scale=size), stop) if stop > at else None


def _joins(words: Sequence[Word], at: int, first: int) -> bool:
    """Whether “and” stands between a hundred and what is added to it."""
    return (
        words[at].plain == "and"
        and first < at < len(words) - 1
        and words[at - 1].plain == "hundred"
        and words[at + 1].plain in ONES
    )


def _part(words: Sequence[Word], at: int) -> tuple[Number, int] | None:
    """Half a million, a quarter million, half a dozen."""
    part, stop = PARTS[words[at].plain], at + 1
    while stop < len(words) and words[stop].plain in {"a", "of"}:
        stop += 1
    if stop >= len(words) or words[stop].plain not in SCALES or words[stop].plain in {"k", "m"}:
        return None
    scale = SCALES[words[stop].plain]
    return Number(part * scale, "", scale >= 1000), stop + 1
