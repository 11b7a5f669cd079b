"""Words of a question that change its answer, and how to see that an intent heeds them.

They are no grammar: an intent that passes may still be wrong, one that fails is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.intent import Intent
from assistant.llm.parts import filters, periods
from assistant.semantic import DIMENSIONS, METRICS

COUNTS = {
    word: number for number, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 2)
}  # fmt: skip
SCALES = {
    "k": 1e3, "grand": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9,
}  # fmt: skip
SCALE = "|".join(SCALES)
NUMBER = re.compile(rf"(?<![\w.])[$€]?([qh]?)(\d[\d,]*(?:\.\d+)?)\s*({SCALE})?", re.IGNORECASE)
WORDS = re.compile(rf"\b({'|'.join(COUNTS)}|an?(?= (?:thousand|million|billion)))\b(?:\s+({SCALE})\b)?", re.IGNORECASE)
DIGITS = re.compile(r"\d+(?:\.\d+)?")
UNIT = r"(?:day|week|month|quarter|year)s?"
MONTH = r"(?:january|february|april|june|july|august|september|october|november|december)"


@dataclass(frozen=True)
class Rule:
    """`is_heeded`: whether an intent does what the words say; `reason` tells the model where it does not."""

    words: re.Pattern[str]
    is_heeded: Callable[[Intent], bool]
    reason: str


def numbers(question: str, *, quarters: bool) -> Iterator[tuple[str, set[float]]]:
    """Yield each number as it is written, and what it can be in an answer; with `quarters` also the 4 of Q4."""
    for prefix, digits, scale in NUMBER.findall(question):
        if not prefix or (quarters and prefix in "qQ"):
            number = float(digits.replace(",", ""))
            yield digits, {number, number / 100, 1 - number / 100, number + 2000, number * _times(scale)}
    for word, scale in WORDS.findall(question):
        number = float(COUNTS.get(word.lower(), 1))
        yield (
            f"{word} {scale}".strip(),
            {number, number * _times(scale)} if word.lower() in COUNTS else {_times(scale)},
        )


def numbers_in(text: str) -> set[float]:
    return {float(number) for number in DIGITS.findall(text)}


def _times(scale: str) -> float:
    return SCALES.get(scale.lower(), 1.0)


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in patterns), re.IGNORECASE)


def _has_period(intent: Intent) -> bool:
    units = {DIMENSIONS[one.member].unit for one in filters(intent)}
    units |= {METRICS[one.member].unit for one in intent.having if one.member in METRICS}
    return bool(any(periods(intent)) or intent.compare or units & {"date", "days"})


def _leaves_out(intent: Intent) -> bool:
    return intent.never is not None or any(one.operator == "is_not" for one in filters(intent))


def _shares(intent: Intent) -> bool:
    return bool(intent.share_of) or any(METRICS[name].unit in {"ratio", "rate"} for name in intent.metrics)


def _compares(intent: Intent) -> bool:
    return intent.compare is not None or any(METRICS[name].kind in {"change", "growth"} for name in intent.metrics)


MINE = _words("my|mine", "(?:did|do|have|am) i")
FIRST_PERSON = _words("i|i'm|i’m|me|my|mine|myself|we|us|our|ours")
RULES = (
    Rule(
        _words(
            rf"(?:this|last|next|past|previous|current)\s+(?:\S+\s+)?{UNIT}", MONTH,
            "today|yesterday|ytd|year to date",
            "(?:since|until|in|of) (?:march|may)", "(?:first|second|third|fourth) (?:quarter|half)",
        ),
        _has_period,
        "The question names a period, and the intent has none.",
    ),
    Rule(
        _words("except|excluding|apart from|other than|but not|outside"),
        _leaves_out,
        "The question leaves something out, and the intent does not.",
    ),
    Rule(
        _words(r"(?<!at )(?:least|lowest|fewest|smallest|bottom)"),
        lambda intent: any(not part.descending for part in intent.order),
        "The question asks for the least first, and the intent does not order so.",
    ),
    Rule(_words("shares?|proportions?"), _shares, "The question asks for a share, and the intent has none."),
    Rule(_words("never"), lambda intent: bool(intent.never), "The question says never, and the intent does not."),
    Rule(
        _words("(?:in|within|of|for|from|per) (?:each|every)"),
        lambda intent: intent.limit is None or bool(intent.within),
        "The question asks for the first places in each of something: “within” says of what.",
    ),
    Rule(
        _words("compared (?:to|with)(?! list)", "(?:month|quarter|year) over (?:month|quarter|year)"),
        _compares,
        "The question asks for a comparison, and the intent has none.",
    ),
    Rule(MINE, lambda intent: bool(intent.person), "The question is about the asker: “person” is me or team."),
    Rule(
        _words("my (?:own )?team"),
        lambda intent: intent.person == "team",
        "The question is about the asker's team: “person” is team.",
    ),
)  # fmt: skip
