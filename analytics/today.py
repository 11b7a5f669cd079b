"""What somebody should know today: their number, deals that need them, accounts that changed. Each block has the list
behind it, and counts what that list shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Sum
from django.http import QueryDict
from django.urls import reverse

from accounts.models import AccountQuerySet
from analytics import gold
from analytics.account_filter import AccountFilter, Choices
from analytics.models import AccountMonth
from pipeline.activity_models import TaskQuerySet
from pipeline.models import Opportunity, OpportunityQuerySet, ReportingDay, Task
from pipeline.task_filters import ALL
from pipeline.task_lines import TaskLine, lines_of
from teams import visibility
from teams.models import Quota, Role, User
from teams.quota_models import quarter_end, quarter_of

SHOWN = 6
COUNTED = 10_000
CLOSED = """
    select coalesce(sum(revenue) filter (where month >= %(quarter)s), 0) as revenue,
        coalesce(sum(won) filter (where month >= %(quarter)s), 0)::bigint as won,
        coalesce(sum(won), 0)::bigint as won_this_year, coalesce(sum(closed), 0)::bigint as closed_this_year
    from gold.sales_month where month >= %(year)s and {whose}"""
WEEKS = """
    select date_trunc('week', close_date::timestamp)::date as week, sum(won_value) as revenue
    from gold.closed_deal
    where is_won and close_date >= %(quarter)s and {whose}
    group by week order by week"""


@dataclass(frozen=True)
class Reach:
    """Whose day it is: one's own (`mine`), or that of all whose deals one sees."""

    user: User
    mine: bool

    @cached_property
    def reporting_day(self) -> ReportingDay:
        return ReportingDay.current()

    @property
    def as_of(self) -> date:
        return self.reporting_day.day

    @property
    def entry_day(self) -> date:
        return self.reporting_day.entry_day

    @property
    def may_choose(self) -> bool:
        """Whether there is more to see than one's own, and something of one's own."""
        return self.user.role in {Role.MANAGER, Role.DIRECTOR, Role.ADMIN}

    @property
    def sells(self) -> bool:
        return self.user.role != Role.ANALYST

    @property
    def words(self) -> str:
        """Whose: for a heading, before the thing."""
        if self.mine:
            return "My"
        return "The team’s" if self.user.role == Role.MANAGER else "All"

    @property
    def query(self) -> str:
        return "?whose=me" if self.mine and self.may_choose else ""

    @property
    def deals(self) -> OpportunityQuerySet:
        deals: OpportunityQuerySet = Opportunity.objects.visible_to(self.user)
        return deals.filter(owner=self.user) if self.mine else deals

    @property
    def tasks(self) -> TaskQuerySet:
        tasks: TaskQuerySet = Task.objects.all()
        return tasks.filter(owner=self.user) if self.mine else tasks.visible_to(self.user)

    def deal_list(self, **filters: Any) -> str:
        """The address of the list of exactly these deals."""
        return _address("pipeline:deal_list", filters | ({"owner": "me"} if self.mine else {}))

    def account_list(self, **filters: Any) -> str:
        return _address("analytics:account_list", filters | ({"seller": "me"} if self.mine else {}))

    def task_list(self, **filters: Any) -> str:
        return _address("pipeline:task_list", filters | ({} if self.mine else {"owner": ALL}))

    def accounts(self, **filters: str) -> AccountQuerySet:
        """The accounts that `account_list` shows."""
        query = QueryDict(mutable=True)
        query.update(filters | ({"seller": "me"} if self.mine else {}))
        # Filters with choices of their own are not among these: nothing has to be read to offer them.
        chosen = AccountFilter(query, user=self.user, choices=Choices([], [], [], []))
        return chosen.apply(chosen.accounts)

    def whose(self) -> str:
        """The condition on figures of gold; they show no more than the viewer sees anyway."""
        return "agent_id = %(agent)s" if self.mine else "true"


def _address(name: str, filters: dict[str, Any]) -> str:
    return reverse(name) + (f"?{urlencode(filters)}" if filters else "")


def counted(rows: Any) -> str:
    """How many, without counting for ever."""
    found = rows.order_by()[: COUNTED + 1].values("pk").count()
    return f"{COUNTED:,}+" if found > COUNTED else f"{found:,}"


