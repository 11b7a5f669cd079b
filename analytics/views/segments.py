"""The page of one segment, and the moves between all of them."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from analytics import cross_sell, segment_history
from analytics.account_filter import AccountFilter
from analytics.charts import bar_chart
from analytics.customers import customers
from analytics.models import Segment
from analytics.views.account_table import account_table
from analytics.views.parts import render_part
from pipeline.models import ReportingDay
from teams.requests import signed_in

IN_SEGMENT = "account_id in (select account_id from gold.account_360 where segment_key = %(segment)s)"


@require_GET
def segment(request: HttpRequest, key: str) -> HttpResponse:
    found, user = get_object_or_404(Segment, key=key), signed_in(request)
    figures = customers(user, {})
    place, line = next((place, line) for place, line in enumerate(figures.lines, start=1) if line.segment == found)
    query = _query(segment=found.key)
    params = query.copy()
    params["sort"] = request.GET.get("sort", "-monetary")
    filters = AccountFilter(params, user=user)
    context = {
        **account_table(filters, filters.apply(filters.accounts), request.GET),
        "segment": found,
        "place": place,
        "places": len(figures.lines),
        "line": line,
        "accounts_share": line.figures.accounts / figures.total.accounts if figures.total.accounts else None,
        "query": query,
        "list_url": f"{reverse('analytics:account_list')}?{query.urlencode()}",
        "criteria": query.items(),
        "history_url": reverse("analytics:segment_history", args=[key]),
        "products_url": reverse("analytics:segment_products", args=[key]),
    }
    return render(request, "analytics/segment.html", context)


@require_GET
@vary_on_headers("HX-Request")
def segment_history_part(request: HttpRequest, key: str) -> HttpResponse:
    found = get_object_or_404(Segment, key=key)
    course = segment_history.course(found, day=ReportingDay.current().day, user=signed_in(request))
    bars = [(f"{month['month']:%b}", month["accounts"]) for month in course.months]
    chart = bar_chart(bars, sign="") if any(accounts for _, accounts in bars) else None
    context = {"segment": found, "course": course, "chart": chart, "title": f"{found.name} by month"}
    return render_part(request, "analytics/_segment_history.html", context)


@require_GET
@vary_on_headers("HX-Request")
def segment_products(request: HttpRequest, key: str) -> HttpResponse:
    found = get_object_or_404(Segment, key=key)
    baskets = cross_sell.baskets(signed_in(request), whose=IN_SEGMENT, parameters={"segment": found.key})
    lines = [
        (reach, _accounts(segment=key, product=reach.product.pk), _accounts(segment=key, not_bought=reach.product.pk))
        for reach in reversed(cross_sell.reaches(baskets))
    ]
    context = {"segment": found, "lines": lines, "buyers": baskets.buyers, "title": f"{found.name}: products"}
    return render_part(request, "analytics/_segment_products.html", context)


@require_GET
@vary_on_headers("HX-Request")
def segment_migration(request: HttpRequest) -> HttpResponse:
    """The moves of the month that is asked for; by default the last one that ended."""
    day = ReportingDay.current().day
    months = segment_history.months_up_to(day)
    chosen = _month(request.GET.get("month", ""), months)
    context = {
        "flow": segment_history.flow(chosen, user=signed_in(request)),
        "month": chosen,
        "months": months,
        "title": "Moves between segments",
    }
    return render_part(request, "analytics/_segment_migration.html", context)


def _month(text: str, months: list[date]) -> date:
    return next((month for month in months if f"{month:%Y-%m}" == text), months[1])


def _query(**filters: Any) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in filters.items()})
    return query


def _accounts(**filters: Any) -> str:
    return f"{reverse('analytics:account_list')}?{_query(**filters).urlencode()}"
