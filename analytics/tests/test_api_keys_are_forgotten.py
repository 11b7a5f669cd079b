"""Stored answers of the API are kept for a week."""

from datetime import timedelta

from django.utils import timezone

from analytics import nightly
from teams.models import IdempotencyKey


def test_the_nightly_run_forgets_old_keys_alone(alice):
    for key, days in (("old", 8), ("new", 6)):
        made = IdempotencyKey.objects.create(user=alice, key=key, request_hash="0", status=204)
        IdempotencyKey.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=days))
    nightly.run_nightly()
    assert [stored.key for stored in IdempotencyKey.objects.all()] == ["new"]
