"""What works on a developer's machine only: the start is refused where such values could meet the world.

Each value of `.env.example` that is a secret carries the mark, so that none has to be listed here.
"""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ImproperlyConfigured

MARK = "development-only"
LOCAL = {"localhost", "127.0.0.1", "[::1]"}


def refuse(secrets: Mapping[str, str], *, debug: bool, hosts: Iterable[str]) -> None:
    """Raise ImproperlyConfigured, with the variable's name, for values that everybody knows, and for DEBUG."""
    others = sorted(host for host in hosts if host not in LOCAL and not host.endswith(".localhost"))
    if debug and others:
        raise ImproperlyConfigured(
            f"DEBUG shows source code to whoever meets an error, and ALLOWED_HOSTS names {others[0]}: set DEBUG=false."
        )
    if not debug:
        for name, value in secrets.items():
            if MARK in value:
                raise ImproperlyConfigured(
                    f"{name} holds the value of .env.example, which everybody knows: set your own."
                )
