"""The API's doors to model runs, and to scores of accounts that are not ours."""

from typing import Any

from django_filters import CharFilter, ChoiceFilter, FilterSet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.throttling import ScopedRateThrottle, UserRateThrottle
from rest_framework.views import APIView

from analytics.models import ModelRun, Origin
from analytics.posted import NothingFitted, place_posted
from analytics.run_serializers import (
    ModelRunSerializer,
    PlacedAccountsSerializer,
    PostedAccountsSerializer,
    WholeModelRunSerializer,
)
from teams.errors import WHOLE, Conflict
from teams.viewsets import ReferenceViewSet

EXAMPLE = {"id": "A-17", "recency": 12, "frequency": 9, "monetary": "14250.00", "first_purchase_days_ago": 400}


class ModelRunFilter(FilterSet):
    state = ChoiceFilter(choices=ModelRun.State.choices)
    origin = ChoiceFilter(choices=Origin.choices)
    shown = CharFilter(field_name="parameters__shown", label="bg_nbd or baseline")


@extend_schema_view(
    list=extend_schema(summary="List model runs"),
    retrieve=extend_schema(summary="Read a model run", responses=WholeModelRunSerializer),
)
class ModelRunViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReferenceViewSet):
    """What thresholds and models were fitted, when, and why what is shown is. One run is the champion."""

    queryset = ModelRun.objects.of_customers().select_related("asked_by")
    serializer_class = ModelRunSerializer
    filterset_class = ModelRunFilter
    ordering = "-id"

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return WholeModelRunSerializer if self.action == "retrieve" else ModelRunSerializer


class SegmentScoreView(APIView):
    """Scoring changes nothing: a token that only reads may ask for it."""

    permission_classes = [IsAuthenticated]
    throttle_classes = [UserRateThrottle, ScopedRateThrottle]
    throttle_scope = "scoring"

    @extend_schema(
        summary="Score accounts of your own",
        request=PostedAccountsSerializer,
        responses=PlacedAccountsSerializer,
        examples=[OpenApiExample("One account", {"accounts": [EXAMPLE]}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """Scores and segment of up to 1,000 posted accounts, by the champion's thresholds. Nothing is stored.

        Either all rows are valid, or the answer names every fault as `accounts.<row, from 0>.<field>`.
        """
        asked = PostedAccountsSerializer(data=request.data)
        if not asked.is_valid():
            raise ValidationError(_by_row(asked.errors))
        try:
            run, placed = place_posted(asked.validated_data["accounts"])
        except NothingFitted as error:
            raise Conflict("Nothing is fitted yet: the first model run follows the first won deal.") from error
        return Response(PlacedAccountsSerializer({"model_run": run, "results": placed}).data)


def _by_row(errors: Any, path: str = "") -> dict[str, list[str]]:
    """Faults by their place, such as accounts.3.recency, with the sentences of each."""
    if isinstance(errors, list) and not any(isinstance(each, dict | list) for each in errors):
        return {path or WHOLE: [str(sentence) for sentence in errors]}
    pairs = errors.items() if isinstance(errors, dict) else enumerate(errors)
    found: dict[str, list[str]] = {}
    for name, below in pairs:
        place = path if name == WHOLE else f"{path}.{name}".removeprefix(".")
        if below:
            found |= _by_row(below, place)
    return found
