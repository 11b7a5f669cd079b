"""What somebody chose to explore: a gold view, a column, and a second column, all by names of the catalogue."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from analytics.dictionary import Column, GoldView

FIELDS = ("view", "x", "y")


class UnknownName(Exception):
    """There is no such view or column; `known` are those that there are, with the address of each."""

    def __init__(self, what: str, name: str, known: list[tuple[str, str]]) -> None:
        super().__init__(f"There is no {what} “{name}”.")
        self.what, self.name, self.known = what, name, known


@dataclass(frozen=True)
class Choice:
    views: list[GoldView]
    view: GoldView | None = None
    x: Column | None = None
    y: Column | None = None

    def url(self, page: str = "explorer", **changes: str) -> str:
        """The address of a page with this choice, or with another view or column in its place."""
        chosen = {field: item.name for field in FIELDS if (item := getattr(self, field))}
        return explorer_url(**(chosen | changes), page=page)


def explorer_url(view: str = "", x: str = "", y: str = "", page: str = "explorer") -> str:
    query = {field: value for field, value in zip(FIELDS, (view, x, y), strict=True) if value}
    return reverse(f"analytics:{page}") + (f"?{urlencode(query)}" if query else "")


def read(query: QueryDict, views: list[GoldView]) -> Choice:
    """Find what the address names; raise UnknownName with what there is instead."""
    name = query.get("view", "")
    if not name:
        return Choice(views)
    view = next((view for view in views if view.name == name), None)
    if view is None:
        raise UnknownName("view", name, [(view.name, explorer_url(view.name)) for view in views])
    return Choice(views, view, _column(view, query.get("x", "")), _column(view, query.get("y", "")))


def _column(view: GoldView, name: str) -> Column | None:
    column = view.column(name)
    if name and column is None:
        known = [(column.name, explorer_url(view.name, column.name)) for column in view.columns]
        raise UnknownName(f"column of {view.name}", name, known)
    return column


def tidy(query: QueryDict) -> str | None:
    """Return the address to go to instead where a form left traces: empty fields, columns of the view before.

    The form says in `of` which view its columns are of; with another view chosen they go. A column with itself is
    that column alone.
    """
    given = {field: query[field] for field in (*FIELDS, "of") if field in query}
    view, x, y = (query.get(field, "") for field in FIELDS)
    if query.get("of", view) != view or not view:
        x = y = ""
    if not x or x == y:
        x, y = x or y, ""
    wanted = {field: value for field, value in zip(FIELDS, (view, x, y), strict=True) if value}
    return None if given == wanted else explorer_url(**wanted)
