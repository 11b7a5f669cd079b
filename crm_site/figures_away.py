"""What a page says while the warehouse makes way for a migration."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from analytics.gold import BeingRebuilt

GetResponse = Callable[[HttpRequest], HttpResponse]


class FiguresAway:
    """Answer 503 with a calm page; a fragment is a small state in its place that asks again by itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, BeingRebuilt):
            return None
        template = "_figures_away.html" if request.htmx else "503.html"  # type: ignore[attr-defined]
        response = render(request, template, {"seconds": exception.wait}, status=exception.status_code)
        response["Retry-After"] = str(exception.wait)
        if request.htmx:  # type: ignore[attr-defined]
            response["HX-Reswap"] = "innerHTML"
        return response
