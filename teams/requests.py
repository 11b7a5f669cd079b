"""Who asks, and where they want to go on."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from teams.models import User


def signed_in(request: HttpRequest) -> User:
    """Return the user of a request; the middleware lets nobody else through to a page."""
    assert isinstance(request.user, User)  # noqa: S101 - tells the type checker
    return request.user


def way_back(request: HttpRequest, default: str) -> str:
    """Return the page of ours that the form names as `next`, where the answer leads; else the default."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.isprintable() else default
