"""What the figures say beside an open deal: how such deals end, what the account is worth, what to do next.

There is no model of winning, and nothing here pretends to be one: the rates are of deals that have ended.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from analytics import gold
from analytics.core.proportions import Interval, wilson
from analytics.lifetime_value import Outlook, outlook
from analytics.models import AccountMetrics
from analytics.recommendations import Advice, advise
from pipeline.models import Opportunity
from teams.models import User

OWNER = "select won, closed from gold.agent_performance where agent_id = %(owner)s"
ALL = "select coalesce(sum(won), 0) as won, coalesce(sum(closed), 0) as closed from gold.agent_performance"
STAGE = "select forward + won as went_on, ended from gold.stage_conversion where stage_id = %(stage)s"


@dataclass(frozen=True)
class Rate:
    """A share of deals that ended, with the counts behind it."""

    words: str
    count: int
    of: int

    @property
    def interval(self) -> Interval | None:
        return wilson(self.count, self.of)

    @property
    def drawn(self) -> dict[str, str]:
        """Where the interval begins, how wide it is and where its point is, for an SVG."""
        found = self.interval
        if found is None:
            return {}
        ends = {"start": found.low, "width": found.high - found.low, "point": found.rate}
        return {name: f"{value * 100:.1f}%" for name, value in ends.items()}


@dataclass(frozen=True)
class Insights:
    """`rates` are base rates, of which `rates[0]` is the owner's own; metrics are the account's, whole."""

    rates: list[Rate]
    metrics: AccountMetrics | None
    outlook: Outlook | None
    advice: Advice
    as_of: date

    @property
    def bought(self) -> bool:
        return self.metrics is not None and self.metrics.frequency > 0

    @property
    def reasons(self) -> dict[str, str]:
        run = self.metrics.model_run if self.metrics else None
        return run.reasons if run else {}


def insights_of(deal: Opportunity, *, user: User, as_of: date) -> Insights | None:
    """Gather what is known, of deals that `user` may see; None for a deal without an account."""
    if deal.account is None:
        return None
    found = AccountMetrics.objects.filter(account=deal.account).select_related("segment", "model_run").first()
    return Insights(
        rates=_rates(deal, user) if deal.is_open else [],
        metrics=found,
        outlook=outlook(deal.account.pk, as_of),
        advice=advise(deal.account, user=user),
        as_of=as_of,
    )


def _rates(deal: Opportunity, user: User) -> list[Rate]:
    own = _one(OWNER, {"owner": deal.owner_id}, user)
    everyone = _one(ALL, {}, user)
    stage = _one(STAGE, {"stage": deal.stage_id}, user)
    rates = [
        Rate(f"closed deals of {deal.owner} were won", own.get("won", 0), own.get("closed", 0)),
        Rate("closed deals that you see were won", int(everyone["won"]), int(everyone["closed"])),
        Rate(f"stays in {deal.stage} that ended went on or were won", stage.get("went_on", 0), stage.get("ended", 0)),
    ]
    return [rate for rate in rates if rate.of]


def _one(text: str, parameters: dict[str, Any], user: User) -> dict[str, Any]:
    rows = gold.query(text, parameters, user=user).as_dicts()
    return rows[0] if rows else {}
