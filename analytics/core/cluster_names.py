"""Names of clusters that stay with them from run to run, and what sets each apart in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from string import ascii_uppercase

import numpy as np

from analytics.core.cluster_methods import Space
from analytics.core.purchases import FloatArray

# From where on, in standard deviations from the mean of all accounts, a cluster differs, and differs much.
DIFFERS, DIFFERS_MUCH = 0.3, 1.5
_WORDS = (
    ("bought {much}longer ago", "bought {much}more recently"),
    ("buy {much}more often", "buy {much}less often"),
    ("bring {much}more revenue", "bring {much}less revenue"),
)


def name_clusters(middles: FloatArray, before: Mapping[str, Sequence[float]], space: Space) -> list[str]:
    """Give each centroid (in days, deals and $) the name of the one of the last run that it continues.

    Names go over so that the sum of the squared distances in the common space is least (the assignment problem, Kuhn
    1955). What continues nothing takes a name that was not in use, the cluster of most revenue first.
    """
    names = dict(_continued(middles, before, space))
    unused = (name for name in _letters() if name not in before)
    for cluster in np.argsort(-middles[:, 2], kind="stable").tolist():
        if cluster not in names:
            names[cluster] = next(unused)
    return [names[cluster] for cluster in range(len(middles))]


def _continued(middles: FloatArray, before: Mapping[str, Sequence[float]], space: Space) -> list[tuple[int, str]]:
    from scipy.optimize import linear_sum_assignment

    if not before or not len(middles):
        return []
    known = list(before)
    now, then = space.place(middles), space.place(np.array([before[name] for name in known], dtype=float))
    costs = ((now[:, None, :] - then[None, :, :]) ** 2).sum(axis=2)
    new, old = linear_sum_assignment(costs)
    return [(int(cluster), known[place]) for cluster, place in zip(new, old, strict=True)]


def _letters() -> Iterator[str]:
    """A to Z, then A2 to Z2 and so on."""
    yield from ascii_uppercase
    for turn in count(2):
        yield from (f"{letter}{turn}" for letter in ascii_uppercase)


def traits(middle: Sequence[float]) -> str:
    """What sets a cluster apart from the average account, by its centroid in the common space, the most first."""
    order = sorted(range(len(middle)), key=lambda place: -abs(middle[place]))
    said = [
        _WORDS[place][middle[place] < 0].format(much="much " if abs(middle[place]) >= DIFFERS_MUCH else "")
        for place in order
        if abs(middle[place]) >= DIFFERS
    ]
    return (", ".join(said) or "close to the average in all three").capitalize()
