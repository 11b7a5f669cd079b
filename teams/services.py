"""Changes of what belongs to signing in and to the API."""

from datetime import datetime

from teams.models import IdempotencyKey


def forget_idempotency_keys(*, before: datetime) -> int:
    """Delete the stored answers of writes made before a moment; return how many. Their keys may be used anew."""
    deleted, _ = IdempotencyKey.objects.filter(created_at__lt=before).delete()
    return deleted
