"""Lifetime value as it is read: intervals and derived figures of single accounts, computed from stored parameters.

They are not stored for each account, so that scoring all after a change stays fast. Whoever calls this has asked
whether its user may see the accounts: an account's metrics are whole for whoever sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from analytics.models import AccountMonth, ModelRun
from analytics.recompute import Scheme, summaries
from pipeline.models import Opportunity, ReportingDay

LEVELS = (80, 95)


@dataclass(frozen=True)
class Range:
    """An account's revenue of the next 12 months lies between, discounted, in $, in `level` of 100 cases."""

    low: float
    high: float
    level: int


@dataclass(frozen=True)
class Derived:
    """engagement: from −0.2 to 0.8, None with fits that kept no ranges; realised_value: $ on the first purchase's day."""

    recency_frequency_ratio: float
    engagement: float | None
    realised_value: float


def ranges(accounts: Sequence[int], level: int = LEVELS[0]) -> dict[int, Range]:
    """The intervals of those of the accounts that have bought; nothing before a fit that drew parameters."""
    from analytics.core.intervals import cltv_interval

    scheme = Scheme.current(ReportingDay.current().day)
    if scheme.run is None or not accounts:
        return {}
    buyers, summary = summaries(accounts, scheme)
    found = cltv_interval(summary, scheme.run.parameters, level / 100)
    if found is None:
        return {}
    ends = zip(found.low.tolist(), found.high.tolist(), strict=True)
    return {account: Range(low, high, level) for account, (low, high) in zip(buyers, ends, strict=True)}


def derived(account: int) -> Derived | None:
    """What follows from an account's purchases; None where it has not bought."""
    from analytics.core.derived import engagement, recency_frequency_ratio

    scheme = Scheme.current(ReportingDay.current().day)
    buyers, summary = summaries([account], scheme)
    if not buyers:
        return None
    known = scheme.run.parameters.get("ranges") if scheme.run else None
    return Derived(
        recency_frequency_ratio=float(recency_frequency_ratio(summary)[0]),
        engagement=float(engagement(summary, known)[0]) if known else None,
        realised_value=_realised(account, scheme),
    )


def _realised(account: int, scheme: Scheme) -> float:
    import numpy as np

    from analytics.core.derived import realised_value

    won = Opportunity.objects.won().filter(account=account, close_date__lte=scheme.as_of).order_by("close_date")
    days, values = zip(*won.values_list("close_date").annotate(value=Sum("close_value")), strict=True)
    day = np.array(days, dtype="datetime64[D]").astype(np.int64)
    owner = np.zeros(len(day), dtype=np.int64)
    return float(realised_value(owner, day, np.array(values, dtype=np.float64), day[:1], 1)[0])


def by_month(account: int, months: int) -> list[AccountMonth]:
    """The last so many months of an account, the oldest first."""
    found = AccountMonth.objects.filter(account=account, as_of__lte=ReportingDay.current().day)
    return list(found.order_by("-month")[:months])[::-1]


def champion() -> ModelRun | None:
    return ModelRun.objects.filter(kind="customers", state=ModelRun.State.CHAMPION).first()
