"""What the back-test says of a run's models in a sentence, and what is hidden and why."""

from dataclasses import dataclass
from typing import Any

from analytics.models import ModelRun


@dataclass(frozen=True)
class Tested:
    """A model's errors in the held-out days; errors of the total are shares, positive where it predicted too much."""

    name: str
    shown: bool
    errors: dict[str, Any]


@dataclass(frozen=True)
class Hidden:
    what: str
    why: str


def tested(run: ModelRun) -> list[Tested]:
    test = run.metrics.get("holdout") or {}
    lines = [("Baseline", "baseline", test.get("baseline")), ("BG/NBD model", "bg_nbd", test.get("champion"))]
    return [Tested(name, run.parameters.get("shown") == key, errors) for name, key, errors in lines if errors]


def verdict(run: ModelRun) -> str:
    """Which of the two predicted better, in one plain sentence."""
    test = run.metrics.get("holdout") or {}
    if not test:
        return "There is no back-test: too few days are known to hold some of them out."
    ours, theirs = test.get("champion"), test["baseline"]
    if ours is None:
        return "The baseline was tested alone: the model could not be fitted on what was known before."
    errors = (
        f"its mean error per account was {ours['purchases_mae']:.2f} purchase days, the baseline's "
        f"{theirs['purchases_mae']:.2f}"
    )
    if ours["revenue_mae"] is None:
        return f"The model could not predict revenue; {errors}."
    errors += f"; of revenue ${ours['revenue_mae']:,.0f}, the baseline's ${theirs['revenue_mae']:,.0f}"
    passed = {gate["gate"]: gate["passed"] for gate in run.metrics.get("gates", [])}
    wins = [passed.get("purchases", False), passed.get("revenue", False)]
    if all(wins):
        return f"The model is better than the baseline: {errors}."
    if any(wins):
        return f"The model is not clearly better than the baseline: {errors}."
    return f"The baseline is as good as the model: {errors}."


def hidden(run: ModelRun) -> list[Hidden]:
    """What is not shown, and why; the reason is the run's own."""
    found = []
    if not run.parameters.get("p_alive_shown"):
        found.append(Hidden("P(alive), the probability that an account still buys", run.reasons.get("p_alive", "")))
    if run.parameters.get("shown") != "bg_nbd":
        found.append(Hidden("The model, BG/NBD × Gamma-Gamma", run.reasons.get("shown", "")))
    return found
