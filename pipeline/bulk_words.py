"""What a bulk run has come to, in words."""

from dataclasses import dataclass
from typing import Any

from pipeline.bulk_models import BulkRun
from pipeline.models import Opportunity
from teams.models import User

SHOWN = 200
_DONE = {
    BulkRun.Action.OWNER: "{} given to their new owner",
    BulkRun.Action.STAGE: "{} moved",
    BulkRun.Action.LOST: "{} marked as lost",
    BulkRun.Action.DELETE: "{} deleted",
    BulkRun.Action.UNDO: "{} put back",
}


@dataclass(frozen=True)
class Refusal:
    """A deal that was left as it is; `deal` is None where it is gone or not for this reader."""

    deal: Opportunity | None
    reason: str


def counted(number: int) -> str:
    return f"{number:,} deal" if number == 1 else f"{number:,} deals"


def done_in_words(run: BulkRun) -> str:
    """ "18 deals moved, 2 refused, 1 so already"."""
    parts = [_DONE[BulkRun.Action(run.action)].format(counted(len(run.changed)))]
    if run.refused:
        parts.append(f"{len(run.refused):,} refused")
    if run.unchanged:
        parts.append(f"{run.unchanged:,} so already")
    if run.ignored:
        parts.append(f"{run.ignored:,} left out")
    return ", ".join(parts)


def refusals(run: BulkRun, *, user: User) -> list[Refusal]:
    """Return the first of what was refused, with the deals as the reader may see them."""
    shown: list[list[Any]] = run.refused[:SHOWN]
    deals = Opportunity.objects.visible_to(user).for_lists().in_bulk([pk for pk, _ in shown])
    return [Refusal(deals.get(pk), reason) for pk, reason in shown]
