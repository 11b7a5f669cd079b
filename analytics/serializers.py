"""How an account's figures, and the views of every figure, look from outside."""

from typing import Any

from rest_framework import serializers

from analytics.models import AccountMetrics, Segment

NO_P_ALIVE = "The chance that this account still buys cannot be estimated from its purchases."


class SegmentSerializer(serializers.ModelSerializer[Segment]):
    class Meta:
        model = Segment
        fields = ("key", "name", "action")


class AccountMetricsSerializer(serializers.ModelSerializer[AccountMetrics]):
    account_name = serializers.CharField(source="account.name", read_only=True)
    segment = SegmentSerializer(read_only=True, allow_null=True)
    p_alive_note = serializers.SerializerMethodField("note", help_text="Why there is no p_alive.")

    class Meta:
        model = AccountMetrics
        fields = (
            "account", "account_name", "recency", "frequency", "monetary", "purchase_days", "first_won_on",
            "last_won_on", "r_score", "f_score", "m_score", "segment", "expected_purchases", "p_alive",
            "p_alive_note", "cltv", "model_run", "as_of", "computed_at",
        )  # fmt: skip
        read_only_fields = fields

    def note(self, metrics: AccountMetrics) -> str | None:
        if metrics.p_alive is not None:
            return None
        reasons = metrics.model_run.reasons if metrics.model_run else {}
        return str(reasons.get("p_alive", NO_P_ALIVE))


class ColumnSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    type = serializers.CharField(help_text="The database's type.")
    unit = serializers.CharField(help_text="Such as $, count, rate or days.")
    rule = serializers.CharField(help_text="How the value comes about.")


class GoldViewSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    about = serializers.CharField()
    grain = serializers.CharField(help_text="What one row is.")
    key = serializers.ListField(child=serializers.CharField(), help_text="The columns that tell rows apart.")
    columns = ColumnSerializer(many=True)


class ViewRowsSerializer(serializers.Serializer[Any]):
    as_of = serializers.DateField(help_text="The reporting day.")
    more = serializers.BooleanField(help_text="Whether there are rows beyond the limit.")
    results = serializers.ListField(child=serializers.DictField(), help_text="Rows by the view's key.")
