"""A write that is sent twice has its effect once.

The key, a hash of the request and the answer are stored in the transaction of the effect: all are there or none. Only
answers of success are kept: a refused request changed nothing, so it may be corrected and sent again with its key.
"""

import hashlib
import json
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.db import connection, transaction
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from teams.errors import KeyReused
from teams.models import IdempotencyKey

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
LONGEST_KEY = 200

Handler = Callable[..., Response]


class OnceOnly:
    """Mix into a view before DRF's own class: unsafe requests with an Idempotency-Key have their effect once."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        key = request.headers.get(HEADER)
        method = str(request.method).lower()
        handler = getattr(self, method, None)
        if key is not None and handler is not None and request.method not in SAFE_METHODS:
            _check(key)
            setattr(self, method, partial(self._answer_once, handler, key))

    def remembered(self, data: Any) -> Any:
        """Return what of an answer is stored for a replay. A view that answers with a secret leaves it out."""
        return json.loads(JSONRenderer().render(data) or "null")

    def _answer_once(self, handler: Handler, key: str, request: Request, *args: Any, **kwargs: Any) -> Response:
        digest, user_id = _digest(request), cast(int, request.user.pk)
        with transaction.atomic():
            _lock(f"{user_id}:{key}")
            stored = IdempotencyKey.objects.filter(user=user_id, key=key).first()
            if stored is not None:
                return _replay(stored, digest)
            response = handler(request, *args, **kwargs)
            if response.status_code < 400:
                IdempotencyKey.objects.create(
                    user_id=user_id,
                    key=key,
                    request_hash=digest,
                    status=response.status_code,
                    body=self.remembered(response.data),
                )
            return response


def _check(key: str) -> None:
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise ValidationError({HEADER: [f"Send 1 to {LONGEST_KEY} printable ASCII characters."]})


def _digest(request: Request) -> str:
    """Hash what is asked: the same JSON written with other spaces or order is the same request."""
    asked = [request.method, request.get_full_path(), request.data]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _lock(name: str) -> None:
    """Let one request with this key in at a time; a second waits for the first one's commit."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"idempotency:{name}"])


def _replay(stored: IdempotencyKey, digest: str) -> Response:
    if stored.request_hash != digest:
        raise KeyReused()
    return Response(stored.body, status=stored.status, headers={REPLAYED: "true"})
