"""Customer segments: an ordered table of rules that gives every score exactly one segment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.core.purchases import IntArray
from analytics.core.rfm import Scores

Span = tuple[int, int]
ANY: Span = (1, 5)


@dataclass(frozen=True)
class Rule:
    """A box of scores, bounds included; `first_purchase_within` (days) narrows it to new customers."""

    key: str
    r: Span = ANY
    f: Span = ANY
    m: Span = ANY
    first_purchase_within: int | None = None

    def __post_init__(self) -> None:
        for low, high in (self.r, self.f, self.m):
            if not 1 <= low <= high <= 5:
                raise ValueError(f"The rule {self.key} needs spans of scores within 1 to 5.")
        if self.first_purchase_within is not None and self.first_purchase_within < 0:
            raise ValueError(f"The rule {self.key} needs a number of days that is not negative.")

    def holds(self, scores: Scores) -> NDArray[np.bool_]:
        """Which scores lie in the box, whatever the age of the customer."""
        holds: NDArray[np.bool_] = np.ones(len(scores), dtype=bool)
        for values, (low, high) in ((scores.r, self.r), (scores.f, self.f), (scores.m, self.m)):
            holds &= (values >= low) & (values <= high)
        return holds


@dataclass(frozen=True)
class Segment:
    """A rule with what a person needs to act on it."""

    name: str
    description: str
    action: str
    rule: Rule

    @property
    def key(self) -> str:
        return self.rule.key


def assign(rules: Sequence[Rule], scores: Scores, since_first: IntArray) -> NDArray[Any]:
    """The key of the first rule that matches, for each account: an array of str.

    Raises ValueError where the rules leave a code without a segment.
    """
    gaps = uncovered(rules)
    if gaps:
        raise ValueError(f"No segment rule covers {len(gaps)} of 125 scores, such as {gaps[0]}.")
    chosen = np.full(len(scores), -1, dtype=np.int64)
    for position, rule in enumerate(rules):
        holds = (chosen < 0) & rule.holds(scores)
        if rule.first_purchase_within is not None:
            holds &= since_first <= rule.first_purchase_within
        chosen[holds] = position
    return np.array([rule.key for rule in rules])[chosen]


def uncovered(rules: Sequence[Rule]) -> list[int]:
    """The codes, such as 123 for R 1, F 2, M 3, that some customer could have without getting a segment."""
    r, f, m = np.array(list(product(range(1, 6), repeat=3)), dtype=np.int8).T
    codes = Scores(r, f, m)
    covered = np.zeros(len(codes), dtype=bool)
    for rule in rules:
        if rule.first_purchase_within is None:
            covered |= rule.holds(codes)
    return [int(code) for code in codes.code[~covered]]


DEFAULT_SEGMENTS: tuple[Segment, ...] = (
    Segment(
        name="New",
        description="First purchase within the last 90 days; too early to read a habit.",
        action="Welcome them, name a contact, agree on the next step",
        rule=Rule("new", first_purchase_within=90),
    ),
    Segment(
        name="Champions",
        description="Bought lately and buy often.",
        action="Keep them: early access and a named contact",
        rule=Rule("champions", r=(4, 5), f=(4, 5)),
    ),
    Segment(
        name="Loyal",
        description="Buy often; the last purchase is neither fresh nor old.",
        action="Offer a larger product or one they do not have yet",
        rule=Rule("loyal", r=(3, 3), f=(4, 5)),
    ),
    Segment(
        name="Growing",
        description="Bought lately, with room to buy more often.",
        action="Propose a second product within 30 days",
        rule=Rule("growing", r=(4, 5), f=(2, 3)),
    ),
    Segment(
        name="Recent, small",
        description="Bought lately, but seldom.",
        action="Call to say hello and ask for their plans",
        rule=Rule("recent_small", r=(4, 5), f=(1, 1)),
    ),
    Segment(
        name="Steady",
        description="Buy now and then; the last purchase is neither fresh nor old.",
        action="Check in once a quarter",
        rule=Rule("steady", r=(3, 3), f=(1, 3)),
    ),
    Segment(
        name="Slipping",
        description="Used to buy often and have not bought for a while.",
        action="Call this week and ask what changed",
        rule=Rule("slipping", r=(1, 2), f=(4, 5)),
    ),
    Segment(
        name="Lapsing",
        description="Bought at times and have not bought for a while.",
        action="Call, then send an offer with an end date",
        rule=Rule("lapsing", r=(1, 2), f=(2, 3)),
    ),
    Segment(
        name="Quiet",
        description="Bought seldom and have not bought for a while.",
        action="Write only, and review next quarter",
        rule=Rule("quiet", r=(1, 2), f=(1, 1)),
    ),
)
