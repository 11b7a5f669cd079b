"""Filters of the API's lists. What is not known is refused: a misspelt filter would return everything."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django_filters import DateFilter, NumberFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

LARGEST_ID = 2**63 - 1


class StrictFilterBackend(DjangoFilterBackend):
    """Filter lists by the view's filters; a parameter that is unknown or given twice is an error with its name."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        is_list = view.action == "list"
        self._check_names(request, self._known(view, queryset) if is_list else set())
        return super().filter_queryset(request, queryset, view) if is_list else queryset

    def _known(self, view: Any, queryset: QuerySet[Any]) -> set[str]:
        filters = self.get_filterset_class(view, queryset)
        names = set(filters.base_filters) if filters else set()
        return names | getattr(view.pagination_class, "parameters", set())

    def _check_names(self, request: Request, known: set[str]) -> None:
        problems = {name: ["Unknown parameter."] for name in request.query_params if name not in known}
        for name, values in request.query_params.lists():
            if len(values) > 1 and name in known:
                problems[name] = ["Give this parameter once."]
        if problems:
            raise ValidationError(problems)


class KeyFilter(NumberFilter):
    """Rows that refer to a record by its id."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=1, max_value=LARGEST_ID, **kwargs)


def day_from(name: str) -> DateFilter:
    return DateFilter(field_name=name, lookup_expr="gte", label="This day or later")


def day_to(name: str) -> DateFilter:
    return DateFilter(field_name=name, lookup_expr="lte", label="This day or earlier")
