"""The API's views of accounts and contacts."""

from typing import Any, cast

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django_filters import CharFilter, ChoiceFilter, FilterSet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts import services
from accounts.models import Account, Contact
from accounts.serializers import AccountSerializer, ContactSerializer
from teams.errors import Conflict, MovedOn
from teams.filtering import KeyFilter
from teams.models import User
from teams.permissions import AdministratorDeletes, RoleWrites, ScopeAllows
from teams.row_versions import StaleRow
from teams.viewsets import ApiViewSet


class AccountFilter(FilterSet):
    name = CharFilter(lookup_expr="icontains", label="Name contains")
    sector = CharFilter(lookup_expr="iexact")
    country = CharFilter(lookup_expr="iexact")
    type = ChoiceFilter(choices=Account.Type.choices)
    status = ChoiceFilter(choices=Account.Status.choices)
    parent = KeyFilter()


class ContactFilter(FilterSet):
    account = KeyFilter()
    name = CharFilter(lookup_expr="icontains", label="Name contains")
    email = CharFilter(lookup_expr="iexact")


def with_parent(accounts: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Accounts as AccountSerializer wants them: knowing whether `user` may see the company that each belongs to."""
    parents = Account.objects.all().visible_to(user).filter(pk=OuterRef("parent"))
    return accounts.annotate(parent_is_visible=Exists(parents))


def _without_version(serializer: BaseSerializer[Any]) -> dict[str, Any]:
    """What is new has no version to have seen."""
    return {name: value for name, value in serializer.validated_data.items() if name != "version"}


@extend_schema_view(
    list=extend_schema(summary="List accounts"),
    retrieve=extend_schema(summary="Read an account"),
    create=extend_schema(
        summary="Create an account",
        examples=[OpenApiExample("A prospect", {"name": "Acme", "sector": "retail", "country": "United States"})],
    ),
    update=extend_schema(summary="Replace an account"),
    partial_update=extend_schema(summary="Change an account"),
    destroy=extend_schema(summary="Delete an account with its contacts and deals (administrators)"),
)
class AccountViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    ApiViewSet,
):
    """Accounts of which you may see a deal, or that have none yet."""

    queryset = Account.objects.select_related("parent")
    serializer_class = AccountSerializer
    filterset_class = AccountFilter
    permission_classes = [IsAuthenticated, ScopeAllows, RoleWrites, AdministratorDeletes]
    orderings = ("id", "name")

    def visible(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return with_parent(super().visible(rows), self.user)

    def get_object(self) -> Account:
        try:
            return cast(Account, super().get_object())
        except Http404:
            survivor = services.merged_into(self.kwargs["pk"])
            if survivor is None or not Account.objects.all().visible_to(self.user).filter(pk=survivor).exists():
                raise
        raise MovedOn(merged_into=survivor)

    def perform_create(self, serializer: BaseSerializer[Account]) -> None:
        fields = _without_version(serializer)
        serializer.instance = services.create_account(by=self.user, **fields)

    def perform_update(self, serializer: BaseSerializer[Account]) -> None:
        account = cast(Account, serializer.instance)
        services.edit_account(account, by=self.user, **serializer.validated_data)
        serializer.instance = self.get_queryset().get(pk=account.pk)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, StaleRow):
            current = self.get_queryset().get(pk=exc.current.pk)
            exc = Conflict(str(exc), current=self.get_serializer(current).data)
        return super().handle_exception(exc)

    def perform_destroy(self, instance: Account) -> None:
        services.delete_account(instance, by=self.user)


@extend_schema_view(
    list=extend_schema(summary="List contacts"),
    retrieve=extend_schema(summary="Read a contact"),
    create=extend_schema(summary="Create a contact"),
    update=extend_schema(summary="Replace a contact"),
    partial_update=extend_schema(summary="Change a contact"),
    destroy=extend_schema(summary="Delete a contact"),
)
class ContactViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.CreateModelMixin,
    mixins.UpdateModelMixin,
    mixins.DestroyModelMixin,
    ApiViewSet,
):
    """People at the accounts that you may see."""

    queryset = Contact.objects.select_related("account")
    serializer_class = ContactSerializer
    filterset_class = ContactFilter
    permission_classes = [IsAuthenticated, ScopeAllows, RoleWrites]
    orderings = ("id", "name")

    def perform_create(self, serializer: BaseSerializer[Contact]) -> None:
        serializer.instance = services.save_contact(Contact(), by=self.user, **_without_version(serializer))

    def perform_update(self, serializer: BaseSerializer[Contact]) -> None:
        contact = cast(Contact, serializer.instance)
        serializer.instance = services.save_contact(contact, by=self.user, **serializer.validated_data)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, StaleRow):
            exc = Conflict(str(exc), current=self.get_serializer(exc.current).data)
        return super().handle_exception(exc)

    def perform_destroy(self, instance: Contact) -> None:
        services.delete_contact(instance, by=self.user)
