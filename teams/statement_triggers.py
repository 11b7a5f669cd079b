"""Statement-level triggers, one for each event, as PostgreSQL wants them where they read the rows of their statement.

One cheap call however many rows, fired by every way to write: save, bulk update, raw SQL, MERGE, COPY, cascades. The
rows are `new_rows` (insert, update) and `old_rows` (update, delete); `truncate` runs before, while they are there.
"""

import pgtrigger

_EVENTS = {
    "insert": (pgtrigger.After, pgtrigger.Insert, pgtrigger.Referencing(new="new_rows")),
    "update": (pgtrigger.After, pgtrigger.Update, pgtrigger.Referencing(old="old_rows", new="new_rows")),
    "delete": (pgtrigger.After, pgtrigger.Delete, pgtrigger.Referencing(old="old_rows")),
    "truncate": (pgtrigger.Before, pgtrigger.Truncate, None),
}


def statement_triggers(name: str, **functions: str | pgtrigger.Func) -> list[pgtrigger.Trigger]:
    """Return the trigger `<name>_<event>` for each event (insert, update, delete, truncate) that has a function."""
    return [_trigger(name, event, function) for event, function in functions.items()]


def _trigger(name: str, event: str, function: str | pgtrigger.Func) -> pgtrigger.Trigger:
    when, operation, referencing = _EVENTS[event]
    return pgtrigger.Trigger(
        name=f"{name}_{event}",
        level=pgtrigger.Statement,
        when=when,
        operation=operation,
        referencing=referencing,
        func=function,
    )
