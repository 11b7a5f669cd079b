"""Forms that open in the drawer of whatever page one is on. Without JavaScript their links lead to the whole page."""

import json

from django.http import HttpRequest, HttpResponse

DRAWER = "drawer"
IDS = "quick_%s"  # the page behind may show the same form: ids of fields must not be the same


def in_drawer(request: HttpRequest) -> bool:
    """Whether the answer goes into the drawer, or into a part of a form that is in it."""
    target = request.htmx.target or ""  # type: ignore[attr-defined]
    return target == DRAWER or target.startswith(IDS.removesuffix("%s"))


def ids_of(request: HttpRequest) -> str:
    """The ids of a form's fields, for the form's `auto_id`."""
    return IDS if in_drawer(request) else "id_%s"


def saved_in_drawer(answer: HttpResponse, text: str, *, link: str) -> HttpResponse:
    """Say what was saved with a link to it, and let lists behind the drawer ask again. An empty answer closes it."""
    answer["HX-Trigger"] = json.dumps({"toast": {"text": text, "link": link}, "saved": True})
    return answer
