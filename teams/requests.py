"""Who asks."""

from django.http import HttpRequest

from teams.models import User


def signed_in(request: HttpRequest) -> User:
    """Return the user of a request; the middleware lets nobody else through to a page."""
    assert isinstance(request.user, User)  # noqa: S101 - tells the type checker
    return request.user
