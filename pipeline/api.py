"""The API's views of deals."""

import re
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet, NumberFilter
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from pipeline import services
from pipeline.models import LostReason, Opportunity, OpportunityQuerySet, Product, Stage
from pipeline.part_api import ItemActions, PeopleActions
from pipeline.rules import FIELD_OF_RULE
from pipeline.serializers import (
    LostReasonSerializer,
    MoveSerializer,
    OpportunitySerializer,
    ProductSerializer,
    StageSerializer,
    VersionSerializer,
)
from teams.errors import Conflict, VersionNeeded
from teams.filtering import KeyFilter, day_from, day_to
from teams.permissions import AdministratorWrites, RoleWrites, ScopeAllows
from teams.viewsets import ApiViewSet, ReferenceViewSet

ENTITY_TAG = re.compile(r'"([1-9][0-9]{0,17})"')
MONEY = {"max_digits": 14, "decimal_places": 2}


class OpportunityFilter(FilterSet):
    code = CharFilter()
    stage = KeyFilter()
    stage_type = ChoiceFilter(choices=Stage.Type.choices)
    owner = KeyFilter()
    account = KeyFilter()
    product = KeyFilter()
    value_from = NumberFilter(field_name="value", lookup_expr="gte", label="Value of at least", **MONEY)
    value_to = NumberFilter(field_name="value", lookup_expr="lte", label="Value of at most", **MONEY)
    engage_date_from = day_from("engage_date")
    engage_date_to = day_to("engage_date")
    expected_close_date_from = day_from("expected_close_date")
    expected_close_date_to = day_to("expected_close_date")
    close_date_from = day_from("close_date")
    close_date_to = day_to("close_date")


class ProductFilter(FilterSet):
    name = CharFilter(lookup_expr="icontains", label="Name contains")
    series = CharFilter(lookup_expr="iexact")
    status = ChoiceFilter(choices=Product.Status.choices)


