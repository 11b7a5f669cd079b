"""What the API takes as a question, and what it gives as an answer."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assistant.asking import LONGEST
from assistant.intent import Intent, IntentError
from teams.errors import WHOLE
from teams.serializers import KnownFields


@extend_schema_field(OpenApiTypes.OBJECT)
class IntentField(serializers.Field[Intent, Any, Any, Any]):
    """An intent as an answer gave it."""

    def to_internal_value(self, data: Any) -> Intent:
        try:
            return Intent.from_json(data)
        except IntentError as error:
            raise serializers.ValidationError(f"{error}.") from error

    def to_representation(self, value: Intent) -> Any:
        return value.as_json()


class QuestionSerializer(KnownFields):
    question = serializers.CharField(
        max_length=LONGEST, required=False, help_text="In words. Give this or an `intent`."
    )
    last = IntentField(required=False, help_text="The `intent` of the answer that the question follows up.")
    intent = IntentField(required=False, help_text="What an option or a suggestion of an answer carries.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("question" in attrs) == ("intent" in attrs):
            raise serializers.ValidationError({WHOLE: ["Give a question or an intent, one of the two."]})
        return attrs


class ReadingSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="figure, split, filter, never, person, period, compare, share, order …")
    text = serializers.CharField()


class OptionSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    intent = IntentField()


class ChartSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=["line", "bar", "grouped_bar", "heat"])
    x = serializers.CharField()
    y = serializers.ListField(child=serializers.CharField())
    series = serializers.CharField()


class AnswerSerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=["answered", "refused", "clarify", "error"])
    text = serializers.CharField(help_text="One sentence; its numbers come from the rows.")
    columns = serializers.ListField(child=serializers.CharField())
    labels = serializers.ListField(child=serializers.CharField())
    units = serializers.ListField(child=serializers.CharField(), help_text="Such as $, count, rate or days.")
    rows = serializers.ListField(child=serializers.ListField(), help_text="Decimals are numbers, days ISO texts.")
    is_cut = serializers.BooleanField(help_text="Whether there are more rows than these.")
    links = serializers.ListField(child=serializers.CharField(), help_text="The list behind each row, or empty.")
    sql = serializers.CharField(help_text="As it ran.")
    relations = serializers.ListField(child=serializers.CharField(), help_text="The views that it read.")
    question = serializers.CharField()
    intent = IntentField(allow_null=True, help_text="Send it as `last` with a follow-up.")
    reading = ReadingSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField())
    period = serializers.CharField()
    period_before = serializers.CharField()
    as_of = serializers.DateField(help_text="The reporting day.")
    chart = ChartSerializer(allow_null=True)
    rule = serializers.CharField(help_text="Why it was refused, by name.")
    options = OptionSerializer(many=True, help_text="What could be meant, or asked instead.")
    instead = serializers.ListField(child=serializers.CharField(), help_text="Questions to ask instead.")
    suggestions = OptionSerializer(many=True)
    filled_by = serializers.ChoiceField(choices=["grammar", "model", "sql"])
    milliseconds = serializers.IntegerField()
