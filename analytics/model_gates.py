"""What a run's models had to pass, with the numbers, and what the back-test says of them in a sentence."""

from dataclasses import dataclass
from typing import Any

from analytics.models import ModelRun


@dataclass(frozen=True)
class Gate:
    """One condition: what was found, what is needed, whether it holds (None: not tested), what hides without it."""

    name: str
    found: str
    needed: str
    passes: bool | None
    hides: str


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


def gates(run: ModelRun) -> list[Gate]:
    """The conditions in their order; none for runs that stored no gates."""
    passed, metrics = run.metrics.get("gates"), run.metrics
    if passed is None:
        return []
    gamma_gamma = run.parameters.get("gamma_gamma") or {}
    test = metrics.get("holdout") or {}
    both, better = "the model and P(alive)", "at least 1\N{NO-BREAK SPACE}% below the baseline's"
    return [
        Gate("Dropout can be told from none", _number(metrics.get("likelihood_ratio"), "likelihood ratio {:,.2f}"),
             "above 3.84", _tested(metrics.get("likelihood_ratio"), passed["dropout"]), both),
        Gate("Values have a mean", _number(gamma_gamma.get("q"), "q {:,.1f}"), "q above 1",
             None if not gamma_gamma else gamma_gamma["q"] > 1, "the model"),
        Gate("Values do not depend on frequency", _number(metrics.get("value_correlation"), "correlation {:.2f}"),
             "at most 0.15, or no more than chance",
             _tested(metrics.get("value_correlation"), not metrics.get("value_correlated", False)), "the model"),
        Gate("It predicts purchases better", _pair(test, "purchases_mae", "{:,.2f}"), better,
             _tested(test.get("champion"), passed["purchases_beat"]), both),
        Gate("It predicts revenue better", _pair(test, "revenue_mae", "${:,.0f}"), better,
             _tested((test.get("champion") or {}).get("revenue_mae"), passed["revenue_beat"]), "the model"),
    ]  # fmt: skip


def _tested(number: Any, passes: bool) -> bool | None:
    return None if number is None else passes


def _number(number: float | None, words: str) -> str:
    return "not fitted" if number is None else words.format(number).replace("-", "\N{MINUS SIGN}")


def _pair(test: dict[str, Any], error: str, words: str) -> str:
    ours = (test.get("champion") or {}).get(error)
    theirs = (test.get("baseline") or {}).get(error)
    if ours is None or theirs is None:
        return "not tested"
    return f"error {words.format(ours)}, baseline {words.format(theirs)}"


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
    passed = run.metrics.get("gates") or {}
    wins = [passed.get("purchases_beat", False), passed.get("revenue_beat", False)]
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
