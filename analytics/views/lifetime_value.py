"""The page of lifetime value: spread, accounts with intervals, and how the models were tested."""

from datetime import date
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from analytics import model_verdict, run_words
from analytics.account_filter import short_address, with_order_keys
from analytics.dashboards.files import as_file
from analytics.dashboards.parts import Table
from analytics.lifetime_value import LEVELS, champion, ranges
from analytics.lifetime_value_board import (
    CHARTS,
    FILTERS,
    IN_FILES,
    AccountScope,
    file_of_accounts,
    of_accounts,
    totals,
)
from pipeline.deal_filters import query_with
from pipeline.models import ReportingDay
from teams.downloads import export_page, file_response
from teams.paging import page_by_key
from teams.requests import signed_in

PAGE = "analytics/lifetime_value.html"
ROWS = 25
ACCOUNTS = "accounts"


@require_GET
@vary_on_headers("HX-Request")
def lifetime_value(request: HttpRequest) -> HttpResponse:
    if short := short_address(request):
        return redirect(short)
    scope = AccountScope(request.GET, user=signed_in(request))
    run = champion()
    context = _accounts(request, scope) | {"p_alive_shown": run is not None and run.parameters["p_alive_shown"]}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, f"{PAGE}#lifetime-value-accounts", context)
    context |= {
        "totals": totals(scope),
        "chips": scope.filters.chips(*FILTERS),
        "fields": scope.filters.bound_fields(*FILTERS),
        "levels": [(level, query_with(request.GET, level=str(level), after=None, before=None)) for level in LEVELS],
        "cards": {key.replace("-", "_"): _card(table(scope)) for key, table in CHARTS.items()},
        "run": run,
    }
    if run is not None:
        holdout = run.metrics.get("holdout")
        context |= {
            "holdout": holdout,
            "calibrated_until": date.fromisoformat(holdout["calibrated_until"]) if holdout else None,
            "gates": run_words.gate_lines(run),
            "tested": model_verdict.tested(run),
            "verdict": model_verdict.verdict(run),
            "hidden": model_verdict.hidden(run),
        }
    return render(request, PAGE, context)


@export_page
def lifetime_value_export(request: HttpRequest, table: str, extension: str) -> FileResponse:
    """The accounts with their intervals, or what the table under a chart shows."""
    scope = AccountScope(request.GET, user=signed_in(request))
    if table != ACCOUNTS and table not in CHARTS:
        raise Http404(f"There is no table {table}.")
    file = file_of_accounts(scope) if table == ACCOUNTS else as_file(CHARTS[table](scope))
    return file_response(request, file, extension, as_of=ReportingDay.current().day)


def _card(table: Table) -> dict[str, Any]:
    """What the template of a chart wants."""
    chart = table.chart
    return {"chart": chart, "table": table, "spec": chart.plot(table) if chart.plot and table.rows else None}


def _accounts(request: HttpRequest, scope: AccountScope) -> dict[str, Any]:
    """A page of the table of accounts, by lifetime value."""
    rows = scope.filters.apply(scope.filters.accounts, *FILTERS).filter(metrics__frequency__gt=0)
    page = page_by_key(
        with_order_keys(rows).select_related("metrics__segment"), request.GET, key="lifetime_value",
        descending=True, size=ROWS,
    )  # fmt: skip
    keys = [account.pk for account in page.rows]
    figures, ends = of_accounts(keys, scope), ranges(keys, scope.level)
    return {
        "scope": scope,
        "rows": [(account, figures.get(account.pk), ends.get(account.pk)) for account in page.rows],
        "pager": {"previous": page.previous, "next": page.next, "summary": f"{len(page.rows)} shown"},
        "in_files": IN_FILES,
        "query": scope.kept(),
    }
