"""The API's door to the assistant."""

from typing import cast

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle, UserRateThrottle
from rest_framework.views import APIView

from assistant.asking import answer_intent, ask
from assistant.plain import whole
from assistant.serializers import AnswerSerializer, QuestionSerializer
from teams.models import User


class AskView(APIView):
    """Asking changes nothing but the record of questions: a token that only reads may ask."""

    permission_classes = [IsAuthenticated]
    throttle_classes = [UserRateThrottle, ScopedRateThrottle]
    throttle_scope = "questions"

    @extend_schema(
        summary="Ask a question",
        request=QuestionSerializer,
        responses=AnswerSerializer,
        examples=[OpenApiExample("In words", {"question": "Top three agents by revenue in 2025"}, request_only=True)],
    )
    def post(self, request: Request) -> Response:
        """In words, or by the intent of an option. What has no answer has the status `refused` or `clarify`."""
        asked = QuestionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        parts, user = asked.validated_data, cast(User, request.user)
        if "intent" in parts:
            return Response(whole(answer_intent(parts["intent"], user=user)))
        return Response(whole(ask(parts["question"], user=user, last=parts.get("last"))))
