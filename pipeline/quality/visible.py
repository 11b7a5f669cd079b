"""Which of the rows that fail a rule somebody may see: the rule of the record's own pages."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Account
from pipeline.models import Opportunity
from pipeline.quality.rule import Table
from teams import visibility
from teams.models import User


def visible_rows(rows: QuerySet[Any], table: Table, user: User) -> QuerySet[Any]:
    return rows.filter(_CONDITIONS[table](user))


def _activities(user: User) -> Q:
    on_deals = Q(opportunity__in=Opportunity.objects.visible_to(user).values("pk"))
    return on_deals | Q(opportunity=None, author__in=visibility.visible_owners(user).values("pk"))


def _tasks(user: User) -> Q:
    on_deals = Q(opportunity__in=Opportunity.objects.visible_to(user).values("pk"))
    return on_deals | Q(opportunity=None, owner__in=visibility.visible_owners(user).values("pk"))


def _everything(user: User) -> Q:
    """A row of a file belongs to nobody: it is for those who see everything."""
    return Q() if user.is_active and visibility.sees_everything(user) else Q(pk__in=[])


_CONDITIONS: dict[Table, Callable[[User], Q]] = {
    Table.DEALS: visibility.deal_is_visible,
    Table.ACCOUNTS: visibility.account_is_visible,
    Table.CONTACTS: lambda user: Q(account__in=Account.objects.visible_to(user).values("pk")),
    Table.PRODUCTS: lambda user: Q(),
    Table.ACTIVITIES: _activities,
    Table.TASKS: _tasks,
    Table.IMPORTED: _everything,
}
