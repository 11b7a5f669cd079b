"""How model runs look from outside, and accounts that are posted to be scored."""

from typing import Any

from rest_framework import serializers

from analytics.models import ModelRun
from analytics.serializers import SegmentSerializer
from teams.serializers import KnownFields

MOST_ROWS = 1_000
MOST_DAYS = 36_500


class ModelRunSerializer(serializers.ModelSerializer[ModelRun]):
    asked_by_name = serializers.CharField(source="asked_by.name", read_only=True, allow_null=True)
    shown = serializers.CharField(
        source="parameters.shown", read_only=True, help_text="bg_nbd (with Gamma-Gamma) or baseline."
    )
    p_alive_shown = serializers.BooleanField(source="parameters.p_alive_shown", read_only=True)
    accounts = serializers.IntegerField(source="metrics.accounts", read_only=True)

    class Meta:
        model = ModelRun
        fields = (
            "id", "created_at", "as_of", "window_from", "window_to", "state", "shown", "p_alive_shown", "accounts",
            "origin", "asked_by", "asked_by_name", "seconds",
        )  # fmt: skip
        read_only_fields = fields


class WholeModelRunSerializer(ModelRunSerializer):
    parameters = serializers.DictField(read_only=True, help_text="Thresholds and the parameters of each model.")
    metrics = serializers.DictField(
        read_only=True, help_text="Likelihoods, gates, errors in the held-out days, the comparison with the champion."
    )
    reasons = serializers.DictField(child=serializers.CharField(), read_only=True, help_text="Why what is shown is.")

    class Meta:
        model = ModelRun
        fields = (*ModelRunSerializer.Meta.fields, "parameters", "metrics", "reasons")
        read_only_fields = fields


class PostedAccountSerializer(KnownFields):
    id = serializers.CharField(max_length=64, help_text="Yours; it comes back with the scores.")
    recency = serializers.IntegerField(min_value=0, max_value=MOST_DAYS, help_text="Days since the last purchase.")
    frequency = serializers.IntegerField(min_value=1, max_value=1_000_000, help_text="Purchases.")
    monetary = serializers.DecimalField(max_digits=16, decimal_places=2, min_value=0, help_text="Revenue, $.")
    first_purchase_days_ago = serializers.IntegerField(min_value=0, max_value=MOST_DAYS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        first, last = attrs["first_purchase_days_ago"], attrs["recency"]
        if first < last:
            wrong = "The first purchase cannot be after the last: send at least the recency."
        elif attrs["frequency"] == 1 and first != last:
            wrong = "With one purchase, the first is the last: send the recency."
        else:
            return attrs
        raise serializers.ValidationError({"first_purchase_days_ago": [wrong]})


class PostedAccountsSerializer(KnownFields):
    accounts = PostedAccountSerializer(many=True, allow_empty=False, max_length=MOST_ROWS)  # type: ignore[call-arg]


class PlacedSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    r_score = serializers.IntegerField(min_value=1, max_value=5)
    f_score = serializers.IntegerField(min_value=1, max_value=5)
    m_score = serializers.IntegerField(min_value=1, max_value=5)
    segment = SegmentSerializer(help_text="With the action to take.")


class PlacedAccountsSerializer(serializers.Serializer[Any]):
    model_run = serializers.IntegerField(help_text="Whose thresholds these are.")
    results = PlacedSerializer(many=True)
