"""The explorer: any column of any gold view, alone or with a second one. Everything it shows is in the address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from analytics import exploration, explorer_plots, gold
from analytics.dictionary import Column, GoldView, catalogue
from analytics.exploration import Boxes, Counts, Dates, Line, Numbers, Pair, Profile, Scatter
from analytics.explorer_choice import Choice, explorer_url, read, tidy
from analytics.views.parts import explores, render_part
from teams.requests import signed_in

STARTS = [
    ("How large are won deals?", "deal", "won_value", ""),
    ("How do deals end, by product?", "deal", "product", "stage_type"),
    ("How do sales cycles develop?", "deal", "close_date", "cycle_days"),
    ("How large are deals by sector?", "deal", "sector", "won_value"),
    ("Do frequent buyers spend more?", "account_360", "frequency", "monetary"),
    ("How far apart are agents' win rates?", "agent_performance", "win_rate", ""),
]


@explores
def explorer(request: HttpRequest) -> HttpResponse:
    if address := tidy(request.GET):
        return redirect(address)
    choice = read(request.GET, catalogue())
    starts = [(question, explorer_url(*names)) for question, *names in STARTS]
    parts = {f"{part}_url": choice.url(f"explorer_{part}") for part in ("overview", "column", "pair")}
    return render(request, "analytics/explorer.html", {"choice": choice, "starts": starts, **parts})


@explores
def overview(request: HttpRequest) -> HttpResponse:
    choice = read(request.GET, catalogue())
    if choice.view is None:
        return redirect(choice.url())
    try:
        rows, filled = exploration.filled(choice.view, user=signed_in(request))
    except gold.TookTooLong:
        # The columns can be opened one by one all the same.
        rows, filled = None, {}
    columns = [
        (column, (rows or 0) - filled.get(column.name, 0), explorer_url(choice.view.name, column.name))
        for column in choice.view.columns
    ]
    context = {"choice": choice, "rows": rows, "columns": columns}
    return render_part(request, "analytics/_explorer_overview.html", context)


@explores
def column(request: HttpRequest) -> HttpResponse:
    choice = read(request.GET, catalogue())
    if choice.view is None or choice.x is None:
        return redirect(choice.url())
    profile = exploration.profile(choice.view, choice.x, user=signed_in(request))
    drawn = _drawn(choice.view, choice.x, profile)
    return render_part(
        request, "analytics/_explorer_column.html", {"choice": choice, "column": choice.x, "found": profile, **drawn}
    )


@explores
def pair(request: HttpRequest) -> HttpResponse:
    choice = read(request.GET, catalogue())
    if choice.view is None or choice.x is None or choice.y is None:
        return redirect(choice.url())
    found = exploration.pair(choice.view, choice.x, choice.y, user=signed_in(request))
    drawn = _drawn_pair(choice, found) if found.filled else {}
    return render_part(request, "analytics/_explorer_pair.html", {"choice": choice, "found": found, **drawn})


def _drawn(view: GoldView, x: Column, profile: Profile) -> dict[str, Any]:
    """The chart of a column and its table; no chart where there is nothing to compare."""
    if isinstance(profile, Numbers):
        bins = [(explorer_plots.bin_name(each, x, whole=profile.whole), each.n) for each in profile.bins]
        spec = explorer_plots.histogram(profile, x) if profile.different > 1 else None
        return {"kind": "number", "spec": spec, "table": bins}
    if isinstance(profile, Dates):
        named = explorer_plots.periods(profile)
        return {"kind": "date", "spec": explorer_plots.period_bars(named) if named else None, "table": named}
    once = profile.different == profile.filled > exploration.TOP_VALUES
    spec = explorer_plots.value_bars(profile) if profile.top and not once else None
    return {"kind": "value", "spec": spec, "table": profile.top, "once": once}


def _drawn_pair(choice: Choice, found: Pair) -> dict[str, Any]:
    x, y = choice.x, choice.y
    assert x is not None and y is not None  # noqa: S101, PT018 - tells the type checker
    number, other = (x, y) if x.kind == "number" else (y, x)
    if isinstance(found, Scatter):
        return {"kind": "scatter", "spec": explorer_plots.scatter(found, x, y)}
    if isinstance(found, Boxes):
        table = [(explorer_plots.box_name(box), box) for box in found.boxes]
        spec = explorer_plots.boxes(found, number)
        return {"kind": "boxes", "spec": spec, "table": table, "number": number, "other": other}
    if isinstance(found, Counts):
        return {"kind": "matrix", "matrix": explorer_plots.matrix(found, x, y)}
    assert isinstance(found, Line)  # noqa: S101 - tells the type checker
    return {"kind": "line", "spec": explorer_plots.line(found, number), "number": number, "other": other}
