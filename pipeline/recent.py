"""The records that somebody has opened last, for the palette to offer them again."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Account
from pipeline.models import Opportunity
from pipeline.recent_models import RecentRecord
from teams.models import User

KEPT = 20


@transaction.atomic
def note_seen(record: Opportunity | Account, *, by: User) -> None:
    """Put a record on top of what somebody has opened, and forget what is too far down."""
    kind = RecentRecord.Kind.DEAL if isinstance(record, Opportunity) else RecentRecord.Kind.ACCOUNT
    RecentRecord.objects.update_or_create(
        user=by, kind=kind, record_id=record.pk, defaults={"seen_at": timezone.now()}
    )
    recent = RecentRecord.objects.all().of(by)
    kept = recent.values("pk")[:KEPT]
    RecentRecord.objects.filter(user=by).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()


def recent_records(user: User) -> list[Opportunity | Account]:
    """What a user has opened and may still see, the last first."""
    seen = list(RecentRecord.objects.all().of(user).values_list("kind", "record_id")[:KEPT])
    rows: dict[tuple[str, int], Opportunity | Account] = {}
    deals = Opportunity.objects.visible_to(user).for_lists().filter(pk__in=_ids(seen, RecentRecord.Kind.DEAL))
    accounts = Account.objects.visible_to(user).filter(pk__in=_ids(seen, RecentRecord.Kind.ACCOUNT))
    rows |= {(RecentRecord.Kind.DEAL.value, deal.pk): deal for deal in deals}
    rows |= {(RecentRecord.Kind.ACCOUNT.value, account.pk): account for account in accounts}
    return [rows[key] for key in seen if key in rows]


def _ids(seen: list[tuple[str, int]], kind: str) -> list[int]:
    return [pk for of, pk in seen if of == kind]
