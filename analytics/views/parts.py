"""Parts of a page that load by themselves: a fragment for htmx, a page of its own for everybody else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from analytics import gold
from analytics.explorer_choice import UnknownName

View = Callable[..., HttpResponse]


def render_part(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, template, context)
    return render(request, "analytics/part_page.html", {**context, "part": template})


def explores(view: View) -> View:
    """Answer a name that does not exist with those that do, and a query that takes too long with a sentence."""

    @require_GET
    @vary_on_headers("HX-Request")
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except UnknownName as unknown:
            return render(request, "analytics/unknown_name.html", {"unknown": unknown}, status=404)
        except gold.TookTooLong:
            return render_part(request, "analytics/_took_too_long.html", {"address": request.get_full_path()})

    return answer
