"""How an account's figures, and the views of every figure, look from outside."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analytics.audiences import members
from analytics.lifetime_value import Range
from analytics.models import AccountMetrics, Audience, Segment
from analytics.recommendations import RULE, Advice

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


class ShareSerializer(serializers.Serializer[Any]):
    rate = serializers.FloatField()
    low = serializers.FloatField(help_text="Lower end of the 95 % interval.")
    high = serializers.FloatField()


class RecommendationSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="lapsed, never bought or low series")
    offer = serializers.CharField()
    why = serializers.CharField()
    product = serializers.IntegerField(source="product.pk", default=None, allow_null=True)
    series = serializers.CharField(help_text="Where it is about a series, and not a product.")


class NeverBoughtSerializer(serializers.Serializer[Any]):
    product = serializers.IntegerField(source="product.pk")
    product_name = serializers.CharField(source="product.name")
    peers_bought = serializers.IntegerField()
    peers = serializers.IntegerField()
    share = ShareSerializer(allow_null=True)


class AdviceSerializer(serializers.Serializer[Any]):
    segment = SegmentSerializer(allow_null=True)
    next_best_action = serializers.SerializerMethodField(
        help_text="The segment's action and the first recommendation."
    )
    recommended = RecommendationSerializer(many=True)
    rule = serializers.SerializerMethodField(help_text="By which they are ordered.")
    nothing = serializers.CharField(help_text="Why nothing is recommended; else empty.")
    never_bought = NeverBoughtSerializer(source="never", many=True)
    peers = serializers.CharField(
        source="peers.words", default=None, allow_null=True, help_text="With whom it is compared."
    )

    def get_next_best_action(self, advice: Advice) -> str:
        action = f"{advice.segment.action}. " if advice.segment else ""
        return action + (f"{advice.best.offer}. {advice.best.why}" if advice.best else "")

    def get_rule(self, advice: Advice) -> str:
        return RULE


class SegmentLineSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(source="segment.key")
    name = serializers.CharField(source="segment.name")
    description = serializers.CharField(source="segment.description")
    action = serializers.CharField(source="segment.action")
    rule = serializers.CharField(source="segment.rule", help_text="The first rule that fits decides.")
    accounts = serializers.IntegerField(source="figures.accounts")
    revenue = serializers.DecimalField(source="figures.revenue", max_digits=20, decimal_places=2)
    revenue_share = serializers.FloatField(source="share", allow_null=True)
    cltv = serializers.DecimalField(source="figures.lifetime_value", max_digits=20, decimal_places=2)
    median_cltv = serializers.FloatField(source="median", allow_null=True)


class AudienceSerializer(serializers.ModelSerializer[Audience]):
    owner_name = serializers.CharField(source="owner.name", read_only=True)
    criteria = serializers.SerializerMethodField(help_text="What its members have in common, in words.")

    class Meta:
        model = Audience
        fields = ("id", "name", "owner", "owner_name", "is_shared", "criteria", "created_at")
        read_only_fields = fields

    def get_criteria(self, audience: Audience) -> list[str]:
        user = self.context["request"].user
        found = members(audience, user=user, choices=self.context.get("choices"))
        return [f"{each.label}: {each.value}" for each in found.criteria]


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
