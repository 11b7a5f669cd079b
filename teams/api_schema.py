"""What the OpenAPI document says of every operation: who may come in, headers, and the answers that refuse."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import SAFE_METHODS

from teams.idempotency import OnceOnly

REFUSALS = {
    "400": "Not valid: `errors` names the fields or parameters.",
    "401": "No token, or one that is unknown or expired.",
    "403": "Your role or your token does not allow this.",
    "404": "Not there, or not for you to see.",
    "409": "It was changed since you read it (`current` has it as it is now), or other records need it.",
    "422": "The Idempotency-Key was used for another request.",
    "428": "Send the version that you saw.",
    "429": "Too many requests: wait for the seconds in Retry-After.",
}
READING = ("400", "401", "404", "429")
ERROR = {
    "type": "object",
    "required": ["detail"],
    "properties": {
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "current": {"type": "object", "description": "With 409: the record as it is now.", "additionalProperties": {}},
    },
}


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "teams.token_authentication.ApiTokenAuthentication"
    name = "token"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "`Token dwr_…`"}


class ApiSchema(AutoSchema):
    """Adds the headers that writes take."""

    def get_override_parameters(self) -> list[Any]:
        parameters = list(super().get_override_parameters())
        if self.method not in SAFE_METHODS and isinstance(self.view, OnceOnly):
            parameters.append(_header("Idempotency-Key", "Sent again with the same key, the request has one effect."))
            if getattr(self.view, "versioned", False) and getattr(self.view, "action", "") != "create":
                parameters.append(_header("If-Match", 'The ETag that you saw, for example `"3"`. Or send `version`.'))
        return parameters


def add_refusals(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Postprocess the document: every operation lists the ways in which it may refuse."""
    result["components"]["schemas"]["Error"] = ERROR
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for operations in result["paths"].values():
        for method, operation in operations.items():
            for status in READING if method == "get" else REFUSALS:
                operation["responses"].setdefault(status, {"description": REFUSALS[status], "content": content})
    return result


def _header(name: str, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=description)
