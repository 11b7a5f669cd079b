"""The API's doors to accounts with what the analytics say of them, and to the views of every figure."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.db.models import F
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django_filters import CharFilter, FilterSet
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.mixins import ListModelMixin
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.api import AccountFilter, with_parent
from accounts.api import AccountViewSet as PlainAccountViewSet
from accounts.serializers import AccountSerializer
from analytics import dictionary
from analytics.account_filter import Choices
from analytics.audiences import members
from analytics.customers import customers
from analytics.lifetime_value import LEVELS, ranges
from analytics.models import AccountMetrics, Audience
from analytics.recommendations import advise
from analytics.selection import COLUMNS, select, view_named
from analytics.serializers import (
    AccountMetricsSerializer,
    AdviceSerializer,
    AudienceSerializer,
    GoldViewSerializer,
    SegmentLineSerializer,
    ViewRowsSerializer,
)
from pipeline.models import ReportingDay
from teams.api_paging import KeyPagination
from teams.downloads import file_response
from teams.errors import WHOLE
from teams.models import User
from teams.permissions import ScopeAllows
from teams.table_files import FORMATS, TableRefused, as_objects
from teams.viewsets import ApiViewSet

LIMIT, FORMAT = "limit", "format"
LEAST, MOST, USUAL = 1, 5000, 100
BESIDES = frozenset([LIMIT, FORMAT])


class AccountFilterWithSegment(AccountFilter):
    segment = CharFilter(field_name="metrics__segment__key", label="Key of the segment")


class AccountViewSet(PlainAccountViewSet):
    filterset_class = AccountFilterWithSegment

    @extend_schema(summary="Read an account's figures", responses=AccountMetricsSerializer)
    @action(detail=True)
    def metrics(self, request: Request, pk: int) -> Response:
        """Recency, frequency, monetary value, scores, segment and CLTV, computed from the account's won deals."""
        account = self.get_object()
        rows = AccountMetrics.objects.select_related("account", "segment", "model_run")
        metrics = rows.filter(pk=account.pk).first()
        if metrics is None:
            raise NotFound("The figures of this account have not been computed yet.")
        return Response(AccountMetricsSerializer(metrics, context=_intervals([account.pk])).data)

    @extend_schema(summary="Read what to offer an account next", responses=AdviceSerializer)
    @action(detail=True)
    def recommendations(self, request: Request, pk: int) -> Response:
        """Lapsed products, products that it never bought and its peers did, and series that it takes too little of.

        Each with its why, in the order of `rule`. Where nothing is to be recommended, `nothing` says why not.
        """
        return Response(AdviceSerializer(advise(self.get_object(), user=self.user)).data)


def _intervals(accounts: Sequence[int]) -> dict[str, Any]:
    return {"ranges": [ranges(accounts, level) for level in LEVELS]}


class LifetimeValueFilter(FilterSet):
    segment = CharFilter(field_name="segment__key", label="Key of the segment")
    sector = CharFilter(field_name="account__sector", lookup_expr="iexact")
    country = CharFilter(field_name="account__country", lookup_expr="iexact")


class ByLifetimeValue(KeyPagination):
    def key_of(self, name: str) -> Any:
        return F(name)

    def is_key(self, name: str, text: str) -> bool:
        return super().is_key(name, text) if name == "id" else re.fullmatch(r"\d{1,14}(\.\d{1,2})?", text) is not None


class LifetimeValueViewSet(ListModelMixin, ApiViewSet):
    """Accounts that have bought, by the revenue expected of them in the next 12 months."""

    queryset = AccountMetrics.objects.filter(cltv__isnull=False).select_related("account", "segment", "model_run")
    serializer_class = AccountMetricsSerializer
    filterset_class = LifetimeValueFilter
    pagination_class = ByLifetimeValue
    orderings = ("cltv", "id")
    ordering = "-cltv"

    @extend_schema(summary="List accounts by lifetime value")
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = cast(list[AccountMetrics], self.paginate_queryset(self.filter_queryset(self.get_queryset())))
        context = _intervals([metrics.pk for metrics in page])
        return self.get_paginated_response(AccountMetricsSerializer(page, many=True, context=context).data)


AccountViewSet.__doc__ = PlainAccountViewSet.__doc__


