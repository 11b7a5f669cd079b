"""A model run in words: parameters with unit and source, gates with their numbers, what changed since another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics.core.written import MINUS, NBSP, NOTHING, written
from analytics.model_words import LABELS
from analytics.models import ModelRun

SHOWN = {"bg_nbd": "BG/NBD × Gamma-Gamma", "baseline": "Baseline"}
SCHEMES = {"quintiles": "Quintiles", "fixed": "Fixed"}
FADER = "Fader, Hardie and Lee 2005"
GAMMA_GAMMA = "Fader and Hardie 2013"
NBD = "Schmittlein, Morrison and Colombo 1987"
SHRUNKEN = "Bühlmann and Straub 1970"
# Model, parameter, unit, what it is, whose paper.
PARAMETERS = (
    ("baseline", "r", "", "Shape of purchase rates over accounts", NBD),
    ("baseline", "alpha", "days", "Scale of purchase rates", NBD),
    ("baseline", "value_mean", "$", "Mean value of a purchase day", SHRUNKEN),
    ("baseline", "value_within", "$²", "Variance of values inside an account", SHRUNKEN),
    ("baseline", "value_between", "$²", "Variance of values between accounts", SHRUNKEN),
    ("bg_nbd", "r", "", "Shape of purchase rates over accounts", FADER),
    ("bg_nbd", "alpha", "days", "Scale of purchase rates", FADER),
    ("bg_nbd", "a", "", "Dropout after a purchase, first shape", FADER),
    ("bg_nbd", "b", "", "Dropout after a purchase, second shape", FADER),
    ("gamma_gamma", "p", "", "Shape of values inside an account", GAMMA_GAMMA),
    ("gamma_gamma", "q", "", "Shape of values over accounts", GAMMA_GAMMA),
    ("gamma_gamma", "v", "$", "Scale of values over accounts", GAMMA_GAMMA),
)
MODELS = {"baseline": "Baseline", "bg_nbd": "BG/NBD", "gamma_gamma": "Gamma-Gamma"}
# Of each gate: what has to hold, what its value is, how it compares with what is needed.
GATES = {
    "dropout": ("Dropout can be told from none", "Likelihood ratio", "above"),
    "value": ("The value model has a mean", "q of Gamma-Gamma", "above"),
    "independence": ("Value does not depend on frequency", "Correlation", "within ±"),
    "purchases": (
        "Purchases are forecast better",
        "Mean error an account",
        "at least 1\N{NO-BREAK SPACE}% below the baseline's",
    ),
    "revenue": (
        "Revenue is forecast better",
        "Mean error an account, $",
        "at least 1\N{NO-BREAK SPACE}% below the baseline's",
    ),
}
ERRORS = (
    ("purchases_mae", "Purchase days, mean error an account"),
    ("purchases_rank_correlation", "Purchase days, rank correlation"),
    ("purchases_total_error", "Purchase days, error of the total"),
    ("revenue_mae", "Revenue, mean error an account, $"),
    ("revenue_rank_correlation", "Revenue, rank correlation"),
    ("revenue_total_error", "Revenue, error of the total"),
)
SIZES = (
    ("accounts", "Accounts"),
    ("repeat_accounts", "Accounts that bought again"),
    ("purchase_days", "Purchase days"),
)


@dataclass(frozen=True)
class Parameter:
    model: str
    name: str
    value: str
    unit: str
    about: str
    source: str


@dataclass(frozen=True)
class GateLine:
    holds: str
    passed: bool
    measure: str
    value: str
    needed: str


@dataclass(frozen=True)
class Beside:
    """A figure of two: baseline and model, or before and now."""

    name: str
    first: str
    second: str


def number(value: float | None) -> str:
    """Four digits that count: 0.1234, 12.34, 1,234, 2.6e-09; an en dash for none."""
    if value is None:
        return NOTHING
    if abs(value) >= 1000:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.4g}" if value == 0 or abs(value) >= 0.001 else f"{value:.1e}"
    return MINUS + text[1:] if text.startswith("-") else text


def shown(run: ModelRun) -> str:
    return SHOWN.get(str(run.parameters.get("shown")), NOTHING)


def reasons(run: ModelRun) -> list[tuple[str, str]]:
    """Each decision with its why, in the order of LABELS; a refusal and a champion's are shown elsewhere."""
    return [(label, run.reasons[name]) for name, label in LABELS.items() if name in run.reasons]


