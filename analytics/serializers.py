"""How an account's figures, and the views of every figure, look from outside."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analytics.lifetime_value import Range
from analytics.models import AccountMetrics, Segment

NO_P_ALIVE = "The chance that this account still buys cannot be estimated from its purchases."


class SegmentSerializer(serializers.ModelSerializer[Segment]):
    class Meta:
        model = Segment
        fields = ("key", "name", "action")


class IntervalSerializer(serializers.Serializer[Range]):
    level = serializers.IntegerField(help_text="In so many of 100 cases revenue lies between low and high.")
    low = serializers.DecimalField(max_digits=16, decimal_places=2)
    high = serializers.DecimalField(max_digits=16, decimal_places=2)


class AccountMetricsSerializer(serializers.ModelSerializer[AccountMetrics]):
    account_name = serializers.CharField(source="account.name", read_only=True)
    segment = SegmentSerializer(read_only=True, allow_null=True)
    p_alive_note = serializers.SerializerMethodField("note", help_text="Why there is no p_alive.")
    cltv_intervals = serializers.SerializerMethodField(
        "intervals", help_text="Of the revenue that cltv expects; none before a fit that can tell."
    )

    class Meta:
        model = AccountMetrics
        fields = (
            "account", "account_name", "recency", "frequency", "monetary", "purchase_days", "first_won_on",
            "last_won_on", "r_score", "f_score", "m_score", "segment", "expected_purchases", "p_alive",
            "p_alive_note", "cltv", "cltv_intervals", "model_run", "as_of", "computed_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(IntervalSerializer(many=True))
    def intervals(self, metrics: AccountMetrics) -> list[dict[str, Any]]:
        """From the context, where they were computed for all rows together."""
        found = [level[metrics.pk] for level in self.context["ranges"] if metrics.pk in level]
        return [dict(IntervalSerializer(each).data) for each in found]

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
