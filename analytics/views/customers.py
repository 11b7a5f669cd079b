"""The dashboard of customers: who they are, what they bought, what to do about them."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from analytics.account_filter import AccountFilter, short_address
from analytics.charts import lifetime_value_spec
from analytics.customers import FILTERS, Customers
from analytics.customers import customers as figures_of
from analytics.model_words import how_computed
from analytics.models import ModelRun
from teams.requests import signed_in


@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    if short := short_address(request):
        return redirect(short)
    filters, figures = _read(request)
    query = _query(filters)
    context = {
        "figures": figures,
        "filters": filters,
        "query": query,
        "chips": filters.chips(*FILTERS),
        "fields": filters.bound_fields(*FILTERS),
        "grid": [[(cell, _accounts(query, r=cell.r, f=cell.f)) for cell in row] for row in figures.grid],
        "lines": [(line, _accounts(query, segment=line.segment.key)) for line in figures.lines],
        "all_url": _accounts(query, bought="yes"),
        "without_url": _accounts(query, bought="no"),
        "chart_url": f"{reverse('analytics:customers_lifetime_value')}?{query.urlencode()}",
        "how": how_computed(ModelRun.objects.of_customers().champion()),
    }
    return render(request, "analytics/customers.html", context)


@require_GET
def lifetime_value_chart(request: HttpRequest) -> HttpResponse:
    filters, figures = _read(request)
    query = _query(filters)
    bars = [
        (line.segment.name, line.figures.lifetime_value, _accounts(query, segment=line.segment.key))
        for line in figures.lines
    ]
    context = {"bars": bars, "total": figures.total, "spec": lifetime_value_spec(bars)}
    return render(request, "analytics/_lifetime_value_chart.html", context)


def _read(request: HttpRequest) -> tuple[AccountFilter, Customers]:
    filters = AccountFilter(request.GET, user=signed_in(request), form_id="customers-filter")
    return filters, figures_of(filters.user, filters.in_force)


def _query(filters: AccountFilter) -> QueryDict:
    """The filters of the dashboard, so that every list behind a figure is filtered alike."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in filters.in_force.items() if name in FILTERS})
    return query


def _accounts(query: QueryDict, **more: Any) -> str:
    """The address of the list of exactly the accounts that a figure counts."""
    address = query.copy()
    address.update({name: str(value) for name, value in more.items()})
    return f"{reverse('analytics:account_list')}?{address.urlencode()}"
