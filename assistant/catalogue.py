"""The views that a question may read."""

from functools import lru_cache

from django.db import connection

from analytics import dictionary, warehouse
from analytics.dictionary import GoldView
from assistant.guard import Catalogue
from teams.models import User


def views() -> tuple[GoldView, ...]:
    """All gold views as they are built, remembered until they are built again."""
    build = warehouse.number_of_build()
    return _views(connection.settings_dict["NAME"], build) if build else ()


def readable_by(user: User) -> Catalogue:
    """Names and columns of the gold views: all of them for whoever is active, for gold shows everybody their rows."""
    return names() if user.is_active else {}


def names() -> Catalogue:
    """Names and columns of all gold views."""
    return {view.name: tuple(column.name for column in view.columns) for view in views()}


@lru_cache(maxsize=4)
def _views(database: str, build: int) -> tuple[GoldView, ...]:
    return tuple(dictionary.catalogue())
