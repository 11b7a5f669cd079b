"""The list of accounts."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from analytics.account_export import account_table as exported
from analytics.account_filter import AccountFilter, short_address
from analytics.views.account_table import account_table, count
from pipeline.models import ReportingDay
from teams.downloads import export_page, file_response
from teams.requests import signed_in


@require_GET
@vary_on_headers("HX-Request")
def account_list(request: HttpRequest) -> HttpResponse:
    if short := short_address(request):
        return redirect(short)
    filters = AccountFilter(request.GET, user=signed_in(request))
    accounts = filters.apply(filters.accounts)
    context = {
        **account_table(filters, accounts, request.GET),
        "filters": filters,
        "account_search": filters["q"].value() or "",
        "count": count(accounts),
    }
    template = "analytics/account_list.html"
    return render(request, f"{template}#account-rows" if request.htmx else template, context)  # type: ignore[attr-defined]


@export_page
def account_export(request: HttpRequest, extension: str) -> FileResponse:
    table = exported(AccountFilter(request.GET, user=signed_in(request)))
    return file_response(request, table, extension, as_of=ReportingDay.current().day)
