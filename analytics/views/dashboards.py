"""The dashboards: a shell at once, then one request for the figures and for each chart."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from analytics.account_filter import short_address
from analytics.dashboards import DASHBOARDS, dashboard_of
from analytics.dashboards.files import as_file
from analytics.dashboards.parts import Chart, Dashboard
from analytics.dashboards.scope import Scope
from teams.downloads import export_page, file_response
from teams.requests import signed_in


@require_GET
def dashboard(request: HttpRequest, page: str) -> HttpResponse:
    board = _board(page)
    if short := short_address(request):
        return redirect(short)
    scope = Scope(request.GET, user=signed_in(request))
    context = {"board": board, "boards": DASHBOARDS, "scope": scope, "query": scope.query()}
    return render(request, board.template, context)


@require_GET
@vary_on_headers("HX-Request")
def dashboard_figures(request: HttpRequest, page: str) -> HttpResponse:
    board = _board(page)
    if board.figures is None:
        raise Http404(f"{board.title} has no headline figures.")
    scope = Scope(request.GET, user=signed_in(request))
    context = {"board": board, "boards": DASHBOARDS, "scope": scope, "stats": board.figures(scope)}
    return render(request, _template(request, "figures"), context)


@require_GET
@vary_on_headers("HX-Request")
def dashboard_chart(request: HttpRequest, page: str, chart: str) -> HttpResponse:
    board = _board(page)
    found = _chart(board, chart)
    scope = Scope(request.GET, user=signed_in(request))
    table = found.table(scope)
    spec = found.plot(table) if found.plot and table.rows else None
    context = {"board": board, "boards": DASHBOARDS, "scope": scope, "chart": found, "table": table, "spec": spec}
    return render(request, _template(request, "chart"), context)


@export_page
def chart_export(request: HttpRequest, page: str, chart: str, extension: str) -> FileResponse:
    """What the table under a chart shows, as a file."""
    scope = Scope(request.GET, user=signed_in(request))
    table = _chart(_board(page), chart).table(scope)
    return file_response(request, as_file(table), extension, as_of=scope.as_of)


def _chart(board: Dashboard, key: str) -> Chart:
    chart = board.chart(key)
    if chart is None:
        raise Http404(f"{board.title} has no chart {key}.")
    return chart


def _board(key: str) -> Dashboard:
    board = dashboard_of(key)
    if board is None:
        raise Http404(f"There is no dashboard {key}.")
    return board


def _template(request: HttpRequest, part: str) -> str:
    """The fragment for htmx; opened by itself, the same on a page."""
    return f"analytics/dashboards/{'_' if request.htmx else 'one_'}{part}.html"  # type: ignore[attr-defined]