@dataclass(frozen=True)
class Number:
    """What was closed in the quarter against what was to be; `quota` is None where nobody has one."""

    revenue: Decimal
    won: int
    won_this_year: int
    closed_this_year: int
    quota: Decimal | None
    people: int
    quarter: date
    as_of: date

    @property
    def share(self) -> Decimal | None:
        return self.revenue / self.quota if self.quota else None

    @property
    def bar(self) -> str:
        """The width of the bar that shows the share."""
        return f"{min(self.share or Decimal(0), Decimal(1)) * 100:.1f}%"

    @property
    def left(self) -> Decimal:
        return (self.quota or Decimal(0)) - self.revenue

    @property
    def above(self) -> Decimal:
        return -self.left

    @property
    def days_left(self) -> int:
        return (quarter_end(self.as_of) - self.as_of).days

    @property
    def name(self) -> str:
        return f"quarter {(self.quarter.month + 2) // 3}"

    @property
    def win_rate(self) -> Decimal | None:
        return Decimal(self.won_this_year) / self.closed_this_year if self.closed_this_year else None


def number(reach: Reach) -> Number:
    quarter = quarter_of(reach.as_of)
    values = {"quarter": quarter, "year": reach.as_of.replace(month=1, day=1), "agent": reach.user.pk}
    closed = gold.query(CLOSED.format(whose=reach.whose()), values, user=reach.user).as_dicts()[0]
    owners = User.objects.filter(pk=reach.user.pk) if reach.mine else visibility.visible_owners(reach.user)
    quotas = Quota.objects.of_quarter(reach.as_of).filter(user__in=owners)
    found = quotas.aggregate(quota=Sum("amount"), people=Count("pk"))
    return Number(**closed, **found, quarter=quarter, as_of=reach.as_of)


@dataclass(frozen=True)
class Open:
    """The open deals; beyond 10,000 neither their number nor their value is known."""

    count: int
    worth: Decimal | None
    unplanned: str

    @property
    def capped(self) -> bool:
        return self.count > COUNTED


def open_deals(reach: Reach) -> Open:
    rows = reach.deals.open().with_value().order_by()[: COUNTED + 1]
    found = rows.aggregate(count=Count("pk"), worth=Sum("value"))
    return Open(**found, unplanned=counted(reach.deals.without_next_step()))


def by_week(reach: Reach) -> list[tuple[date, Decimal]]:
    """Won revenue of each week of the quarter so far; weeks begin on Monday, the first with the quarter."""
    quarter = quarter_of(reach.as_of)
    found = gold.query(
        WEEKS.format(whose=reach.whose()), {"quarter": quarter, "agent": reach.user.pk}, user=reach.user
    ).as_dicts()
    revenue = {row["week"]: row["revenue"] for row in found}
    first = quarter - timedelta(days=quarter.weekday())
    weeks = [first + timedelta(days=7 * n) for n in range((reach.as_of - first).days // 7 + 1)]
    return [(max(week, quarter), revenue.get(week, Decimal(0))) for week in weeks]


@dataclass(frozen=True)
class DealLine:
    """A deal that needs somebody, and what is planned for it: the earliest open task."""

    deal: Opportunity
    planned: TaskLine | None


def stale_deals(reach: Reach) -> list[DealLine]:
    """The deals in which nothing has happened for longest."""
    stale = reach.deals.stale(reach.as_of).with_value().for_lists().order_by(F("quiet_since"), "pk")
    return _with_tasks(list(stale[:SHOWN]), reach)


def late_deals(reach: Reach) -> list[DealLine]:
    """Open deals whose expected close is past, the latest first."""
    late = reach.deals.open().filter(expected_close_date__lt=reach.as_of).with_value().for_lists()
    return _with_tasks(list(late.order_by("-expected_close_date", "-pk")[:SHOWN]), reach)


def _with_tasks(deals: list[Opportunity], reach: Reach) -> list[DealLine]:
    tasks = Task.objects.open().filter(opportunity__in=deals).select_related("owner").order_by("-due_on", "-pk")
    first = {task.opportunity_id: task for task in tasks}
    lines = {
        line.task.opportunity_id: line for line in lines_of([*first.values()], user=reach.user, day=reach.entry_day)
    }
    return [DealLine(deal, lines.get(deal.pk)) for deal in deals]


def moves(reach: Reach) -> Sequence[AccountMonth]:
    """Accounts whose segment changed since the last month's end, those that have bought most first."""
    moved = AccountMonth.objects.moved_in(reach.as_of).filter(account__in=reach.accounts(moved="yes").values("pk"))
    return list(moved.select_related("account", "segment", "segment_before").order_by("-monetary", "account")[:SHOWN])