class SegmentViewSet(ViewSet):
    """Segments in the order of their rules, with the accounts that you see."""

    @extend_schema(summary="List segments with their sizes", responses=SegmentLineSerializer(many=True))
    def list(self, request: Request) -> Response:
        lines = customers(cast(User, request.user), {}).lines
        return Response(SegmentLineSerializer(lines, many=True).data)


@extend_schema_view(
    list=extend_schema(summary="List audiences, yours and shared ones"),
    retrieve=extend_schema(summary="Read an audience"),
)
class AudienceViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ApiViewSet):
    """Saved filters of accounts. Whoever passes them at the moment is a member."""

    queryset = Audience.objects.select_related("owner")
    serializer_class = AudienceSerializer
    permission_classes = [IsAuthenticated, ScopeAllows]
    orderings = ("id", "name")

    def get_serializer_context(self) -> dict[str, Any]:
        # What can be filtered by is read once for all audiences of a page.
        choices = None if getattr(self, "swagger_fake_view", False) else Choices.of(self.user)
        return {**super().get_serializer_context(), "choices": choices}

    @extend_schema(summary="List the members of an audience", responses=AccountSerializer(many=True))
    @action(detail=True)
    def members(self, request: Request, pk: int) -> Response:
        """The accounts that pass the filters now and that you see; nobody where a filter means nothing to you."""
        found = members(self.get_object(), user=self.user).accounts
        page = self.paginate_queryset(with_parent(found.select_related("parent"), self.user))
        return self.get_paginated_response(AccountSerializer(page, many=True).data)


class JsonWhateverTheFormat(DefaultContentNegotiation):
    """`format` names a file here, and not a renderer."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class GoldViewSet(ViewSet):
    """Every figure of the product, by view: what docs/metrics.md describes, as you may see it."""

    content_negotiation_class = JsonWhateverTheFormat
    lookup_field = "view"
    lookup_value_converter: ClassVar[str] = "slug"

    @extend_schema(summary="List the views of figures", responses=GoldViewSerializer(many=True))
    def list(self, request: Request) -> Response:
        return Response(GoldViewSerializer(dictionary.catalogue(), many=True).data)

    @extend_schema(
        summary="Read the rows of a view",
        parameters=[
            OpenApiParameter("view", str, OpenApiParameter.PATH, description="Its name."),
            OpenApiParameter(COLUMNS, str, description="Names with commas between them; all by default."),
            OpenApiParameter(LIMIT, int, description=f"Rows at most, {MOST:,} or fewer; {USUAL} by default."),
            OpenApiParameter(FORMAT, str, enum=[*FORMATS], description="All rows, as a file."),
        ],
        responses={
            (200, "application/json"): ViewRowsSerializer,
            **{
                (200, FORMATS[name].content_type.partition(";")[0]): OpenApiResponse(bytes)
                for name in ("csv", "xlsx", "parquet")
            },
        },
    )
    def retrieve(self, request: Request, view: str) -> HttpResponseBase:
        """Every column filters: `region=West`, twice for either, empty for what is empty.

        Numbers and days have ranges: `close_date_from=2017-10`. Decimals are text. `format` gives all rows as a file.
        """
        found = view_named(view)
        if found is None:
            raise NotFound()
        try:
            return self._answer(request, found)
        except TableRefused as refused:
            raise ValidationError({WHOLE: list(refused.problems)}) from refused

    def _answer(self, request: Request, view: dictionary.GoldView) -> HttpResponseBase:
        selection, user = select(view, request.query_params, besides=BESIDES), cast(User, request.user)
        as_of = ReportingDay.current().day
        if FORMAT in request.query_params:
            table, extension = selection.table(user), request.query_params[FORMAT]
            return file_response(request, table, extension, as_of=as_of, byte_order_mark=False)
        limit = _limit(request.query_params)
        rows = list(as_objects(selection.columns, selection.rows(user, limit + 1)))
        return Response({"as_of": as_of, "more": len(rows) > limit, "results": rows[:limit]})


def _limit(params: QueryDict) -> int:
    text = params.get(LIMIT, str(USUAL))
    if not (text.isascii() and text.isdecimal() and len(text) <= 6 and LEAST <= int(text) <= MOST):
        raise TableRefused(f"Give a {LIMIT} from {LEAST} to {MOST:,}.")
    return int(text)
