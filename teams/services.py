"""Changes of what belongs to signing in and to the API, and of how somebody likes to work."""

from datetime import datetime

from teams.models import IdempotencyKey, User


def forget_idempotency_keys(*, before: datetime) -> int:
    """Delete the stored answers of writes made before a moment; return how many. Their keys may be used anew."""
    deleted, _ = IdempotencyKey.objects.filter(created_at__lt=before).delete()
    return deleted


def switch_single_keys(*, on: bool, by: User) -> None:
    """Switch somebody's own single-letter keys on or off."""
    by.single_keys = on
    by.save(update_fields=["single_keys"])
