"""What a question asks for, whoever read it: the grammar or a language model. It knows nothing of SQL or of words."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from math import isfinite
from typing import Any

Value = str | int | float | bool | date
OPERATORS = {
    "is": "is", "is_not": "is not", "at_least": "≥", "more_than": ">", "at_most": "≤", "less_than": "<",
    "between": "is between", "contains": "contains", "is_empty": "is empty", "is_not_empty": "is not empty",
}  # fmt: skip
EVENTS = ("won", "lost", "closed", "open", "deal")
COMPARISONS = ("previous", "year_before", "period", "members")
PERSONS = ("", "me", "team")


class IntentError(ValueError):
    """The data is not an intent; the message says where."""


@dataclass(frozen=True)
class Filter:
    """`member` is a dimension, or a metric in `having`. Of a person, product or account a number is its key and a text
    its name. `is` and `is_not` take several values, `between` two."""

    member: str
    operator: str = "is"
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Order:
    """`member` is a dimension, a metric, or a metric with _before, _change, _growth, _gap, _share or _to_date."""

    member: str
    descending: bool = True


@dataclass(frozen=True)
class Comparison:
    """With as many days before (`previous`), with the same a year before, or with a `period` named as in Intent;
    `members`: the rows with each other, each by its difference to the largest."""

    kind: str = "previous"
    period: str = ""


@dataclass(frozen=True)
class Never:
    """Those to whom it never happened: of the intent's one dimension (account, agent or product), the members without
    a deal of the `event` that passes the filters and lies in the period."""

    event: str = "won"
    filters: tuple[Filter, ...] = ()
    period: str = ""


@dataclass(frozen=True)
class Candidate:
    """Words of the question that were read as a value: `text` as written, `score` 1 where they are just it."""

    text: str
    member: str
    value: Value
    score: float = 1.0


@dataclass(frozen=True)
class Intent:
    """A question, member by member.

    - `period` as assistant/windows.py reads it (2017-Q4, this_quarter, past_6_weeks, 2017-03..2017-05).
    - `period_by` which date it is about: close, engage, expected_close, first_win; empty is the metric's own.
    - `limit` keeps ties: the first N places, not N rows. `within` counts places in each member of that dimension.
      `skip` leaves out the first so many places: the second alone is limit 2, skip 1.
    - `share_of` is total, or the dimension in whose members shares add up to 1. A filter on a dimension that is shown
      narrows the rows but not the whole; with no dimension the whole is everything in the period.
    - `running` adds totals up to each row along its time dimension. Time dimensions are the grain.
    - `ever`: the same for what did happen; each must have, so two products mean both. `tally`: how many rows there
      are, instead of the rows. `mean_over`: figures for each member of that
      dimension, and of those the mean. `ranked` gives each row its place among all; a filter on a dimension that is
      shown then chooses rows and not what is ranked.
    - `person`: me for the asker's own, team for the asker's team's.
    """

    metrics: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    period: str = ""
    period_by: str = ""
    order: tuple[Order, ...] = ()
    limit: int | None = None
    within: str = ""
    having: tuple[Filter, ...] = ()
    compare: Comparison | None = None
    share_of: str = ""
    running: bool = False
    never: Never | None = None
    ever: tuple[Never, ...] = ()
    tally: bool = False
    mean_over: str = ""
    ranked: bool = False
    person: str = ""
    candidates: tuple[Candidate, ...] = ()
    leftover: tuple[str, ...] = ()
    skip: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return plain data; fields that say nothing are left out."""
        plain: dict[str, Any] = _plain(asdict(self))
        return {name: value for name, value in plain.items() if value not in (None, "", [], False)}

    @classmethod
    def from_json(cls, data: Any) -> "Intent":
        """Read what as_json or a language model wrote; raise IntentError where it is no intent."""
        known = _known(cls, data)
        parts: dict[str, Any] = {}
        for name, value in known.items():
            parts[name] = _READERS[name](name, value) if value is not None else None
        return cls(**{name: value for name, value in parts.items() if value is not None})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return {"date": value.isoformat()} if isinstance(value, date) else value


def _known(kind: type, data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise IntentError(f"{kind.__name__} must be an object")
    names = [field.name for field in fields(kind)]
    if unknown := set(data) - set(names):
        raise IntentError(f"{kind.__name__} has no “{sorted(map(str, unknown))[0]}”")
    return data


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise IntentError(f"“{name}” must be a text")
    # PostgreSQL stores neither in JSON, and an intent is kept on record.
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise IntentError(f"“{name}” has characters that no text has")
    return value


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise IntentError(f"“{name}” must be true or false")
    return value


def _number(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise IntentError(f"“{name}” must be a whole number")
    return value


def _score(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise IntentError(f"“{name}” must be a number")
    return value


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise IntentError(f"“{name}” must be a list")
    return list(value)


def _texts(name: str, value: Any) -> tuple[str, ...]:
    return tuple(_text(name, part) for part in _list(name, value))


def _value(name: str, value: Any) -> Value:
    if isinstance(value, dict) and set(value) == {"date"}:
        try:
            return date.fromisoformat(_text(name, value["date"]))
        except ValueError as error:
            raise IntentError(f"“{name}” has no such day as “{value['date']}”") from error
    if isinstance(value, str):
        return _text(name, value)
    if not isinstance(value, int | float | bool) or not isfinite(value):
        raise IntentError(f"“{name}” has a value that is neither text, number, day nor yes or no")
    return value


def _values(name: str, value: Any) -> tuple[Value, ...]:
    return tuple(_value(name, part) for part in _list(name, value))


def _made(kind: type, data: Any) -> Any:
    known = {name: value for name, value in _known(kind, data).items() if value is not None}
    readers = {**_READERS, **_PARTS}
    try:
        return kind(**{name: readers[name](name, value) for name, value in known.items()})
    except TypeError as error:
        raise IntentError(f"{kind.__name__} lacks a part") from error


def _filters(name: str, value: Any) -> tuple[Filter, ...]:
    return tuple(_made(Filter, part) for part in _list(name, value))


_PARTS = {
    "member": _text, "operator": _text, "values": _values, "descending": _flag, "kind": _text, "event": _text,
    "text": _text, "value": _value, "score": _score,
}  # fmt: skip
_READERS = {
    "metrics": _texts, "dimensions": _texts, "filters": _filters, "period": _text, "period_by": _text,
    "order": lambda name, value: tuple(_made(Order, part) for part in _list(name, value)),
    "limit": _number, "skip": _number, "within": _text, "having": _filters,
    "compare": lambda name, value: _made(Comparison, value),
    "share_of": _text, "running": _flag,
    "never": lambda name, value: _made(Never, value),
    "ever": lambda name, value: tuple(_made(Never, part) for part in _list(name, value)),
    "tally": _flag, "ranked": _flag, "mean_over": _text,
    "person": _text,
    "candidates": lambda name, value: tuple(_made(Candidate, part) for part in _list(name, value)),
    "leftover": _texts,
}  # fmt: skip
