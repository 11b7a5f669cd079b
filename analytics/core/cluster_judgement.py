"""Which way to group customers is the honest choice, and why, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from analytics.core.cluster_scores import Null, Scores
from analytics.core.written import MINUS, NBSP

SEGMENTS = "segments"
# A method is no choice that leaves out more, splits off a few from so many, or gives other clusters every time.
MOST_NOISE, MOST_IN_ONE, LEAST_STABILITY = 0.25, 0.9, 0.5
A_LITTLE = 0.05
# Kaufman and Rousseeuw 1990, Finding groups in data, table 4: how to read a silhouette.
_STRENGTHS = ((0.70, "Strong"), (0.50, "Reasonable"), (0.25, "Weak"), (-1.0, "Hardly any"))


@dataclass(frozen=True)
class Found:
    """What a method found: accounts by the name of their cluster, noise apart, and what sets each cluster apart.

    `absent` says why it found nothing.
    """

    key: str
    name: str
    sizes: dict[str, int] = field(default_factory=dict)
    traits: dict[str, str] = field(default_factory=dict)
    noise: int = 0
    scores: Scores | None = None
    without_noise: Scores | None = None
    stability: float | None = None
    null: Null | None = None
    absent: str = ""

    @property
    def accounts(self) -> int:
        return sum(self.sizes.values()) + self.noise

    @property
    def groups(self) -> int:
        """As many as were scored: noise is one of them."""
        return len(self.sizes) + (self.noise > 0)

    @property
    def margin(self) -> float | None:
        """The silhouette above what 95 % of data without clusters stay below."""
        return self.scores.silhouette - self.null.p95 if self.scores and self.null else None

    def as_dict(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "name": self.name,
            "k": len(self.sizes),
            "sizes": self.sizes,
            "traits": self.traits,
            "accounts": self.accounts,
            "noise": self.noise,
            "scores": self.scores and self.scores.as_dict(),
            "without_noise": self.without_noise.as_dict() if self.without_noise and self.noise else None,
            "stability": self.stability,
            "null": self.null and self.null.as_dict(),
            "beats_null": None if self.margin is None else self.margin > 0,
            "absent": self.absent,
        }


@dataclass(frozen=True)
class Judgement:
    """`chosen` is the key of a method, or of the segments where no clusters stand out; `verdicts` by key."""

    chosen: str
    sentences: dict[str, str]
    verdicts: dict[str, str]


def judge(found: Sequence[Found]) -> Judgement:
    """Choose among the methods; the segments are what remains, for they are rules and need not be found."""
    methods = [each for each in found if each.key != SEGMENTS]
    segments = next((each for each in found if each.key == SEGMENTS), None)
    objections = {each.key: objection(each) for each in methods}
    sound = [each for each in methods if not objections[each.key]]
    chosen = max(sound, key=lambda each: each.margin or 0.0, default=None)
    verdicts = objections | {each.key: "Above the null, by less than the choice" for each in sound}
    verdicts |= {SEGMENTS: "Rules: chosen because they can be explained"}
    if chosen:
        verdicts[chosen.key] = "The honest choice"
    sentences = {"judgement": _of_choice(chosen) if chosen else _of_none(methods)}
    if segments and segments.scores:
        sentences["segments"] = _of_segments(segments, chosen)
    return Judgement(chosen.key if chosen else SEGMENTS, sentences, verdicts)


def objection(found: Found) -> str:
    """Why a method is no choice; empty where nothing is said against it."""
    if found.absent:
        return found.absent
    if found.scores is None or found.margin is None:
        return "Found no clusters"
    if found.noise > MOST_NOISE * found.accounts:
        return f"Leaves {_percent(found.noise, found.accounts)} of the accounts in no cluster"
    if max(found.sizes.values()) > MOST_IN_ONE * found.accounts:
        return f"Puts {_percent(max(found.sizes.values()), found.accounts)} of the accounts in one cluster"
    if found.margin <= 0:
        return "Not above the null"
    if found.stability is not None and found.stability < LEAST_STABILITY:
        return f"Not stable: bootstrap samples agree to {found.stability:.2f} only"
    return ""


def _of_choice(chosen: Found) -> str:
    scores, null, margin = chosen.scores, chosen.null, chosen.margin
    assert scores is not None and null is not None and margin is not None  # noqa: S101, PT018 - tells the type checker
    little = ", by a little" if margin < A_LITTLE else ""
    agree = "" if chosen.stability is None else f"; bootstrap samples agree with it to {chosen.stability:.2f}"
    return (
        f"{strength(scores.silhouette)} structure: {chosen.name} with {len(chosen.sizes)} clusters is the honest "
        f"choice{little}. Its silhouette is {scores.silhouette:.3f}, and data without clusters give {null.mean:.3f} "
        f"on average and less than {null.p95:.3f} in 95 of 100 cases{agree}."
    )


def _of_none(methods: Sequence[Found]) -> str:
    tried = [each for each in methods if not each.absent and each.margin is not None and each.margin > 0]
    why = (
        "what stands out leaves out too many accounts, splits off a few or is not stable"
        if tried
        else "no method scores better than it would on data without clusters"
    )
    return f"No clusters to work with: {why}. The RFM segments are the honest choice: rules that can be explained."


def _of_segments(segments: Found, chosen: Found | None) -> str:
    scores = segments.scores
    assert scores is not None  # noqa: S101 - tells the type checker
    rival = ""
    if chosen and chosen.scores:
        less = scores.silhouette < chosen.scores.silhouette
        rival = f", {'less' if less else 'no less'} than {chosen.name}"
    return (
        f"In the same space the RFM segments have a silhouette of {_three_digits(scores.silhouette)}{rival}. "
        "They are used because they can be explained and stay the same, not for this figure."
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}{NBSP}%"


def _three_digits(value: float) -> str:
    return f"{value:.3f}".replace("-", MINUS)


def strength(silhouette: float) -> str:
    return next(word for least, word in _STRENGTHS if silhouette > least or least == -1.0)