def tested_until(run: ModelRun) -> date | None:
    until = (run.metrics.get("holdout") or {}).get("calibrated_until")
    return date.fromisoformat(until) if until else None


def parameters(run: ModelRun) -> list[Parameter]:
    return [
        Parameter(MODELS[model], name, number(run.parameters[model].get(name)), unit, about, source)
        for model, name, unit, about, source in PARAMETERS
        if run.parameters.get(model)
    ]


def gate_lines(run: ModelRun) -> list[GateLine]:
    """None of a run from before gates were kept."""
    return [_gate_line(gate) for gate in run.metrics.get("gates", []) if gate["gate"] in GATES]


def _gate_line(gate: dict[str, Any]) -> GateLine:
    holds, measure, how = GATES[gate["gate"]]
    space = "" if how.endswith("±") else NBSP
    needed = NOTHING if gate["needed"] is None else f"{how}{space}{number(gate['needed'])}"
    return GateLine(holds, gate["passed"], measure, number(gate["value"]), needed)


def back_test(run: ModelRun) -> list[Beside]:
    """Errors in the held-out days of baseline and model, side by side."""
    test = run.metrics.get("holdout") or {}
    base, model = test.get("baseline") or {}, test.get("champion") or {}
    if not test:
        return []
    return [Beside(name, _error(key, base.get(key)), _error(key, model.get(key))) for key, name in ERRORS]


def _error(key: str, value: float | None) -> str:
    return written(value, "rate") if key.endswith("total_error") else number(value)


def likelihoods(run: ModelRun) -> list[Beside]:
    """Log-likelihood in total and an account, of the model without dropout and of BG/NBD."""
    accounts = run.metrics.get("accounts") or 0
    totals = [run.metrics.get("nbd_log_likelihood"), run.metrics.get("bg_nbd_log_likelihood")]
    if not accounts or totals == [None, None]:
        return []
    each = [None if total is None else total / accounts for total in totals]
    return [
        Beside("Log-likelihood", number(totals[0]), number(totals[1])),
        Beside("Log-likelihood an account", number(each[0]), number(each[1])),
    ]


def changes(before: ModelRun | None, now: ModelRun) -> list[Beside]:
    """What differs from the run before, as it is written."""
    if before is None:
        return []
    pairs = zip(_figures(before), _figures(now), strict=True)
    return [Beside(name, old, new) for (name, old), (_, new) in pairs if old != new]


def _figures(run: ModelRun) -> Iterator[tuple[str, str]]:
    yield "Shown", shown(run)
    yield "Thresholds", SCHEMES.get(str(run.parameters.get("scheme", "quintiles")), NOTHING)
    for key, name in SIZES:
        yield name, f"{run.metrics.get(key, 0):,}"
    for model, name, _, about, _ in PARAMETERS:
        yield f"{MODELS[model]} {name}: {about.lower()}", number((run.parameters.get(model) or {}).get(name))
    yield "Likelihood ratio of dropout", number(run.metrics.get("likelihood_ratio"))


def against_champion(run: ModelRun) -> list[str]:
    """How the fit compared with the champion of its time, on the same accounts; empty without one."""
    found = run.metrics.get("against_champion")
    if not found:
        return []
    lines = {
        "data_change": f"data changed by {written(found['data_change'], 'rate')}",
        "purchases": f"{number(found['purchases'])} × its expected purchases",
        "cltv": f"{number(found['cltv'])} × its lifetime value",
        "nbd_gain": f"log-likelihood an account {number(found['nbd_gain'])} above its own (NBD)",
        "bg_nbd_gain": f"{number(found['bg_nbd_gain'])} (BG/NBD)",
    }
    return [line for name, line in lines.items() if found[name] is not None]