@extend_schema_view(
    list=extend_schema(summary="List opportunities"),
    retrieve=extend_schema(summary="Read an opportunity"),
    create=extend_schema(
        summary="Create an opportunity",
        examples=[
            OpenApiExample("A new deal", {"product": 1, "account": 7, "amount": "4821.00"}, request_only=True),
        ],
    ),
    update=extend_schema(summary="Replace an opportunity"),
    partial_update=extend_schema(
        summary="Change an opportunity",
        examples=[OpenApiExample("Next step", {"next_step": "Send the offer", "version": 3}, request_only=True)],
    ),
    destroy=extend_schema(summary="Delete an opportunity"),
)
class OpportunityViewSet(
    ItemActions,
    PeopleActions,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    ApiViewSet,
):
    """Deals, by their public codes. A change says which version it has seen; a stale one is refused with 409."""

    queryset = Opportunity.objects.all().for_lists().select_related("lost_reason")
    serializer_class = OpportunitySerializer
    filterset_class = OpportunityFilter
    permission_classes = [IsAuthenticated, ScopeAllows, RoleWrites]
    field_of_code = FIELD_OF_RULE
    ordering = "-id"
    lookup_field = "code"
    lookup_value_converter = "str"
    versioned: ClassVar[bool] = True

    def visible(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return cast(OpportunityQuerySet, super().visible(rows)).with_value()

    def readable(self) -> Opportunity:
        if "\0" in self.kwargs["code"]:
            raise NotFound()
        return cast(Opportunity, super().get_object())

    def get_object(self) -> Opportunity:
        deal = self.readable()
        changes = self.action != "retrieve"
        if changes and not Opportunity.objects.filter(pk=deal.pk).editable_by(self.user).exists():
            raise PermissionDenied("You may read this deal but not change it.")
        return deal

    def perform_create(self, serializer: BaseSerializer[Opportunity]) -> None:
        fields = {"owner": self.user, **serializer.validated_data}
        fields.pop("version", None)
        if "stage" not in fields:
            fields["stage"] = Stage.objects.filter(type=Stage.Type.OPEN).first()
        serializer.instance = services.create_deal(by=self.user, **fields)

    def perform_update(self, serializer: BaseSerializer[Opportunity]) -> None:
        fields = dict(serializer.validated_data)
        version = self.version_seen(fields.pop("version", None))
        deal = cast(Opportunity, serializer.instance)
        serializer.instance = services.edit_deal(deal, by=self.user, version=version, **fields)

    def perform_destroy(self, instance: Opportunity) -> None:
        asked = VersionSerializer(data=self.request.data)
        asked.is_valid(raise_exception=True)
        services.delete_deal(instance, by=self.user, version=self.version_seen(asked.validated_data.get("version")))

    @extend_schema(
        summary="Move an opportunity to a stage",
        request=MoveSerializer,
        responses=OpportunitySerializer,
        examples=[
            OpenApiExample("Won", {"stage": 3, "close_date": "2025-03-04", "close_value": "4800.00", "version": 2}),
            OpenApiExample("Lost", {"stage": 4, "lost_reason": 1, "version": 2}),
        ],
    )
    @action(detail=True, methods=["post"])
    def move(self, request: Request, code: str) -> Response:
        """Won takes a date and a value, lost a date and a reason; an open stage reopens a closed deal."""
        deal = self.get_object()
        asked = MoveSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        fields = dict(asked.validated_data)
        version = self.version_seen(fields.pop("version", None))
        moved = services.move_deal(deal, by=self.user, version=version, to=fields.pop("stage"), **fields)
        return Response(self.get_serializer(moved).data)

    def version_seen(self, in_body: int | None) -> int:
        """Return the version that the caller saw, from If-Match or the body; raise VersionNeeded without one."""
        header = self.request.headers.get("If-Match")
        if header is None and in_body is None:
            raise VersionNeeded()
        if header is None:
            return cast(int, in_body)
        tag = ENTITY_TAG.fullmatch(header.strip())
        if tag is None:
            raise ValidationError({"If-Match": ['Send the ETag that you saw, for example "3".']})
        version = int(tag[1])
        if in_body not in (None, version):
            raise ValidationError({"version": ["If-Match and version differ."]})
        return version

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, services.StaleDeal):
            exc = Conflict(str(exc), current=self.get_serializer(exc.current).data)
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        shown = answer.data.get("current", answer.data) if isinstance(answer.data, dict) else {}
        if "version" in shown and "code" in shown:
            answer["ETag"] = f'"{shown["version"]}"'
        return answer


@extend_schema_view(
    list=extend_schema(summary="List products"),
    retrieve=extend_schema(summary="Read a product"),
    create=extend_schema(summary="Create a product (administrators)"),
    update=extend_schema(summary="Replace a product (administrators)"),
    partial_update=extend_schema(summary="Change a product (administrators)"),
    destroy=extend_schema(summary="Delete a product without deals (administrators)"),
)
class ProductViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    ReferenceViewSet,
):
    """What is sold."""

    queryset = Product.objects.all()
    serializer_class = ProductSerializer
    filterset_class = ProductFilter
    permission_classes = [IsAuthenticated, ScopeAllows, AdministratorWrites]
    orderings = ("id", "name")

    def perform_create(self, serializer: BaseSerializer[Product]) -> None:
        serializer.instance = services.save_product(Product(), by=self.user, **serializer.validated_data)

    def perform_update(self, serializer: BaseSerializer[Product]) -> None:
        product = cast(Product, serializer.instance)
        serializer.instance = services.save_product(product, by=self.user, **serializer.validated_data)

    def perform_destroy(self, instance: Product) -> None:
        services.delete_product(instance, by=self.user)


@extend_schema_view(list=extend_schema(summary="List stages"), retrieve=extend_schema(summary="Read a stage"))
class StageViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReferenceViewSet):
    """Where a deal can be. Ask for a stage's type: names are for people and may change."""

    queryset = Stage.objects.all()
    serializer_class = StageSerializer


@extend_schema_view(
    list=extend_schema(summary="List reasons for a loss"),
    retrieve=extend_schema(summary="Read a reason for a loss"),
)
class LostReasonViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReferenceViewSet):
    """Why deals are lost. Those that are `imported_only` cannot be chosen."""

    queryset = LostReason.objects.all()
    serializer_class = LostReasonSerializer
