"""The accounts to turn to next: they have not bought for long, and bought most before. What to do, and why."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Sum

from accounts.models import Account
from analytics.account_filter import with_order_keys
from analytics.models import AccountMetrics
from analytics.recommendations import Recommendation, advise
from analytics.today import Reach
from pipeline.models import Opportunity

QUIET_DAYS = 30
SHOWN = 5
ADVISED = 3  # what to offer takes several questions to the warehouse each
RULE = (
    f"Accounts that have not bought for more than {QUIET_DAYS} days, those that bought most first; "
    f"for the first {ADVISED}, what to offer: products that they used to buy, then what their peers buy."
)


@dataclass(frozen=True)
class Action:
    account: Account
    metrics: AccountMetrics
    offer: Recommendation | None
    open_deals: int
    open_value: Decimal | None

    @property
    def usual_gap(self) -> int | None:
        """Days between two purchases on average, where there were two."""
        metrics = self.metrics
        first: date | None = metrics.first_won_on
        if metrics.purchase_days < 2 or first is None or metrics.last_won_on is None:
            return None
        return round((metrics.last_won_on - first).days / (metrics.purchase_days - 1))


def next_actions(reach: Reach) -> list[Action]:
    quiet = with_order_keys(reach.accounts(quiet=str(QUIET_DAYS))).select_related("metrics__segment")
    accounts = list(quiet.order_by(F("won_value").desc(), "-pk")[:SHOWN])
    open_deals = _open_deals(accounts, reach)
    return [
        Action(
            account,
            account.metrics,
            advise(account, user=reach.user).best if place < ADVISED else None,
            *open_deals.get(account.pk, (0, None)),
        )
        for place, account in enumerate(accounts)
    ]


def _open_deals(accounts: list[Account], reach: Reach) -> dict[int, tuple[int, Decimal]]:
    deals = Opportunity.objects.visible_to(reach.user).open().with_value().filter(account__in=accounts).order_by()
    sums = deals.values("account").annotate(deals=Count("pk"), worth=Sum("value"))
    return {row["account"]: (row["deals"], row["worth"]) for row in sums}
