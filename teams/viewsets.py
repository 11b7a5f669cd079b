"""What every view of the API does alike: who asks, which rows they may see, and how lists are ordered."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from rest_framework.viewsets import GenericViewSet

from teams.idempotency import OnceOnly
from teams.models import User


class ApiViewSet(OnceOnly, GenericViewSet[Any]):
    """Rows of `queryset` that the user may see, by the model's own `visible_to`; what they may not see is 404."""

    orderings: ClassVar[tuple[str, ...]] = ("id",)
    ordering: ClassVar[str] = "id"
    field_of_code: ClassVar[Mapping[str, str]] = {}
    lookup_value_converter = "int"

    @property
    def user(self) -> User:
        return cast(User, self.request.user)

    def get_queryset(self) -> QuerySet[Any]:
        rows = super().get_queryset()
        # The schema is drawn without a user.
        return rows if getattr(self, "swagger_fake_view", False) else self.visible(rows)

    def visible(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return cast(QuerySet[Any], rows.visible_to(self.user))  # type: ignore[attr-defined]


class ReferenceViewSet(ApiViewSet):
    """Rows that everybody who signs in may read."""

    def visible(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows
