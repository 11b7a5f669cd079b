"""Where one goes by key or by name, and what one does from anywhere: for the palette and the list of keys."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from teams import visibility
from teams.models import User


@dataclass(frozen=True)
class Place:
    """`key` as it is pressed. What opens in the drawer does so wherever one is."""

    label: str
    url: str
    icon: str
    key: str = ""
    opens_drawer: bool = False


# Label, the names of its address (the first that exists), icon, key.
_PLACES = [
    ("Home", ("analytics:today", "home"), "today", "g h"),
    ("Deals", ("pipeline:deal_list",), "list", "g d"),
    ("Board", ("pipeline:deal_board",), "board", "g b"),
    ("Accounts", ("analytics:account_list",), "account", "g a"),
    ("Customers", ("analytics:customers",), "segments", "g c"),
    ("Tasks", ("analytics:tasks", "pipeline:task_list"), "task", ""),
    ("Performance", ("analytics:dashboards",), "chart", ""),
    ("Assistant", ("assistant:start",), "assistant", ""),
    ("Quality", ("analytics:quality",), "quality", ""),
    ("Explorer", ("analytics:explorer",), "search", ""),
    ("Dictionary", ("analytics:data_list",), "note", ""),
]
_ACTIONS = [
    ("New deal", ("pipeline:deal_create",), "plus", "n", True),
    ("New account", ("accounts:account_create",), "plus", "", True),
    ("New task", ("pipeline:task_create",), "plus", "", False),
]


def places() -> Iterator[Place]:
    """The pages that exist."""
    for label, names, icon, key in _PLACES:
        if url := _address(names):
            yield Place(label, url, icon, key)


def actions(user: User) -> Iterator[Place]:
    """What the user may do."""
    if visibility.may_create_accounts(user):
        for label, names, icon, key, opens_drawer in _ACTIONS:
            if url := _address(names):
                yield Place(label, url, icon, key, opens_drawer)


def _address(names: tuple[str, ...]) -> str:
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""
