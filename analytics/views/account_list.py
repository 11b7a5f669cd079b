"""The list of accounts."""

from collections.abc import Sequence

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import Account
from analytics.account_filter import KEYS, AccountFilter, query_with, with_order_keys
from pipeline.models import Opportunity
from teams import visibility
from teams.models import User
from teams.paging import page_by_key
from teams.requests import signed_in

COUNTED = 10_000
COLUMNS = [
    # heading, name in ?sort, whether a first click shows the largest first
    ("Account", "name", False),
    ("Sector", "", False),
    ("Office location", "", False),
    ("Segment", "", False),
    ("Won value", "monetary", True),
    ("Wins", "frequency", True),
    ("Last won", "", True),
    ("CLTV", "cltv", True),
    ("Open deals", "", True),
]


@require_GET
def account_list(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    filters = AccountFilter(request.GET, user=user)
    order = filters.order
    rows = with_order_keys(filters.apply(filters.accounts))
    page = page_by_key(
        rows.select_related("metrics__segment"), request.GET, key=order.key, descending=order.descending
    )
    open_deals = _open_deals(page.rows, user)
    context = {
        "rows": [(account, open_deals.get(account.pk, 0)) for account in page.rows],
        "filters": filters,
        "columns": _columns(filters),
        "count": _count(filters),
        "pager": {"previous": page.previous, "next": page.next, "summary": f"{len(page.rows)} shown"},
        "may_create": visibility.may_create_accounts(user),
    }
    template = "analytics/account_list.html"
    return render(request, f"{template}#account-rows" if request.htmx else template, context)  # type: ignore[attr-defined]


def _open_deals(accounts: Sequence[Account], user: User) -> dict[int, int]:
    """How many open deals of each account the user may see."""
    deals = Opportunity.objects.visible_to(user).open()  # type: ignore[attr-defined]
    counted = deals.filter(account__in=[account.pk for account in accounts]).values("account").annotate(n=Count("pk"))
    return dict(counted.order_by().values_list("account", "n"))


def _count(filters: AccountFilter) -> str:
    """How many accounts match, without counting for ever."""
    found = filters.apply(filters.accounts).order_by()[: COUNTED + 1].count()
    if found > COUNTED:
        return f"{COUNTED:,}+ accounts"
    return f"{found:,} account" if found == 1 else f"{found:,} accounts"


def _columns(filters: AccountFilter) -> list[dict[str, str | bool]]:
    order = filters.order
    columns: list[dict[str, str | bool]] = []
    for heading, name, largest_first in COLUMNS:
        sorted_by = bool(name) and KEYS[name] == order.key
        descending = not order.descending if sorted_by else largest_first
        columns.append(
            {
                "heading": heading,
                "figure": heading in {"Won value", "Wins", "Last won", "CLTV", "Open deals"},
                "url": query_with(filters.params, sort=f"-{name}" if descending else name) if name else "",
                "direction": ("descending" if order.descending else "ascending") if sorted_by else "",
            }
        )
    return columns
