"""The API's views of what hangs on a deal: its lines, and the people in it. Both are addressed below the deal."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pipeline import line_items, parties
from pipeline.models import DealContact, LineItem, Opportunity
from pipeline.part_serializers import DealContactSerializer, LineItemSerializer, RoleSerializer
from pipeline.serializers import VersionSerializer
from teams.viewsets import ApiViewSet

LINE = OpenApiExample("A line", {"product": 1, "quantity": 3, "discount": "5.00", "version": 2}, request_only=True)


class DealActions(ApiViewSet):
    """What these need of the deals' own view."""

    def readable(self) -> Opportunity:
        raise NotImplementedError

    def version_seen(self, in_body: int | None) -> int:
        raise NotImplementedError


class ItemActions(DealActions):
    """Lines: a change sends the deal's version, as every change of a deal does."""

    @extend_schema(methods=["GET"], summary="List a deal's lines", responses=LineItemSerializer(many=True))
    @extend_schema(
        methods=["POST"], summary="Add a line", request=LineItemSerializer, responses={201: LineItemSerializer},
        examples=[LINE],
    )  # fmt: skip
    @action(detail=True, methods=["get", "post"], pagination_class=None, filterset_class=None)
    def items(self, request: Request, code: str) -> Response:
        """All lines of the deal; its amount is their sum."""
        deal = self._deal(request)
        if request.method == "GET":
            return Response(LineItemSerializer(deal.items.select_related("product"), many=True).data)
        fields = self._line(request)
        version = self.version_seen(fields.pop("version", None))
        item = line_items.add_item(deal, by=self.user, version=version, **fields)
        return Response(LineItemSerializer(item).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        methods=["PATCH"], summary="Change a line", request=LineItemSerializer, responses=LineItemSerializer
    )
    @extend_schema(methods=["DELETE"], summary="Remove a line", request=VersionSerializer, responses={204: None})
    @action(detail=True, methods=["patch", "delete"], url_path="items/<int:pk>", url_name="item")
    def item(self, request: Request, code: str, pk: int) -> Response:
        """Every change raises the deal's version."""
        deal = self._deal(request)
        item: LineItem = get_object_or_404(deal.items.select_related("product", "opportunity"), pk=pk)
        if request.method == "DELETE":
            asked = VersionSerializer(data=request.data)
            asked.is_valid(raise_exception=True)
            version = self.version_seen(asked.validated_data.get("version"))
            line_items.remove_item(item, by=self.user, version=version)
            return Response(status=status.HTTP_204_NO_CONTENT)
        fields = self._line(request, partial=True)
        version = self.version_seen(fields.pop("version", None))
        return Response(LineItemSerializer(line_items.change_item(item, by=self.user, version=version, **fields)).data)

    def _line(self, request: Request, **options: Any) -> dict[str, Any]:
        asked = LineItemSerializer(data=request.data, context=self.get_serializer_context(), **options)
        asked.is_valid(raise_exception=True)
        return dict(asked.validated_data)

    def _deal(self, request: Request) -> Opportunity:
        """The deal; to read it is enough for who only reads."""
        deal: Opportunity = self.readable() if request.method == "GET" else self.get_object()
        return deal


class PeopleActions(DealActions):
    """People: those of the deal's account, and of its group, that the caller may see."""

    @extend_schema(methods=["GET"], summary="List a deal's people", responses=DealContactSerializer(many=True))
    @extend_schema(
        methods=["POST"], summary="Name somebody", request=DealContactSerializer,
        responses={201: DealContactSerializer},
    )  # fmt: skip
    @action(detail=True, methods=["get", "post"], pagination_class=None, filterset_class=None)
    def contacts(self, request: Request, code: str) -> Response:
        """Contacts of the deal's account, or of its group, with their roles."""
        if request.method == "GET":
            return Response(DealContactSerializer(self._people(self.readable()), many=True).data)
        deal: Opportunity = self.get_object()
        asked = DealContactSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        person = parties.add_contact(deal, by=self.user, **asked.validated_data)
        return Response(DealContactSerializer(person).data, status=status.HTTP_201_CREATED)

    @extend_schema(methods=["PATCH"], summary="Change a role", request=RoleSerializer, responses=DealContactSerializer)
    @extend_schema(methods=["DELETE"], summary="Take somebody out", request=None, responses={204: None})
    @action(detail=True, methods=["patch", "delete"], url_path="contacts/<int:pk>", url_name="contact")
    def contact(self, request: Request, code: str, pk: int) -> Response:
        """The contact itself stays as it is."""
        person: DealContact = get_object_or_404(self._people(self.get_object()), pk=pk)
        if request.method == "DELETE":
            parties.remove_contact(person, by=self.user)
            return Response(status=status.HTTP_204_NO_CONTENT)
        asked = RoleSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(DealContactSerializer(parties.change_role(person, by=self.user, **asked.validated_data)).data)

    def _people(self, deal: Opportunity) -> Any:
        seen = DealContact.objects.filter(opportunity=deal).visible_to(self.user)
        return seen.select_related("contact", "opportunity")
