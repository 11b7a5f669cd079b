"""How an account's figures look from outside."""

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
