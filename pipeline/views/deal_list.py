from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from pipeline.deal_export import deal_table
from pipeline.deal_filters import DealFilter, chosen_order, headers, query_with
from pipeline.models import Opportunity, OpportunityQuerySet, ReportingDay, Stage
from teams.downloads import export_page, file_response
from teams.paging import page_by_key
from teams.requests import signed_in

COUNT_CAP = 10_000


@dataclass(frozen=True)
class Total:
    """How many deals the filters leave, and what was won and is open in them; past the cap all are unknown.

    What was won and what may be won are never added up: nobody could say what that sum is.
    """

    count: int
    won: Any
    open: Any

    @property
    def capped(self) -> bool:
        return self.count > COUNT_CAP

    @property
    def dollars_won(self) -> int:
        return round(self.won or 0)

    @property
    def dollars_open(self) -> int:
        return round(self.open or 0)


@require_safe
@vary_on_headers("HX-Request")
def deal_list(request: HttpRequest) -> HttpResponse:
    if "" in request.GET.values():
        # A filter form sends its empty fields too: show, and let people share, the short address.
        empty = {name: None for name, value in request.GET.items() if not value}
        return redirect(request.path + query_with(request.GET, **empty))
    template = "pipeline/deal_list.html"
    return render(request, f"{template}#deal-rows" if request.htmx else template, _shown(request))  # type: ignore[attr-defined]


def _shown(request: HttpRequest) -> dict[str, Any]:
    """Return what the list shows, in a number of queries that does not depend on the rows."""
    user, reporting_day = signed_in(request), ReportingDay.current()
    visible = Opportunity.objects.visible_to(user).with_value().with_close()
    filters = DealFilter(request.GET, user=user, as_of=reporting_day.day)
    rows, order = filters.apply(visible), chosen_order(request.GET)
    ordered = order.apply(rows.with_age(reporting_day.day).for_lists())
    page = page_by_key(ordered, request.GET, key=order.key, descending=order.descending)
    return {
        "filters": filters,
        "page": page,
        "headers": headers(request.GET, order),
        "total": total_of(rows),
        "blockers": [] if page.rows else filters.blockers(visible),
        "reporting_day": reporting_day,
        "as_of": reporting_day.day,
        **_switches(request, filters),
    }


@export_page
def deal_export(request: HttpRequest, extension: str) -> FileResponse:
    """All deals of the list, in its order; filters that make no sense are left out, as the list leaves them out."""
    user, as_of = signed_in(request), ReportingDay.current().day
    visible = Opportunity.objects.visible_to(user).with_value().with_close()
    rows, order = DealFilter(request.GET, user=user, as_of=as_of).apply(visible), chosen_order(request.GET)
    table = deal_table(order.apply(rows.with_age(as_of)), order, as_of=as_of)
    return file_response(request, table, extension, as_of=as_of)


def total_of(rows: OpportunityQuerySet) -> Total:
    found = rows.order_by()[: COUNT_CAP + 1].aggregate(
        count=Count("pk"),
        won=Sum("value", filter=Q(stage_type=Stage.Type.WON)),
        open=Sum("value", filter=Q(stage_type=Stage.Type.OPEN)),
    )
    return Total(**found)


def _switches(request: HttpRequest, filters: DealFilter) -> dict[str, Any]:
    """Return the tabs and the one-click filters, each with the query string that it leads to."""
    chosen = filters.in_force()
    kinds = [("", "All"), *((kind.value, kind.label) for kind in Stage.Type)]
    tabs = [
        (label, query_with(request.GET, type=kind or None), chosen.get("type", "") == kind) for kind, label in kinds
    ]
    mine, stale = chosen.get("owner") == "me", "stale" in chosen
    return {
        "tabs": tabs,
        "mine": (mine, query_with(request.GET, owner=None if mine else "me")),
        "stale": (stale, query_with(request.GET, stale=None if stale else "on")),
    }
