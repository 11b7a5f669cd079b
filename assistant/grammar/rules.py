"""How rules join pieces: each looks at what is left of a question and takes the first few of it, or nothing."""

from collections.abc import Callable, Sequence
from typing import Any

from assistant.grammar.items import Item

Rule = Callable[[list[Item]], tuple[Item, int] | None]


def each(items: list[Item], rule: Rule) -> list[Item]:
    """Apply a rule wherever it holds, from left to right: it gives the piece that the first few become."""
    found: list[Item] = []
    while items:
        made = rule(items)
        if made:
            found.append(made[0])
            items = items[made[1] :]
        else:
            found.append(items[0])
            items = items[1:]
    return found


def of_kinds(items: Sequence[Item], *kinds: str) -> bool:
    """Return whether the first pieces are of these kinds, in this order."""
    return len(items) >= len(kinds) and all(item.kind == kind for item, kind in zip(items, kinds, strict=False))


def joined_as(parts: Sequence[Item], kind: str, value: Any, **more: Any) -> tuple[Item, int]:
    """Return the piece that some become, and how many they are."""
    text = " ".join(part.text for part in parts)
    certainty = min(part.certainty for part in parts)
    return Item(kind, value, parts[0].start, parts[-1].stop, text, certainty, parts[-1].possessive, more), len(parts)


def is_(item: Item, kind: str, *values: Any) -> bool:
    """Return whether a piece is of a kind and, where they are given, means one of the values."""
    return item.kind == kind and (not values or item.value in values)


def links(item: Item) -> bool:
    """Return whether a piece joins the two ends of a period."""
    return item.kind == "AND" or is_(item, "PREP", "to")
