"""Rates with what they are made of: n, the 95 % interval, and whether they differ by more than chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.core.comparison import is_noise, rate_difference
from analytics.core.homogeneity import homogeneity
from analytics.core.proportions import wilson
from analytics.core.written import written
from assistant.phrases import small
from assistant.semantic import METRICS
from assistant.sources_choice import part_names

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Counts:
    """`hits` of `n` cases; `of` says what the cases are."""

    hits: int
    n: int
    of: str


def counts(metric: str, row: Row, suffix: str = "") -> Counts | None:
    """Return what a rate is made of in a row; nothing where the metric is no rate or there are no cases."""
    if METRICS[metric].unit != "rate":
        return None
    hits_name, n_name = _parts(metric)
    rate, n = row.get(f"{metric}{suffix}"), row.get(f"{n_name}{suffix}")
    if rate is None or not n:
        return None
    hits = row.get(f"{hits_name}{suffix}")
    return Counts(int(round(rate * n) if hits is None else hits), int(n), small(METRICS[n_name].label))


def _parts(metric: str) -> tuple[str, str]:
    """The figure above and the one below the line."""
    formula = METRICS[metric].formula
    above, below = sorted(part_names(METRICS[metric]), key=lambda name: formula.index("{" + name + "}"))
    return above, below


def in_words(found: Counts | None) -> str:
    """107 of 152 closed deals, 95 % interval 62.7 % to 77.1 %."""
    interval = wilson(found.hits, found.n) if found else None
    if found is None or interval is None:
        return ""
    ends = f"{written(interval.low, 'rate')} to {written(interval.high, 'rate')}"
    return f"{found.hits:,} of {found.n:,} {found.of}, 95\N{NO-BREAK SPACE}% interval {ends}"


def differ(one: Counts | None, other: Counts | None) -> bool | None:
    """Whether two rates differ by more than chance; nothing where that cannot be said."""
    if one is None or other is None:
        return None
    return not is_noise(rate_difference(one.hits, one.n, other.hits, other.n))


def all_differ(rows: Sequence[Counts]) -> bool | None:
    """Whether the rates of groups differ by more than chance; nothing where there are too few cases to tell."""
    test = homogeneity([row.hits for row in rows], [row.n for row in rows])
    return test.differ if test is not None and test.p is not None else None
