"""Reads golden questions, and judges whether an answer is one that they accept: docs/assistant-evaluation.md."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from math import isclose
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
FILES = {"tuning": FOLDER / "golden.yml", "apart": FOLDER / "golden_apart.yml"}
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

Entry = dict[str, Any]
Rows = Sequence[Sequence[Any]]


def load(split: str) -> list[Entry]:
    entries: list[Entry] = yaml.safe_load(FILES[split].read_text(encoding="utf-8"))
    return entries


def accepted(entry: Entry) -> list[Entry]:
    """The answers that are right: the one of the entry, and its others, each with what it does not say itself."""
    shared: Entry = {key: entry[key] for key in ("ordered", "percent", "tolerance") if key in entry}
    return [
        {**shared, **answer} for answer in [entry, *entry.get("answer_any", [])] if answer.get("answer") is not None
    ]


def is_right(entry: Entry, rows: Rows) -> bool:
    return any(same_rows(answer["answer"], rows, answer) for answer in accepted(entry))


def same_rows(expected: Rows, given: Rows, rules: Entry) -> bool:
    """Whether the given rows are the expected ones; they may have more columns, in any order."""
    if len(expected) != len(given):
        return False
    if not rules.get("ordered"):
        return _same_in_any_order(expected, given, rules)
    at = 0
    for _, rows in groupby(expected, key=_figures):
        alike = list(rows)  # of equal figures none comes first
        if not _same_in_any_order(alike, given[at : at + len(alike)], rules):
            return False
        at += len(alike)
    return True


def _figures(row: Sequence[Any]) -> list[Any]:
    return [value for value in row if not isinstance(value, str)] or list(row)


def _same_in_any_order(expected: Rows, given: Rows, rules: Entry) -> bool:
    left = list(given)
    for row in expected:
        found = next((n for n, other in enumerate(left) if _holds(row, other, rules)), None)
        if found is None:
            return False
        del left[found]
    return True


def _holds(expected: Sequence[Any], given: Sequence[Any], rules: Entry) -> bool:
    """Whether every expected value is in the row, each in a column of its own."""
    if not expected:
        return True
    first, *others = expected
    return any(
        _same(first, value, rules) and _holds(others, [*given[:n], *given[n + 1 :]], rules)
        for n, value in enumerate(given)
    )


def _same(expected: Any, given: Any, rules: Entry) -> bool:
    if expected is None or given is None:
        return expected is None and given is None
    if isinstance(expected, str):
        return _text(expected) == _text(given)
    if isinstance(given, str | date | bool):
        return False
    scales = (1, 100) if rules.get("percent") and abs(expected) <= 1 else (1,)
    return any(_close(expected * scale, float(given), rules) for scale in scales)


def _close(expected: float, given: float, rules: Entry) -> bool:
    """Whole numbers to the next one, others to a thousandth; an entry may be more patient."""
    if isinstance(expected, int) and "tolerance" not in rules:
        return abs(expected - given) <= 0.5
    return isclose(expected, given, rel_tol=rules.get("tolerance", 0.001), abs_tol=1e-6)


def _text(value: Any) -> str:
    """Lower case; months and quarters, however written, as their first day."""
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    text = str(value).strip().casefold()
    if match := re.fullmatch(r"(\d{4})-(\d\d)", text):
        return f"{text}-01"
    if match := re.fullmatch(r"(?:(\d{4})[ -])?q([1-4])(?: (\d{4}))?", text):
        year, quarter = match[1] or match[3], int(match[2])
        return f"{year}-{quarter * 3 - 2:02}-01"
    if (match := re.fullmatch(r"([a-z]{3})[a-z]* (\d{4})", text)) and match[1] in MONTHS:
        return f"{match[2]}-{MONTHS.index(match[1]) + 1:02}-01"
    return text


def judge(entry: Entry, status: str, rows: Rows, said: str) -> str:
    """Say right, wrong or missed of an answer; `said` is all that it offers in words.

    Wrong is a wrong answer given as an answer; missed is whatever else is not accepted.
    """
    accepted_statuses = {entry["status"], *entry.get("also", [])}
    if status == "answered":
        return "right" if status in accepted_statuses and is_right(entry, rows) else "wrong"
    if status not in accepted_statuses:
        return "missed"
    offered = _text(said)
    asks_well = status != "clarify" or all(_text(option) in offered for option in entry.get("options", []))
    return "right" if asks_well else "missed"
