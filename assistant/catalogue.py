"""The views that a question may read."""

from analytics import dictionary
from assistant.guard import Catalogue
from teams.models import User


def readable_by(user: User) -> Catalogue:
    """Names and columns of the gold views: all of them for whoever is active, for gold shows everybody their rows."""
    if not user.is_active:
        return {}
    return {view.name: tuple(column.name for column in view.columns) for view in dictionary.catalogue()}
