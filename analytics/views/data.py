"""The data dictionary: every gold view with its columns, where they come from, how fresh they are, and some rows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from analytics import exploration, gold
from analytics.dictionary import GoldView, catalogue, matching
from analytics.explorer_choice import UnknownName, explorer_url
from analytics.freshness import freshness
from analytics.views.parts import explores, render_part
from teams.requests import signed_in
from teams.table_files import FORMATS


@explores
def data_list(request: HttpRequest) -> HttpResponse:
    views, words = catalogue(), request.GET.get("q", "").strip()
    context = {"found": matching(views, words), "total": len(views), "words": words}
    return render(request, "analytics/data_list.html", context)


@explores
def data_view(request: HttpRequest, name: str) -> HttpResponse:
    view = _find(name)
    context = {
        "view": view,
        "columns": [(column, explorer_url(view.name, column.name)) for column in view.columns],
        "freshness": freshness(view),
        "exports": _exports(view),
        "explore_url": explorer_url(view.name),
    }
    return render(request, "analytics/data_view.html", context)


@explores
def data_rows(request: HttpRequest, name: str) -> HttpResponse:
    view, user = _find(name), signed_in(request)
    rows = exploration.example_rows(view, user=user)
    context = {
        "view": view,
        "count": exploration.row_count(view, user=user),
        "most": exploration.MANY_ROWS,
        "rows": [list(zip(row, view.columns, strict=True)) for row in rows],
    }
    return render_part(request, "analytics/_data_rows.html", context)


@explores
def data_count(request: HttpRequest, name: str) -> HttpResponse:
    """Answer only the number, for the list; whoever opens the address sees it with the rows themselves."""
    view = _find(name)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("analytics:data_rows", view.name)
    try:
        count = exploration.row_count(view, user=signed_in(request))
    except gold.TookTooLong:
        count = None
    return render(request, "analytics/_data_count.html", {"count": count, "most": exploration.MANY_ROWS})


def _find(name: str) -> GoldView:
    views = catalogue()
    found = next((view for view in views if view.name == name), None)
    if found is None:
        known = [(view.name, reverse("analytics:data_view", args=[view.name])) for view in views]
        raise UnknownName("view", name, known)
    return found


def _exports(view: GoldView) -> list[tuple[str, str]]:
    """The formats that the view can be exported in, with the address of each."""
    return [(each.label, reverse("analytics:view_export", args=[view.name, each.name])) for each in FORMATS.values()]
