"""How teams, users and tokens look from outside, and the fields that every app's serializers share."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from teams.models import ApiToken, Team, User

LARGEST_ID = 2**63 - 1


class KnownFields(serializers.Serializer[Any]):
    """Refuses names that it does not know: a misspelt one would be dropped without a word."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, Mapping) else set()
        if unknown:
            raise serializers.ValidationError({str(name): ["Unknown field."] for name in sorted(unknown)})
        return super().to_internal_value(data)


class WholeNumber(serializers.IntegerField):
    """A key: a JSON number, or its digits as text; nothing is rounded."""

    def to_internal_value(self, data: Any) -> int:
        number: int = super().to_internal_value(data)
        if isinstance(data, bool | float) or not 0 < number <= LARGEST_ID:
            self.fail("invalid")
        return number


class KeyField(serializers.PrimaryKeyRelatedField[Any]):
    """A reference by id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(pk_field=WholeNumber(), **kwargs)


class VisibleKeyField(KeyField):
    """A reference to a record that the user may see; any other one does not exist."""

    def get_queryset(self) -> QuerySet[Any]:
        rows: Any = super().get_queryset()
        return self.visible(rows, self.context["request"].user)

    def visible(self, rows: Any, user: User) -> QuerySet[Any]:
        visible: QuerySet[Any] = rows.visible_to(user)
        return visible


class TeamSerializer(serializers.ModelSerializer[Team]):
    manager_name = serializers.CharField(source="manager.name", read_only=True, allow_null=True)

    class Meta:
        model = Team
        fields = ("id", "name", "regional_office", "manager", "manager_name")


class UserSerializer(serializers.ModelSerializer[User]):
    team_name = serializers.CharField(source="team.name", read_only=True, allow_null=True)

    class Meta:
        model = User
        fields = ("id", "name", "email", "role", "team", "team_name", "is_active")


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    id = serializers.CharField(source="token_key", read_only=True, help_text="The token's first characters.")

    class Meta:
        model = ApiToken
        fields = ("id", "label", "scope", "created", "expiry")
        read_only_fields = fields


class NewTokenSerializer(KnownFields):
    label = serializers.CharField(  # type: ignore[assignment]
        max_length=80, help_text="What uses it, for example “ERP export”."
    )
    scope = serializers.ChoiceField(choices=ApiToken.Scope.choices, default=ApiToken.Scope.READ)
    expires_in_days = serializers.IntegerField(min_value=1, max_value=3650, default=365)

    def create(self, validated_data: dict[str, Any]) -> ApiToken:
        days = timedelta(days=validated_data["expires_in_days"])
        token, plain = ApiToken.objects.create(
            self.context["request"].user, expiry=days, label=validated_data["label"], scope=validated_data["scope"]
        )
        token.plain = plain
        return token


class CreatedTokenSerializer(serializers.ModelSerializer[ApiToken]):
    id = serializers.CharField(source="token_key", read_only=True)
    token = serializers.CharField(
        source="plain", read_only=True, allow_null=True, help_text="Shown this once; only its hash is stored."
    )

    class Meta:
        model = ApiToken
        fields = ("id", "label", "scope", "created", "expiry", "token")
        read_only_fields = fields
