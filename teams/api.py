"""The API's views of teams, users and one's own tokens."""

from typing import Any, cast

from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle, UserRateThrottle
from rest_framework.views import APIView

from teams import visibility
from teams.filtering import KeyFilter
from teams.models import ApiToken, Role, Team, User
from teams.serializers import (
    CreatedTokenSerializer,
    NewTokenSerializer,
    TeamSerializer,
    TokenSerializer,
    UserSerializer,
)
from teams.viewsets import ApiViewSet


class TeamFilter(FilterSet):
    name = CharFilter(lookup_expr="icontains", label="Name contains")
    regional_office = CharFilter(lookup_expr="iexact")


class UserFilter(FilterSet):
    name = CharFilter(lookup_expr="icontains", label="Name contains")
    role = ChoiceFilter(choices=Role.choices)
    team = KeyFilter()


@extend_schema_view(
    list=extend_schema(summary="List teams"),
    retrieve=extend_schema(summary="Read a team"),
)
class TeamViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """The teams of those whose deals you may see, and the teams that you manage."""

    queryset = Team.objects.select_related("manager")
    serializer_class = TeamSerializer
    filterset_class = TeamFilter
    orderings = ("id", "name")

    def visible(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(pk__in=visibility.visible_teams(self.user).values("pk"))


@extend_schema_view(
    list=extend_schema(summary="List users"),
    retrieve=extend_schema(summary="Read a user"),
)
class UserViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """Those whose deals you may see, yourself among them."""

    queryset = User.objects.select_related("team")
    serializer_class = UserSerializer
    filterset_class = UserFilter
    orderings = ("id", "name")

    def visible(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(pk__in=visibility.visible_owners(self.user).values("pk"))


@extend_schema_view(list=extend_schema(summary="List your tokens"))
class TokenViewSet(mixins.ListModelMixin, ApiViewSet):
    """Your own tokens. Only hashes are stored: a token is shown when it is made and never again."""

    queryset = ApiToken.objects.all()
    serializer_class = TokenSerializer
    pagination_class = None
    throttle_classes = [UserRateThrottle, ScopedRateThrottle]
    throttle_scope = "tokens"
    lookup_field = "token_key"
    lookup_value_converter = "str"

    def visible(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(user=self.user)

    def remembered(self, data: Any) -> Any:
        """A replay does not show the token again: it would have to be stored in the clear."""
        stored = super().remembered(data)
        return {**stored, "token": None} if isinstance(stored, dict) else stored

    @extend_schema(
        summary="Create a token",
        request=NewTokenSerializer,
        responses={201: CreatedTokenSerializer},
        examples=[OpenApiExample("An export", {"label": "ERP export", "scope": "read"}, request_only=True)],
    )
    def create(self, request: Request) -> Response:
        asked = NewTokenSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        return Response(CreatedTokenSerializer(asked.save()).data, status=201)

    @extend_schema(summary="Revoke a token")
    def destroy(self, request: Request, token_key: str) -> Response:
        if "\0" in token_key:
            raise NotFound()
        deleted, _ = self.get_queryset().filter(token_key=token_key).delete()
        if not deleted:
            raise NotFound()
        return Response(status=204)


class NothingHere(APIView):
    """The answer for addresses that the API does not have, in its own form."""

    permission_classes = [AllowAny]
    schema = cast(Any, None)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound()
