"""Nothing that a page shows stays in a cache."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

GetResponse = Callable[[HttpRequest], HttpResponse]


def keep_out_of_caches(get_response: GetResponse) -> GetResponse:
    """Forbid to store any answer that says nothing about it; static files never come this far.

    Else the back button shows deals after signing out, and a fragment where its page was.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware
