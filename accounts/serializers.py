"""How accounts and contacts look from outside."""

from typing import Any

from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from accounts.models import Account, Contact
from teams.serializers import KnownFields, VisibleKeyField, WholeNumber

VERSION = "Grows with every change. A change that sends the one that it saw is refused (409) if there is a newer one."


class AccountSerializer(KnownFields, serializers.ModelSerializer[Account]):
    name = serializers.CharField(
        max_length=160,
        validators=[
            UniqueValidator(Account.objects.all(), message="There is an account of this name.", lookup="iexact")
        ],
    )
    parent = VisibleKeyField(  # type: ignore[assignment]
        queryset=Account.objects.all(), required=False, allow_null=True
    )
    parent_name = serializers.CharField(source="parent.name", read_only=True, allow_null=True)
    version = WholeNumber(required=False, help_text=VERSION)

    class Meta:
        model = Account
        fields = (
            "id", "name", "parent", "parent_name", "sector", "type", "status", "customer_since", "year_established",
            "annual_revenue", "employees", "country", "version", "created_at",
        )  # fmt: skip
        read_only_fields = ("created_at",)

    def validate_name(self, name: str) -> str:
        return " ".join(name.split())

    def validate_parent(self, parent: Account | None) -> Account | None:
        """Who cannot see the parent reads none, and cuts no link by sending back what was read."""
        account = self.instance
        if account is None or account.parent_id is None or getattr(account, "parent_is_visible", True):
            return parent
        if parent is None:
            return account.parent
        raise serializers.ValidationError("This account belongs to a company that you may not see.")

    def to_representation(self, instance: Account) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        if not getattr(instance, "parent_is_visible", True):
            shown |= {"parent": None, "parent_name": None}
        return shown


class ContactSerializer(KnownFields, serializers.ModelSerializer[Contact]):
    account = VisibleKeyField(queryset=Account.objects.all())
    account_name = serializers.CharField(source="account.name", read_only=True)
    version = WholeNumber(required=False, help_text=VERSION)

    class Meta:
        model = Contact
        fields = ("id", "account", "account_name", "name", "job_title", "email", "phone", "version", "created_at")
        read_only_fields = ("created_at",)
