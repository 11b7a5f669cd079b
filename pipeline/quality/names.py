"""The names that a wrong spelling may stand for, and which of them it probably is."""

from difflib import get_close_matches
from typing import Any

from django.db.models import QuerySet

from accounts.models import Account, Alias
from pipeline.models import Product
from teams.models import User

MOST_NAMES = 2_000  # more are too many to choose from, and to compare with
_ALIKE = 0.8  # the ratio of difflib from which a name is proposed


def known_names(kind: str) -> list[str]:
    """Return the names of a kind in use, in order; none where there are too many to choose from."""
    names: QuerySet[Any, str]
    match kind:
        case Alias.Kind.SECTOR:
            names = Account.objects.exclude(sector="").values_list("sector", flat=True)
        case Alias.Kind.COUNTRY:
            names = Account.objects.exclude(country="").values_list("country", flat=True)
        case Alias.Kind.ACCOUNT:
            names = Account.objects.values_list("name", flat=True)
        case Alias.Kind.PRODUCT:
            names = Product.objects.values_list("name", flat=True)
        case _:
            names = User.objects.values_list("name", flat=True)
    found = sorted(set(names.order_by().distinct()[: MOST_NAMES + 1]))
    return found if len(found) <= MOST_NAMES else []


def likely_name(spelling: str, names: list[str]) -> str:
    """Return the name that a spelling is most like, or nothing."""
    others = [name for name in names if name != spelling]
    return next(iter(get_close_matches(spelling, others, n=1, cutoff=_ALIKE)), "")
