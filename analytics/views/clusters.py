"""The page of clusters: ways to group customers beside each other, and the accounts of one of them."""

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from analytics import cluster_plots, runs
from analytics.account_filter import short_address
from analytics.cluster_board import NO_CLUSTER, Board
from analytics.clusters import current_clusters
from analytics.models import RunRequest
from teams import visibility
from teams.paging import page_by_key
from teams.requests import signed_in


@require_GET
def clusters(request: HttpRequest) -> HttpResponse:
    if short := short_address(request):
        return redirect(short)
    user, run = signed_in(request), current_clusters()
    board = Board(run, user, request.GET.get("method", "")) if run else None
    if board and not board.known:
        raise Http404("No such method found clusters.")
    context: dict[str, Any] = {
        "board": board,
        **_under_way(),
        "may_compare": visibility.may_make_model_runs(user),
        "sees_everything": visibility.sees_everything(user),
    }
    if board and board.method:
        context |= _shown(request, board)
    return render(request, "analytics/clusters.html", context)


@require_GET
def clusters_progress(request: HttpRequest) -> HttpResponse:
    """What the page asks while a comparison is under way; when it is done, the page is read again."""
    under_way = _under_way()
    if under_way["under_way"]:
        return render(request, "analytics/_clusters_progress.html", under_way)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect("analytics:clusters")


@require_POST
def clusters_compare(request: HttpRequest) -> HttpResponse:
    runs.ask_for_clusters(by=signed_in(request))
    messages.success(request, "A comparison is asked for")
    return redirect("analytics:clusters")


def _under_way() -> dict[str, Any]:
    last = RunRequest.objects.filter(kind=RunRequest.Kind.CLUSTERS).first()
    failed = last is not None and last.state == RunRequest.State.FAILED
    return {"under_way": last if last and last.is_open else None, "failed": last if failed else None}


def _shown(request: HttpRequest, board: Board) -> dict[str, Any]:
    """The pictures and tables of the method that is shown."""
    groups = board.groups
    keys = {group.key for group in groups} | ({NO_CLUSTER} if board.method["noise"] else set())
    cluster = request.GET.get("cluster", "")
    if cluster and cluster not in keys:
        raise Http404("There is no such cluster.")
    rows = board.accounts().filter(**({"cluster": cluster} if cluster else {}))
    page = page_by_key(
        rows.select_related("account").annotate(won_value=F("monetary")),
        request.GET,
        key="won_value",
        descending=True,
        size=25,
    )
    places = {group.key: place for place, group in enumerate(groups)}
    points = _points(board)
    return {
        "groups": [(group, _address(board, group.key)) for group in groups],
        "noise_url": _address(board, NO_CLUSTER),
        "rows": [(row, board.name_of(row.cluster) if row.cluster in places else "") for row in page.rows],
        "cluster": cluster,
        "cluster_name": board.name_of(cluster) if cluster != NO_CLUSTER else "no cluster",
        "all_url": _address(board),
        "pager": {
            "previous": page.previous and f"{page.previous}#accounts",
            "next": page.next and f"{page.next}#accounts",
            "summary": f"{len(page.rows)} shown",
        },
        "points": len(points),
        "scatter": cluster_plots.scatter(points, [(group.key, group.name) for group in groups]),
        "silhouettes": cluster_plots.silhouettes(board.metrics),
    }


def _points(board: Board) -> list[cluster_plots.Point]:
    found = board.scored().values_list("account_id", "account__name", "frequency", "monetary", "cluster")
    return [
        cluster_plots.Point(name, wins, float(money), cluster, reverse("analytics:account_page", args=[account]))
        for account, name, wins, money, cluster in found.order_by("account_id")
    ]


def _address(board: Board, cluster: str = "") -> str:
    narrowed = f"&cluster={cluster}" if cluster else ""
    return f"{reverse('analytics:clusters')}?method={board.method['key']}{narrowed}#accounts"
