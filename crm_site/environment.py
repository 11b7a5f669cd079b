"""Variables of the environment, read strictly: a value that cannot be meant stops the start and names its variable.

django-environ takes SECURE=maybe for false and any text for a URL, which is found out by a customer much later.
"""

import logging
import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

_BOOLEANS = {
    **dict.fromkeys(["true", "1", "yes", "on"], True),
    **dict.fromkeys(["false", "0", "no", "off"], False),
}
_RATE = re.compile(r"[1-9]\d*/(s|sec|second|m|min|minute|h|hour|d|day)")


class Environment(environ.Env):
    """An empty variable counts as one that is not set."""

    def boolean(self, name: str, *, default: bool) -> bool:
        text = self.str(name, default="").strip().lower()
        if text and text not in _BOOLEANS:
            raise ImproperlyConfigured(f"{name} must be true or false, not “{text}”.")
        return _BOOLEANS.get(text, default)

    def whole(self, name: str, *, default: int) -> int:
        """A whole number from 1."""
        text = self.str(name, default="").strip() or str(default)
        if not text.isdecimal() or int(text) < 1:
            raise ImproperlyConfigured(f"{name} must be a whole number from 1, not “{text}”.")
        return int(text)

    def address(self, name: str, *, schemes: tuple[str, ...]) -> str:
        """A URL with a host or a path, or nothing. The message leaves it out: it may hold a password."""
        text = self.str(name, default="").strip()
        parts = urlsplit(text)
        if text and (parts.scheme not in schemes or not (parts.netloc or parts.path.strip("/"))):
            raise ImproperlyConfigured(f"{name} must begin with {' or '.join(f'{s}://' for s in schemes)}.")
        return text

    def zone(self, name: str, *, default: str) -> str:
        text = self.str(name, default="").strip() or default
        try:
            ZoneInfo(text)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ImproperlyConfigured(f"{name} must be a time zone such as Europe/Berlin, not “{text}”.") from error
        return text

    def rate(self, name: str, *, default: str) -> str:
        text = self.str(name, default="").strip() or default
        if not _RATE.fullmatch(text):
            raise ImproperlyConfigured(f"{name} must be a rate such as {default}, not “{text}”.")
        return text

    def model_name(self, name: str, *, keys: dict[str, str]) -> str:
        """A language model as provider:model, or nothing. `keys` are the variables with the key, by provider."""
        text = self.str(name, default="").strip()
        provider, _, model = text.partition(":")
        if text and (provider not in keys or not model):
            raise ImproperlyConfigured(f"{name} must be {' or '.join(f'{p}:…' for p in keys)}, with a model.")
        if text and keys[provider] and not self.str(keys[provider], default=""):
            raise ImproperlyConfigured(f"Set {keys[provider]}: {name} names a model of {provider}.")
        return text

    def log_level(self, name: str, *, default: str) -> str:
        text = self.str(name, default="").strip().upper() or default
        if text not in logging.getLevelNamesMapping():
            raise ImproperlyConfigured(f"{name} must be a level such as INFO or WARNING, not “{text}”.")
        return text
