"""Lifetime value as it is read: intervals and derived figures of single accounts, computed from stored parameters.

They are not stored for each account, so that scoring all after a change stays fast. Whoever calls this has asked
whether its user may see the accounts: an account's metrics are whole for whoever sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Sum

from analytics.models import AccountMonth, ModelRun
from analytics.recompute import Scheme, summaries
from pipeline.models import Opportunity, ReportingDay

if TYPE_CHECKING:
    from analytics.core.purchases import PurchaseSummary

LEVELS = (80, 95)


@dataclass(frozen=True)
class Range:
    """An account's revenue of the next 12 months lies between, discounted, in $, in `level` of 100 cases."""

    low: float
    high: float
    level: int


@dataclass(frozen=True)
class Outlook:
    """What an account is expected to bring, beside what it brought; in $.

    range: None before a fit that drew parameters; realised_value: won revenue as it was worth on the day of the first
    purchase; engagement: from −0.2 to 0.8, None with fits that kept no ranges.
    """

    range: Range | None
    last_year: float
    realised_value: float
    recency_frequency_ratio: float
    engagement: float | None


def ranges(accounts: Sequence[int], level: int = LEVELS[0]) -> dict[int, Range]:
    """The intervals of those of the accounts that have bought; nothing before a fit that drew parameters."""
    scheme = Scheme.current(ReportingDay.current().day)
    return _ranges(*summaries(accounts, scheme), scheme, level) if accounts else {}


def _ranges(buyers: list[int], summary: "PurchaseSummary", scheme: Scheme, level: int) -> dict[int, Range]:
    from analytics.core.intervals import cltv_interval

    found = cltv_interval(summary, scheme.run.parameters, level / 100) if scheme.run else None
    if found is None:
        return {}
    ends = zip(found.low.tolist(), found.high.tolist(), strict=True)
    return {account: Range(low, high, level) for account, (low, high) in zip(buyers, ends, strict=True)}


def outlook(account: int, as_of: date) -> Outlook | None:
    """What follows from an account's purchases; None where it has not bought."""
    import numpy as np

    from analytics.core.derived import engagement, realised_value, recency_frequency_ratio
    from analytics.core.purchases import day_number

    scheme = Scheme.current(as_of)
    buyers, summary = summaries([account], scheme)
    if not buyers:
        return None
    won = Opportunity.objects.won().filter(account=account, close_date__lte=as_of).order_by("close_date")
    days, values = zip(*won.values_list("close_date").annotate(value=Sum("close_value")), strict=True)
    day, value = np.array(days, dtype="datetime64[D]").astype(np.int64), np.array(values, dtype=np.float64)
    known = scheme.run.parameters.get("ranges") if scheme.run else None
    return Outlook(
        range=_ranges(buyers, summary, scheme, LEVELS[0]).get(account),
        last_year=float(value[day > day_number(as_of) - 365].sum()),
        realised_value=float(realised_value(np.zeros_like(day), day, value, day[:1], 1)[0]),
        recency_frequency_ratio=float(recency_frequency_ratio(summary)[0]),
        engagement=float(engagement(summary, known)[0]) if known else None,
    )


def by_month(account: int, as_of: date, months: int) -> list[AccountMonth]:
    """The last so many months of an account, the oldest first."""
    found = AccountMonth.objects.filter(account=account, as_of__lte=as_of).select_related("segment")
    return list(found.order_by("-month")[:months])[::-1]


def champion() -> ModelRun | None:
    return ModelRun.objects.of_customers().champion()
