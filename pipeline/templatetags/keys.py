"""The list of keys, on every page."""

from typing import Any

from django import template
from django.template import Context

from pipeline.places import places

register = template.Library()

# What the pages themselves carry in data-key or in data-row: named here, pressed there.
KEYS = [
    ("Everywhere", [
        (("Ctrl", "K"), "Search or run a command"),
        (("/",), "Go to the search field"),
        (("?",), "Show this list"),
        (("N",), "New deal"),
        (("Ctrl", "S"), "Save the form"),
        (("Esc",), "Close; in a form, go to Cancel"),
    ]),
    ("In a list", [
        (("J",), "Next row"),
        (("K",), "Row before"),
        (("Enter",), "Open the row"),
        (("X",), "Select the row"),
        (("E",), "Edit the row, or what the page is about"),
    ]),
    ("On the board", [
        (("[",), "One stage back"),
        (("]",), "One stage on"),
        (("M",), "Move to…"),
    ]),
]  # fmt: skip


@register.inclusion_tag("_keys.html", takes_context=True)
def keys_help(context: Context) -> dict[str, Any]:
    """The dialog that lists all keys, with the links that the keys of places press."""
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "groups": KEYS,
        "places": [(place, place.key.upper().split()) for place in places() if place.key],
    }
