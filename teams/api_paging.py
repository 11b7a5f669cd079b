"""Paging of the API's lists: the pages' paging by key, with orderings that are named and cursors that are checked."""

from typing import Any

from django.db.models import F
from django.db.models.functions import Upper
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from teams.paging import page_by_key

CURSORS = ("after", "before")
MOST_DIGITS = 18


class KeyPagination(BasePagination):
    """Orders by what the view's `orderings` allow (`id` or a name in any case, `-` for descending), ties by id."""

    page_size = 50
    max_page_size = 200
    parameters = frozenset([*CURSORS, "page_size", "ordering"])

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        ordering = self._ordering(view)
        name = ordering.removeprefix("-")
        self._check_cursors(name)
        if name != "id":
            queryset = queryset.annotate(page_key=self.key_of(name))
        self.page = page_by_key(
            queryset,
            request.query_params,
            key="pk" if name == "id" else "page_key",
            descending=ordering.startswith("-"),
            size=self._size(),
        )
        return self.page.rows

    def key_of(self, name: str) -> Any:
        """By what rows are ordered that are not ordered by id."""
        return Upper(F(name))

    def is_key(self, name: str, text: str) -> bool:
        """Whether a cursor's text can be a value of that ordering."""
        return _is_id(text) if name == "id" else bool(text) and "\0" not in text

    def get_paginated_response(self, data: Any) -> Response:
        links = {"next": self._link(self.page.next), "previous": self._link(self.page.previous)}
        return Response({**links, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        names = [sign + name for name in view.orderings for sign in ("", "-")]
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        ordering = {"type": "string", "enum": names, "default": view.ordering}
        return [
            _parameter("after", "From a `next` link.", {"type": "string"}),
            _parameter("before", "From a `previous` link.", {"type": "string"}),
            _parameter("page_size", "Rows a page.", size),
            _parameter("ordering", "Rows with equal names are ordered by id.", ordering),
        ]

    def _ordering(self, view: Any) -> str:
        ordering: str = self.request.query_params.get("ordering", view.ordering)
        if ordering.removeprefix("-") not in view.orderings:
            raise ValidationError({"ordering": [f"Choose one of {', '.join(view.orderings)}, or - before it."]})
        return ordering

    def _check_cursors(self, name: str) -> None:
        """Refuse what pages forgive: a program that pages with a broken cursor must not begin anew."""
        given = [cursor for cursor in CURSORS if cursor in self.request.query_params]
        if len(given) > 1:
            raise ValidationError({given[1]: ["Send after or before, not both."]})
        for cursor in given:
            key, _, row_id = self.request.query_params[cursor].rpartition("~")
            if not (_is_id(row_id) and self.is_key(name, key)):
                raise ValidationError({cursor: ["Take it from a next or previous link of the same ordering."]})

    def _size(self) -> int:
        text = self.request.query_params.get("page_size", str(self.page_size))
        if not (_is_id(text) and 1 <= int(text) <= self.max_page_size):
            raise ValidationError({"page_size": [f"Enter a number from 1 to {self.max_page_size}."]})
        return int(text)

    def _link(self, query: str) -> str | None:
        return self.request.build_absolute_uri(self.request.path + query) if query else None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
