"""Intents changed in one part, so that what depends on the part goes with it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assistant.filled import Option
from assistant.intent import Intent
from assistant.semantic import METRICS, SUBJECTS
from assistant.validation import columns_of

# Whether an intent can be asked: it compiles for whoever asks.
Answerable = Callable[[Intent], bool]


def changed(intent: Intent, **parts: Any) -> Intent:
    """Return the intent with those parts, and without what no longer fits them: places of a list that is gone, orders
    and conditions on figures that are not shown."""
    skip = 0 if "limit" in parts else intent.skip
    found = replace(intent, **{"candidates": (), "leftover": (), "skip": skip, **parts})
    if found.within not in found.dimensions:
        found = replace(found, within="")
    if found.share_of not in {"", "total", *found.dimensions}:
        found = replace(found, share_of="total")
    if not found.metrics:
        found = replace(found, share_of="", running=False, having=(), compare=None)
    if found.tally and len(found.dimensions) != 1:
        found = replace(found, tally=False)
    if not (found.dimensions and found.metrics):
        found = replace(found, ranked=False)
    if found.running and not _has_time(found):
        found = replace(found, running=False)
    shown = columns_of(found)
    found = replace(
        found,
        order=tuple(part for part in found.order if part.member in shown),
        having=tuple(part for part in found.having if part.member in shown - set(found.dimensions)),
    )
    return (
        found if found.dimensions and (found.metrics or found.order) else replace(found, limit=None, skip=0, order=())
    )


def _has_time(intent: Intent) -> bool:
    return any(name in {"day", "week", "month", "quarter", "year"} for name in intent.dimensions)


def answerable(options: list[tuple[str, Intent]], can: Answerable, most: int, than: Intent) -> tuple[Option, ...]:
    """Return the first options that can be asked and ask for something else than `than` does."""
    found: dict[Intent, Option] = {}
    for label, intent in options:
        if len(found) == most:
            break
        if intent not in (than, *found) and can(intent):
            found[intent] = Option(label, intent)
    return tuple(found.values())


def subject_of(metric: str) -> list[str]:
    """The other figures of the same subject, those that stand alone first."""
    for metrics in SUBJECTS.values():
        names = [each.name for each in metrics]
        if metric in names:
            return sorted((n for n in names if n != metric), key=lambda n: bool(METRICS[n].base))
    return []
