"""Joins pieces to conditions on numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.grammar.items import Item
from assistant.grammar.numbers import Number
from assistant.grammar.rules import is_, joined_as, of_kinds

OPPOSITE = {"more_than": "at_most", "less_than": "at_least", "at_least": "less_than", "at_most": "more_than"}


@dataclass(frozen=True)
class Condition:
    """`operator` as of Filter; `unit` $, % or "". `large`: said in thousands, as money is."""

    operator: str
    values: tuple[int | float, ...]
    unit: str = ""
    large: bool = False


def numbers(items: list[Item]) -> tuple[Item, int] | None:
    """At least 150k, between 5 and 10, not more than 3, ten or more, 50+."""
    if is_(items[0], "PREP", "from", "in"):
        return None
    return _between(items) or _compared(items) or _followed(items)


def _between(items: list[Item]) -> tuple[Item, int] | None:
    linked = of_kinds(items, "BETWEEN", "NUMBER", "AND", "NUMBER") or of_kinds(
        items, "BETWEEN", "NUMBER", "PREP", "NUMBER"
    )
    return _condition(items[:4], "between", items[1].value, items[3].value) if linked else None


def _compared(items: list[Item]) -> tuple[Item, int] | None:
    """What is compared stands before the number."""
    first = items[0]
    if of_kinds(items, "NOT", "CMP", "NUMBER") and items[1].value in OPPOSITE:
        return _condition(items[:3], OPPOSITE[items[1].value], items[2].value)
    if first.kind not in {"CMP", "OLDER", "LONGER"} or len(items) < 2:
        return None
    stop = 2 if items[1].kind == "CMP" and first.kind != "CMP" else 1
    if len(items) <= stop or items[stop].kind != "NUMBER":
        return None
    operator = items[1].value if stop == 2 else first.value
    return _condition(items[: stop + 1], operator, items[stop].value, said=first.kind)


def _followed(items: list[Item]) -> tuple[Item, int] | None:
    """What is compared stands after the number: ten or more, three products or more, 50 plus, 50+."""
    first = items[0]
    if first.kind != "NUMBER":
        return None
    for noun in (1, 2):
        counted = items[noun : noun + 1]
        if noun == 2 and not of_kinds(items, "NUMBER", "DIFFERENT", "DIM"):
            break
        if counted and counted[0].kind in {"DEALS", "METRIC", "DIM"} and of_kinds(items[noun + 1 :], "AFTER"):
            made, _ = _condition(items[:1], items[noun + 1].value, first.value)
            return replace(made, more={"said": "", "of": counted[0]}), noun + 2
    if of_kinds(items, "NUMBER", "AFTER"):
        return _condition(items[:2], items[1].value, first.value)
    plus = of_kinds(items, "NUMBER", "AND") and items[1].text.lower() == "plus"
    if plus and (len(items) == 2 or items[2].kind not in {"NUMBER", "VALUE", "METRIC"}):
        return _condition(items[:2], "at_least", first.value)
    return _condition(items[:1], "at_least", first.value) if first.value.up else None


def _condition(parts: Sequence[Item], operator: str, *numbers: Number, said: str = "") -> tuple[Item, int]:
    unit = next((number.unit for number in numbers if number.unit), "")
    values = tuple(number.plain for number in numbers)
    if (
        len(numbers) == 2
        and numbers[1].large
        and not numbers[0].large
        and numbers[0].value < numbers[1].value / numbers[1].scale
    ):
        values = (round(numbers[0].value * numbers[1].scale, 6), values[1])  # between 0.4 and 0.5 million
    if len(values) == 2 and values[0] > values[1]:
        values = values[::-1]
    large = any(number.large for number in numbers)
    known = {"exactly": "is"}.get(operator, operator)
    return joined_as(parts, "CONDITION", Condition(known, values, unit, large), said=said)
