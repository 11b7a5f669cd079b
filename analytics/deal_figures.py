"""Sums over deals, as of the reporting day. They obey the viewer: pass only deals that the viewer may see."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import TruncMonth

from analytics.core.proportions import Interval, wilson
from pipeline.models import OpportunityQuerySet, Stage


@dataclass(frozen=True)
class Outcome:
    """How deals ended; revenue in dollars, the rate over won and lost."""

    won: int
    lost: int
    revenue: Decimal
    open: int
    open_value: Decimal

    @property
    def closed(self) -> int:
        return self.won + self.lost

    @property
    def win_rate(self) -> Interval | None:
        return wilson(self.won, self.closed)

    @property
    def average(self) -> Decimal | None:
        return self.revenue / self.won if self.won else None


@dataclass(frozen=True)
class MonthOfWins:
    first_day: date
    won: int
    revenue: Decimal


@dataclass(frozen=True)
class ProductBought:
    name: str
    won: int
    revenue: Decimal
    last_won_on: date


def outcome(deals: OpportunityQuerySet, as_of: date) -> Outcome:
    closed = Q(close_date__lte=as_of)
    won, lost, still_open = (Q(stage_type=kind) for kind in (Stage.Type.WON, Stage.Type.LOST, Stage.Type.OPEN))
    found = (
        deals.with_value()
        .order_by()
        .aggregate(
            won=Count("pk", filter=won & closed),
            lost=Count("pk", filter=lost & closed),
            revenue=Sum("close_value", filter=won & closed, default=Decimal(0)),
            open=Count("pk", filter=still_open),
            open_value=Sum("value", filter=still_open, default=Decimal(0)),
        )
    )
    return Outcome(**found)


def won_by_month(deals: OpportunityQuerySet, as_of: date, months: int) -> list[MonthOfWins]:
    """The last so many months, the reporting day's last; months without a win are there with 0."""
    firsts = _months_until(as_of, months)
    won = deals.won().filter(close_date__gte=firsts[0], close_date__lte=as_of)
    rows = won.order_by().annotate(month=TruncMonth("close_date")).values_list("month")
    found = {month: (n, revenue) for month, n, revenue in rows.annotate(n=Count("pk"), revenue=Sum("close_value"))}
    return [MonthOfWins(first, *found.get(first, (0, Decimal(0)))) for first in firsts]


def bought_products(deals: OpportunityQuerySet, as_of: date) -> list[ProductBought]:
    """What was bought, the largest revenue first."""
    won = deals.won().filter(close_date__lte=as_of).order_by().values_list("product__name")
    rows = won.annotate(n=Count("pk"), revenue=Sum("close_value"), last=Max("close_date"))
    return [ProductBought(*row) for row in rows.order_by("-revenue", "product__name")]


def _months_until(as_of: date, months: int) -> list[date]:
    last = as_of.year * 12 + as_of.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - months + 1, last + 1)]
