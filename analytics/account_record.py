"""All that the page of one account says, gathered for one viewer as of the reporting day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery, Sum

from accounts.models import Account, Contact
from analytics import deal_figures
from analytics.lifetime_value import Outlook, by_month, outlook
from analytics.models import AccountMetrics, AccountMonth, Median, Segment
from pipeline.models import Activity, DealContact, Opportunity, OpportunityQuerySet
from teams import visibility
from teams.models import User

MONTHS = 12
NEWEST_DEALS = 10
NEWEST_ACTIVITIES = 10


@dataclass(frozen=True)
class Standing:
    """Where the account is among the accounts that the viewer sees and that have bought."""

    rank: int
    of: int
    share: Decimal | None
    median_lifetime_value: float | None
    average: Decimal | None


@dataclass(frozen=True)
class Group:
    """Parent, its subsidiaries and the account's own: those that the viewer sees."""

    head: int
    parent: Account | None
    others: list[Account]
    revenue: Decimal
    wins: int
    open_value: Decimal


@dataclass(frozen=True)
class Record:
    account: Account
    metrics: AccountMetrics | None
    as_of: date
    everything: bool
    standing: Standing
    outcome: deal_figures.Outcome
    months: list[deal_figures.MonthOfWins]
    products: list[deal_figures.ProductBought]
    deals: list[Opportunity]
    contacts: list[Contact]
    activities: list[Activity]
    group: Group
    outlook: Outlook | None
    past: list[AccountMonth]

    @property
    def bought(self) -> bool:
        return self.metrics is not None and self.metrics.frequency > 0

    @property
    def segment(self) -> Segment | None:
        return self.metrics.segment if self.metrics else None

    @property
    def average_purchase(self) -> Decimal | None:
        return self.metrics.monetary / self.metrics.frequency if self.metrics and self.metrics.frequency else None

    @property
    def reasons(self) -> dict[str, str]:
        """Why the model's figures are shown or hidden, in sentences; empty before the first fit."""
        run = self.metrics.model_run if self.metrics else None
        return run.reasons if run else {}


def stamp(pk: int, *, user: User) -> str | None:
    """Return what changes when the figures of the account do, in one query; None if the user may not see it."""
    deals = _deals(user).filter(account=OuterRef("pk")).order_by().values("account")
    accounts = Account.objects.visible_to(user).filter(pk=pk)
    row = accounts.values_list(
        "metrics__computed_at",
        Subquery(deals.annotate(n=Count("pk")).values("n")),
        Subquery(deals.annotate(n=Sum("version")).values("n")),
    ).first()
    if row is None:
        return None
    computed_at, count, versions = row
    return f"{computed_at.timestamp() if computed_at else 0:.6f}-{count or 0}-{versions or 0}"


def gather(account: Account, *, user: User, as_of: date) -> Record:
    """Read everything in a fixed number of queries. Metrics are whole; deals, and sums over them, are the viewer's."""
    metrics = AccountMetrics.objects.filter(account=account).select_related("segment", "model_run").first()
    deals = _deals(user).filter(account=account)
    return Record(
        account=account,
        metrics=metrics,
        as_of=as_of,
        everything=visibility.sees_everything(user),
        standing=_standing(metrics, user),
        outcome=deal_figures.outcome(deals, as_of),
        months=deal_figures.won_by_month(deals, as_of, MONTHS),
        products=deal_figures.bought_products(deals, as_of),
        deals=list(deals.for_lists().with_value().order_by("-pk")[:NEWEST_DEALS]),
        contacts=_contacts(account, deals),
        activities=_activities(account, user),
        group=_group(account, user),
        outlook=outlook(account.pk, as_of),
        past=by_month(account.pk, as_of, MONTHS),
    )


def _deals(user: User) -> OpportunityQuerySet:
    deals: OpportunityQuerySet = Opportunity.objects.visible_to(user)
    return deals


def _standing(metrics: AccountMetrics | None, user: User) -> Standing:
    own = metrics.monetary if metrics else Decimal(0)
    buyers: Any = AccountMetrics.objects.visible_to(user).buyers()
    found = buyers.aggregate(
        of=Count("pk"),
        before=Count("pk", filter=Q(monetary__gt=own)),
        revenue=Sum("monetary", default=Decimal(0)),
        wins=Sum("frequency", default=0),
        median=Median("cltv"),
    )
    return Standing(
        rank=found["before"] + 1,
        of=found["of"],
        share=own / found["revenue"] if found["revenue"] else None,
        median_lifetime_value=found["median"],
        average=found["revenue"] / found["wins"] if found["wins"] else None,
    )


def _contacts(account: Account, deals: OpportunityQuerySet) -> list[Contact]:
    """The account's people, each with `parts`: the roles in deals that the viewer may see."""
    seen = DealContact.objects.filter(opportunity__in=deals.order_by().values("pk"))
    parts = seen.select_related("opportunity__product", "opportunity__account").order_by("-opportunity")
    return list(account.contacts.prefetch_related(Prefetch("deals", parts, to_attr="parts")))


def _activities(account: Account, user: User) -> list[Activity]:
    """What happened with the account; of its deals only what the viewer may see."""
    about_account = Q(opportunity=None, account=account)
    about_deals = Q(opportunity__in=_deals(user).filter(account=account).order_by().values("pk"))
    found = Activity.objects.filter(about_account | about_deals).select_related(
        "author", "opportunity__product", "opportunity__account"
    )
    return list(found.order_by("-happened_at", "-pk")[:NEWEST_ACTIVITIES])


def _group(account: Account, user: User) -> Group:
    visible = Account.objects.visible_to(user).group_of(account)
    members = list(visible.select_related("metrics").order_by(F("metrics__monetary").desc(nulls_last=True), "name"))
    parent = next((member for member in members if member.pk == account.parent_id), None)
    known = [member.metrics for member in members if hasattr(member, "metrics")]
    still_open = _deals(user).open().filter(account__in=[member.pk for member in members]).with_value()
    return Group(
        head=account.parent_id or account.pk,
        parent=parent,
        others=[member for member in members if member.pk not in {account.pk, account.parent_id}],
        revenue=sum((metrics.monetary for metrics in known), Decimal(0)),
        wins=sum(metrics.frequency for metrics in known),
        open_value=still_open.order_by().aggregate(sum=Sum("value", default=Decimal(0)))["sum"],
    )
