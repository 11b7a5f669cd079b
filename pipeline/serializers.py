"""How deals and what they are made of look from outside."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from accounts.models import Account
from pipeline.models import LostReason, Opportunity, Product, Stage
from teams import visibility
from teams.models import User
from teams.serializers import KeyField, KnownFields, VisibleKeyField, WholeNumber


class OwnerField(VisibleKeyField):
    def visible(self, rows: Any, user: User) -> QuerySet[Any]:
        return visibility.visible_owners(user)


class ProductSerializer(KnownFields, serializers.ModelSerializer[Product]):
    name = serializers.CharField(
        max_length=120,
        validators=[
            UniqueValidator(Product.objects.all(), message="There is a product of this name.", lookup="iexact")
        ],
    )

    class Meta:
        model = Product
        fields = ("id", "name", "series", "list_price", "status", "launch_date")


class StageSerializer(serializers.ModelSerializer[Stage]):
    class Meta:
        model = Stage
        fields = (
            "id", "name", "type", "position", "probability", "rot_days", "forecast_category", "needs_engage_date",
        )  # fmt: skip


class LostReasonSerializer(serializers.ModelSerializer[LostReason]):
    class Meta:
        model = LostReason
        fields = ("id", "name", "position", "imported_only")


class OpportunitySerializer(KnownFields, serializers.ModelSerializer[Opportunity]):
    account = VisibleKeyField(queryset=Account.objects.all(), required=False, allow_null=True)
    account_name = serializers.CharField(source="account.name", read_only=True, allow_null=True)
    owner = OwnerField(queryset=User.objects.all(), required=False, help_text="Left out of a new deal: you.")
    owner_name = serializers.CharField(source="owner.name", read_only=True)
    product = KeyField(queryset=Product.objects.all())
    product_name = serializers.CharField(source="product.name", read_only=True)
    value = serializers.SerializerMethodField("shown_value", help_text="Closing value, else amount, else list value.")
    stage = KeyField(
        queryset=Stage.objects.all(), required=False, help_text="Left out of a new deal: the first open one."
    )
    stage_name = serializers.CharField(source="stage.name", read_only=True)
    lost_reason = KeyField(queryset=LostReason.objects.all(), required=False, allow_null=True)
    lost_reason_name = serializers.CharField(source="lost_reason.name", read_only=True, allow_null=True)
    version = WholeNumber(required=False, help_text="Grows with every change. A change sends the one that it saw.")

    class Meta:
        model = Opportunity
        fields = (
            "code", "account", "account_name", "owner", "owner_name", "product", "product_name", "quantity", "amount",
            "value", "stage", "stage_name", "stage_type", "engage_date", "expected_close_date", "close_date",
            "close_value", "lost_reason", "lost_reason_name", "next_step", "next_step_on", "version",
            "created_at",
        )  # fmt: skip
        read_only_fields = ("code", "stage_type", "created_at")

    def shown_value(self, deal: Opportunity) -> str:
        for amount in (deal.close_value, deal.amount):
            if amount is not None:
                return f"{amount:.2f}"
        return f"{deal.list_value:.2f}"


class VersionSerializer(KnownFields):
    """All that a deletion may say."""

    version = WholeNumber(required=False)


class MoveSerializer(KnownFields):
    stage = KeyField(queryset=Stage.objects.all())
    close_date = serializers.DateField(required=False, allow_null=True, help_text="Won and lost; left out: today.")
    close_value = serializers.DecimalField(
        max_digits=14, decimal_places=2, required=False, allow_null=True, help_text="Won only."
    )
    lost_reason = KeyField(
        queryset=LostReason.objects.all(), required=False, allow_null=True, help_text="Lost only, and needed there."
    )
    version = WholeNumber(required=False)
