"""Whether a new fit may take over from the champion by itself: what changed although the data hardly did.

Both sets of parameters are asked about the same accounts, those of the new fit, so that a difference is one of
parameters. How the data changed is measured beside it: after an import of other customers parameters may jump.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from analytics.core.estimation import Patterns, bg_nbd_log_likelihood, nbd_log_likelihood, patterns
from analytics.core.lifetime_value import BgNbd
from analytics.core.purchases import PurchaseSummary
from analytics.core.scoring import forecast_all

# Accounts, purchase days, days under observation and revenue a purchase day all changed by less: a night changes
# each by about 1 %.
LITTLE = 0.10
# Totals of a year: the two models that may be shown differ by some 10 % on real data.
FACTOR = 1.5
# Nats an account. A day more of data is worth some thousandths; half a nat is a likelihood ratio of 1.65 for each.
GAIN = 0.5
# What a search may leave on the table where the likelihood is flat.
LOSS = 0.01
_SIZES = ("accounts", "purchase_days", "account_days", "mean_value")


@dataclass(frozen=True)
class Comparison:
    """A new fit beside the champion; None is what one of the two cannot say.

    data_change: the largest relative change of accounts, purchase days, days under observation, mean value
    purchases, cltv: totals of the next year by the new parameters, as a multiple of those by the champion's
    nbd_gain, bg_nbd_gain: log-likelihood an account, of the new parameters less the champion's
    """

    data_change: float
    purchases: float | None
    cltv: float | None
    nbd_gain: float | None
    bg_nbd_gain: float | None

    def as_dict(self) -> dict[str, float | None]:
        return asdict(self)


def compare(
    summary: PurchaseSummary, new: Mapping[str, Any], champion: Mapping[str, Any], change: float
) -> Comparison:
    """Ask the parameters of two fits about the same accounts; `change` is `data_change` of their metrics."""
    if not len(summary):
        return Comparison(change, None, None, None, None)
    after, before = forecast_all(summary, new), forecast_all(summary, champion)
    data = patterns(summary)
    return Comparison(
        data_change=change,
        purchases=_multiple(after.purchases.sum(), before.purchases.sum()),
        cltv=_multiple(after.cltv.sum(), before.cltv.sum()),
        nbd_gain=_gain(_nbd(data, new), _nbd(data, champion), len(summary)),
        bg_nbd_gain=_gain(_bg_nbd(data, new), _bg_nbd(data, champion), len(summary)),
    )


def data_change(now: Mapping[str, Any], before: Mapping[str, Any]) -> float:
    """The largest relative change of what two fits were fitted on, from their metrics; sizes not kept are left out."""
    sizes = [(now[name], before[name]) for name in _SIZES if name in now and name in before]
    return max((abs(new - old) / max(old, 1.0) for new, old in sizes), default=0.0)


def why_refused(found: Comparison) -> str | None:
    """Why a person has to look first, in a sentence; None where the fit may take over."""
    for name, gain in (("NBD", found.nbd_gain), ("BG/NBD", found.bg_nbd_gain)):
        if gain is not None and gain < -LOSS:
            return (
                f"The {name} fit explains the purchases worse than the champion's parameters do, by {-gain:.3f} in "
                "log-likelihood per account: the search has not found the best parameters."
            )
    if found.data_change >= LITTLE:
        return None
    return _why_jump(found)


def _why_jump(found: Comparison) -> str | None:
    little = f"while the data changed by {100 * found.data_change:.1f} %"
    for name, multiple in (("expected purchases", found.purchases), ("lifetime value", found.cltv)):
        if multiple is not None and not 1 / FACTOR <= multiple <= FACTOR:
            return f"The {name} of the same accounts would be {multiple:.2f} times the champion's {little}."
    for name, gain in (("NBD", found.nbd_gain), ("BG/NBD", found.bg_nbd_gain)):
        if gain is not None and gain > GAIN:
            return f"The log-likelihood per account of the {name} model would jump by {gain:.2f} {little}."
    return None


def _multiple(after: float, before: float) -> float | None:
    return float(after / before) if before > 0 else None


def _gain(after: float | None, before: float | None, accounts: int) -> float | None:
    if after is None or before is None or not np.isfinite(after - before):
        return None
    return float(after - before) / accounts


def _nbd(data: Patterns, parameters: Mapping[str, Any]) -> float | None:
    """None for the pooled rate of a few accounts, which maximises no likelihood."""
    if parameters.get("pooled"):
        return None
    baseline = parameters["baseline"]
    return nbd_log_likelihood(data, baseline["r"], baseline["alpha"])


def _bg_nbd(data: Patterns, parameters: Mapping[str, Any]) -> float | None:
    if not parameters["bg_nbd"]:
        return None
    with np.errstate(all="ignore"):
        return bg_nbd_log_likelihood(data, BgNbd(**parameters["bg_nbd"]))
