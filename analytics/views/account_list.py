"""The list of accounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.models import Account
from analytics.account_export import account_table
from analytics.account_filter import KEYS, AccountFilter, short_address, with_order_keys
from pipeline.deal_filters import query_with
from pipeline.models import Opportunity, ReportingDay
from teams.downloads import export_page, file_response
from teams.models import User
from teams.paging import page_by_key
from teams.requests import signed_in

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


@require_GET
@vary_on_headers("HX-Request")
def account_list(request: HttpRequest) -> HttpResponse:
    if short := short_address(request):
        return redirect(short)
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
        "account_search": filters["q"].value() or "",
        "columns": [_heading(column, filters) for column in COLUMNS],
        "count": _count(filters),
        "pager": {"previous": page.previous, "next": page.next, "summary": f"{len(page.rows)} shown"},
    }
    template = "analytics/account_list.html"
    return render(request, f"{template}#account-rows" if request.htmx else template, context)  # type: ignore[attr-defined]


@export_page
def account_export(request: HttpRequest, extension: str) -> FileResponse:
    table = account_table(AccountFilter(request.GET, user=signed_in(request)))
    return file_response(request, table, extension, as_of=ReportingDay.current().day)


def _open_deals(accounts: Sequence[Account], user: User) -> dict[int, int]:
    """How many open deals of each account the user may see."""
    deals = Opportunity.objects.visible_to(user).open()
    counted = deals.filter(account__in=[account.pk for account in accounts]).values("account").annotate(n=Count("pk"))
    return dict(counted.order_by().values_list("account", "n"))


def _count(filters: AccountFilter) -> str:
    """How many accounts match, without counting for ever."""
    found = filters.apply(filters.accounts).order_by()[: COUNTED + 1].count()
    if found > COUNTED:
        return f"{COUNTED:,}+ accounts"
    return f"{found:,} account" if found == 1 else f"{found:,} accounts"


def _heading(column: Column, filters: AccountFilter) -> Heading:
    order = filters.order
    if not column.sort:
        return Heading(column.heading, column.css, "", "")
    sorted_by = KEYS[column.sort] == order.key
    # A first click shows the largest figures, or the first names; a second one turns the order round.
    descending = not order.descending if sorted_by else column.css == "num"
    direction = ("descending" if order.descending else "ascending") if sorted_by else ""
    url = query_with(filters.params, sort=f"-{column.sort}" if descending else column.sort)
    return Heading(column.heading, column.css, url, direction)
