"""The champion model in words: thresholds, what is shown, and how far off it was."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.models import ModelRun


@dataclass(frozen=True)
class ErrorLine:
    """A model's mean errors per account in the held-out days."""

    name: str
    purchases: float | None
    revenue: float | None
    shown: bool


@dataclass(frozen=True)
class Steps:
    """The edges of a score from 5 down to 2: the most days, or the least wins or dollars. Beyond the last it is 1."""

    name: str
    edges: list[tuple[int, float]]


@dataclass(frozen=True)
class HowComputed:
    as_of: date
    accounts: int
    window: tuple[date | None, date | None]
    steps: list[Steps]
    reasons: list[tuple[str, str]]
    errors: list[ErrorLine]
    held_out: int


def how_computed(run: ModelRun | None) -> HowComputed | None:
    if run is None:
        return None
    holdout = run.metrics.get("holdout") or {}
    names = ("shown", "p_alive", "thresholds", "baseline", "bg_nbd", "gamma_gamma")
    return HowComputed(
        as_of=run.as_of,
        accounts=run.metrics.get("accounts", 0),
        window=(run.window_from, run.window_to),
        steps=_steps(run.parameters["thresholds"]),
        reasons=[(LABELS[name], run.reasons[name]) for name in names if run.reasons.get(name)],
        errors=_errors(holdout, run.parameters.get("shown", "")),
        held_out=holdout.get("days", 0),
    )


LABELS = {
    "shown": "Lifetime value",
    "p_alive": "Probability of being alive",
    "thresholds": "Scores",
    "baseline": "Baseline",
    "bg_nbd": "BG/NBD",
    "gamma_gamma": "Gamma-Gamma",
    "holdout": "Back-test",
}


def _steps(stored: dict[str, list[float]]) -> list[Steps]:
    """Of recency fewer days are better; a value on an edge gets the better score."""
    recency = [(5 - place, edge) for place, edge in enumerate(stored["recency"])]
    rising = {
        name: [(5 - place, edge) for place, edge in enumerate(reversed(stored[name]))]
        for name in ("frequency", "monetary")
    }
    return [Steps("Recency", recency), Steps("Frequency", rising["frequency"]), Steps("Monetary", rising["monetary"])]


def _errors(holdout: dict[str, Any], shown: str) -> list[ErrorLine]:
    lines = [("Baseline", holdout.get("baseline"), "baseline"), ("BG/NBD model", holdout.get("champion"), "bg_nbd")]
    return [
        ErrorLine(name, errors.get("purchases_mae"), errors.get("revenue_mae"), key == shown)
        for name, errors, key in lines
        if errors
    ]
