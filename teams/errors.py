"""How the API says no: always JSON with a sentence in `detail`, and the fields by name in `errors`."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, RequestDataTooBig
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.http import Http404
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

WHOLE = "non_field_errors"


class Conflict(APIException):
    """What was asked does not fit what is stored now. `facts` go into the answer beside `detail`."""

    status_code = 409
    default_detail = "Another change came first."
    default_code = "conflict"

    def __init__(self, detail: str | None = None, **facts: Any) -> None:
        super().__init__(detail)
        self.facts = facts


class MovedOn(Conflict):
    """It is gone, and where it went is known: `merged_into` in the answer."""

    status_code = 404
    default_detail = "It was merged into another record."
    default_code = "merged"


class VersionNeeded(APIException):
    status_code = 428
    default_detail = "Send the version that you saw: If-Match with the ETag, or `version` in the body."
    default_code = "version_needed"


class KeyReused(APIException):
    status_code = 422
    default_detail = "This Idempotency-Key was used for another request."
    default_code = "key_reused"


class TooLarge(APIException):
    status_code = 413
    default_detail = "The body is too large."
    default_code = "too_large"


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception of a view into its answer; None leaves it to Django (a fault of ours, 500)."""
    known = _as_api_error(error, getattr(context.get("view"), "field_of_code", {}))
    response = exception_handler(known, context)
    if response is None:
        return None
    if isinstance(known, ValidationError):
        response.data = _with_detail(known.detail)
    elif isinstance(known, Conflict):
        response.data.update(known.facts)
    return response


def field_errors(error: ModelValidationError, field_of_code: Mapping[str, str]) -> dict[str, list[str]]:
    """List a model's complaints by field; rules that span fields go to the field that `field_of_code` names."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    errors: dict[str, list[str]] = {}
    for field, problems in by_field.items():
        for problem in problems:
            name = field_of_code.get(str(problem.code), WHOLE) if field == NON_FIELD_ERRORS else field
            errors.setdefault(name, []).extend(problem.messages)
    return errors


def _as_api_error(error: Exception, field_of_code: Mapping[str, str]) -> Exception:
    if isinstance(error, ModelValidationError):
        return ValidationError(field_errors(error, field_of_code))
    if isinstance(error, Http404 | ObjectDoesNotExist):
        # The same words for what is not there and for what one may not see.
        return NotFound()
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, ProtectedError):
        return Conflict("Other records refer to it: change or delete them first.")
    if isinstance(error, IntegrityError):
        return Conflict("Another change came first: read the record again.")
    return error


def _with_detail(detail: Any) -> dict[str, Any]:
    errors = detail if isinstance(detail, dict) else {WHOLE: detail}
    sentences = [str(sentence) for sentence in errors.get(WHOLE, [])]
    fields = [name for name in errors if name != WHOLE]
    if fields:
        sentences.append(f"Not valid: {', '.join(fields)}.")
    return {"detail": " ".join(sentences), "errors": errors}
