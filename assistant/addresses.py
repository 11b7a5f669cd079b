"""Where a row of an answer leads: the list of exactly the deals or accounts that it counts."""

from urllib.parse import urlencode

from django.urls import reverse

from assistant.askers import key_of
from assistant.compiled import Link
from assistant.filled import Asker
from assistant.found import Found

LISTS = {"deals": "pipeline:deal_list", "accounts": "analytics:account_list"}


def addresses(found: Found, asker: Asker) -> tuple[str, ...]:
    """Return the address of the list behind each row, or "" where no list shows that."""
    lists = {kind: reverse(name) for kind, name in LISTS.items()}
    keys: dict[tuple[str, str], int | str | None] = {}

    def address(link: Link | None) -> str:
        if link is None:
            return ""
        filters = dict(link.filters)
        for name, (dimension, text) in link.names.items():
            if (dimension, text) not in keys:
                keys[dimension, text] = key_of(asker, dimension, text)
            if keys[dimension, text] is None:
                return ""
            filters[name] = str(keys[dimension, text])
        return f"{lists[link.kind]}?{urlencode(filters)}"

    return tuple(address(found.compiled.link(row)) for row in found.rows)
