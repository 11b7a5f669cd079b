"""How the lines and the people of a deal look from outside."""

from decimal import Decimal

from rest_framework import serializers

from accounts.models import Contact
from pipeline.models import DealContact, LineItem, Product
from teams.serializers import KeyField, KnownFields, VisibleKeyField, WholeNumber


class LineItemSerializer(KnownFields, serializers.ModelSerializer[LineItem]):
    product = KeyField(queryset=Product.objects.all())
    product_name = serializers.CharField(source="product.name", read_only=True)
    unit_price = serializers.DecimalField(
        max_digits=14,
        decimal_places=2,
        min_value=Decimal(0),
        required=False,
        allow_null=True,
        help_text="Left out: the product's list price.",
    )
    total = serializers.DecimalField(max_digits=14, decimal_places=2, read_only=True)
    version = WholeNumber(
        required=False, write_only=True, help_text="The deal's: every change of a line is one of the deal."
    )

    class Meta:
        model = LineItem
        fields = ("id", "product", "product_name", "quantity", "unit_price", "discount", "total", "version")


class DealContactSerializer(KnownFields, serializers.ModelSerializer[DealContact]):
    contact = VisibleKeyField(queryset=Contact.objects.all())
    contact_name = serializers.CharField(source="contact.name", read_only=True)

    class Meta:
        model = DealContact
        fields = ("id", "contact", "contact_name", "role")


class RoleSerializer(KnownFields, serializers.ModelSerializer[DealContact]):
    class Meta:
        model = DealContact
        fields = ("role",)
        extra_kwargs = {"role": {"required": True}}
