"""An intent part by part, however deep: what is added to it later is held to the same checks."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from assistant.intent import Filter, Intent
from assistant.semantic import DIMENSIONS


def filters(intent: Intent) -> Iterator[Filter]:
    """Yield every condition on a dimension."""
    for part in _parts(intent):
        if isinstance(part, Filter) and part.member in DIMENSIONS:
            yield part


def periods(intent: Intent) -> Iterator[str]:
    """Yield every period that is named."""
    for part in _parts(intent):
        if period := getattr(part, "period", ""):
            yield period


def exchanged(intent: Intent, old: Filter, new: Filter) -> Intent:
    """Return the intent with another filter in one's place."""
    found: Intent = _exchanged(intent, old, new)
    return found


def _parts(part: Any) -> Iterator[Any]:
    if isinstance(part, tuple):
        for one in part:
            yield from _parts(one)
    elif is_dataclass(part):
        yield part
        for field in fields(part):
            yield from _parts(getattr(part, field.name))


def _exchanged(part: Any, old: Filter, new: Filter) -> Any:
    if part is old:
        return new
    if isinstance(part, tuple):
        return tuple(_exchanged(one, old, new) for one in part)
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{each.name: _exchanged(getattr(part, each.name), old, new) for each in fields(part)})
    return part
