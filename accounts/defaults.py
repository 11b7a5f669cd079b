"""Spellings that are known from the start. They are rows: administrators add to them and remove them."""

from typing import Any

from django.apps import apps as installed_apps

ALIASES = [
    ("product", "GTXPro", "GTX Pro"),
    ("sector", "technolgy", "technology"),
    ("country", "Philipines", "Philippines"),
]


def load_aliases(apps: Any = installed_apps, **kwargs: Any) -> None:
    """Fill an empty alias table after a migrate (also after the flush of a transactional test)."""
    try:
        alias = apps.get_model("accounts", "Alias")
    except LookupError:  # migrated back to before the table
        return
    if not alias.objects.exists():
        alias.objects.bulk_create(alias(kind=k, spelling=s, name=n) for k, s, n in ALIASES)
