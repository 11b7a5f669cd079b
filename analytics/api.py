"""The API's views of accounts with what the analytics say of them."""

from django_filters import CharFilter
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import AccountFilter
from accounts.api import AccountViewSet as PlainAccountViewSet
from analytics.models import AccountMetrics
from analytics.serializers import AccountMetricsSerializer


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
        return Response(AccountMetricsSerializer(metrics).data)


AccountViewSet.__doc__ = PlainAccountViewSet.__doc__
