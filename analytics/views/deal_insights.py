"""What the figures say beside a deal, loaded after the deal's page."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from analytics.deal_insights import insights_of
from analytics.views.parts import render_part
from pipeline.models import ReportingDay
from pipeline.views.access import may_edit, readable_deal
from teams.requests import signed_in


@require_GET
@vary_on_headers("HX-Request")
def deal_insights(request: HttpRequest, code: str) -> HttpResponse:
    deal, user, day = readable_deal(request, code), signed_in(request), ReportingDay.current()
    context = {
        "deal": deal,
        "insights": insights_of(deal, user=user, as_of=day.day),
        "may_edit": may_edit(user, deal),
        "tomorrow": day.entry_day + timedelta(days=1),
        "title": f"{deal}: insights",
    }
    return render_part(request, "analytics/_deal_insights.html", context)
