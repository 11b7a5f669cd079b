"""Accounts as a table, sorted and paged: on their own list, on the page of a segment and on that of an audience."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import QueryDict

from accounts.models import Account, AccountQuerySet
from analytics.account_filter import KEYS, AccountFilter, with_order_keys
from pipeline.deal_filters import query_with
from pipeline.models import Opportunity
from teams.models import User
from teams.paging import page_by_key

COUNTED = 10_000


@dataclass(frozen=True)
class Column:
    """A heading, its name in `?sort` if the list can be sorted by it, and its classes."""

    heading: str
    sort: str = ""
    css: str = ""


COLUMNS = [
    Column("Account", "name"),
    Column("Sector", css="wide-only"),
    Column("Office location", css="wide-only"),
    Column("Segment"),
    Column("Won value", "monetary", "num"),
    Column("Wins", "frequency", "num"),
    Column("Last won", css="num"),
    Column("CLTV", "cltv", "num"),
    Column("Open deals", css="num"),
]


@dataclass(frozen=True)
class Heading:
    """A column as it is shown: where a click leads, and how the list is sorted by it now."""

    heading: str
    css: str
    url: str
    direction: str


def account_table(filters: AccountFilter, accounts: AccountQuerySet, address: QueryDict) -> dict[str, Any]:
    """What templates/analytics/_account_table.html shows of the accounts, in the order of the filters.

    `address` is the page's own query string: links to other orders and pages keep it.
    """
    order = filters.order
    rows = with_order_keys(accounts).select_related("metrics__segment")
    page = page_by_key(rows, address, key=order.key, descending=order.descending)
    open_deals = _open_deals(page.rows, filters.user)
    return {
        "rows": [(account, open_deals.get(account.pk, 0)) for account in page.rows],
        "columns": [_heading(column, filters, address) for column in COLUMNS],
        "pager": {"previous": page.previous, "next": page.next, "summary": f"{len(page.rows)} shown"},
    }


def count(accounts: AccountQuerySet) -> str:
    """How many accounts there are, without counting for ever."""
    found = accounts.order_by()[: COUNTED + 1].count()
    if found > COUNTED:
        return f"{COUNTED:,}+ accounts"
    return f"{found:,} account" if found == 1 else f"{found:,} accounts"


def _open_deals(accounts: Sequence[Account], user: User) -> dict[int, int]:
    """How many open deals of each account the user may see."""
    deals = Opportunity.objects.visible_to(user).open()
    counted = deals.filter(account__in=[account.pk for account in accounts]).values("account").annotate(n=Count("pk"))
    return dict(counted.order_by().values_list("account", "n"))


def _heading(column: Column, filters: AccountFilter, address: QueryDict) -> Heading:
    order = filters.order
    if not column.sort:
        return Heading(column.heading, column.css, "", "")
    sorted_by = KEYS[column.sort] == order.key
    # A first click shows the largest figures, or the first names; a second one turns the order round.
    descending = not order.descending if sorted_by else column.css == "num"
    direction = ("descending" if order.descending else "ascending") if sorted_by else ""
    url = query_with(address, sort=f"-{column.sort}" if descending else column.sort)
    return Heading(column.heading, column.css, url, direction)
