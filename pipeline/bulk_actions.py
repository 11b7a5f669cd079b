"""What an action does with a chunk of a bulk run's deals, by the services and the rules of a single one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, transaction

from pipeline import services
from pipeline.bulk_models import BulkRun
from pipeline.models import LostReason, Opportunity, Stage
from teams.models import User

GONE = "It was deleted, or is no longer yours to see."
NOT_YOURS = "You may read this deal but not change it."
CHANGED_SINCE = "Somebody changed it since. It stays as it is now."
CLOSED = "It is closed. Reopen it on its page first."
REFUSED = "The database refused it. Try it on the deal's page."


@dataclass
class Outcome:
    """What became of a chunk: [deal, version, owner before] of what changed, [deal, reason] of what did not."""

    changed: list[list[int | None]] = field(default_factory=list)
    refused: list[list[Any]] = field(default_factory=list)

    def refuse(self, deals: list[int], reason: str) -> None:
        self.refused += [[pk, reason] for pk in deals]


def do_chunk(run: BulkRun, ids: list[int]) -> Outcome:
    """Do the run's action to these deals, in a transaction of the caller's."""
    return _ACTIONS[run.action](run, ids)


def _give(run: BulkRun, ids: list[int]) -> Outcome:
    to = User.objects.filter(pk=run.parameters["owner"]).first()
    if to is None:
        return _all_refused(ids, "The new owner is gone.")
    return _reassign(run.started_by, dict.fromkeys(ids, to))


def _reassign(by: User, owners: dict[int, User]) -> Outcome:
    """Give each deal to its owner, in one statement an owner."""
    outcome, deals = Outcome(), _editable(list(owners), by)
    _refuse_others(outcome, list(owners), deals, by)
    before = {deal.pk: deal.owner_id for deal in deals.values()}
    wanted = sorted((owners[pk].pk, pk) for pk in deals if before[pk] != owners[pk].pk)
    for _, pairs in groupby(wanted, key=lambda pair: pair[0]):
        group = [pk for _, pk in pairs]
        try:
            services.reassign_deals(Opportunity.objects.filter(pk__in=group), to=owners[group[0]], by=by)
        except PermissionDenied as refused:
            outcome.refuse(group, str(refused))
            continue
        versions = Opportunity.objects.filter(pk__in=group).order_by("pk").values_list("pk", "version")
        outcome.changed += [[pk, version, before[pk]] for pk, version in versions]
    return outcome


def _move(run: BulkRun, ids: list[int]) -> Outcome:
    to = Stage.objects.open().filter(pk=run.parameters["stage"]).first()
    if to is None:
        return _all_refused(ids, "The stage was deleted, or is no longer an open one.")
    return _move_each(run.started_by, ids, lambda deal: {"to": to})


def _lose(run: BulkRun, ids: list[int]) -> Outcome:
    to = Stage.objects.filter(type=Stage.Type.LOST).first()
    reason = LostReason.objects.filter(pk=run.parameters["lost_reason"]).first()
    if to is None or reason is None:
        return _all_refused(ids, "There is no such reason, or no stage for lost deals, any more.")
    return _move_each(run.started_by, ids, lambda deal: {"to": to, "lost_reason": reason})


def _move_each(by: User, ids: list[int], how: Callable[[Opportunity], dict[str, Any]]) -> Outcome:
    def move(deal: Opportunity) -> Opportunity:
        if not deal.is_open:
            raise ValidationError(CLOSED)
        return services.move_deal(deal, by=by, version=deal.version, **how(deal))

    return _each(by, ids, move)


def _delete(run: BulkRun, ids: list[int]) -> Outcome:
    outcome, deals = Outcome(), _editable(ids, run.started_by)
    _refuse_others(outcome, ids, deals, run.started_by)
    services.delete_deals(Opportunity.objects.filter(pk__in=deals), by=run.started_by)
    outcome.changed = [[pk, None, None] for pk in deals]
    return outcome


def _undo(run: BulkRun, ids: list[int]) -> Outcome:
    """Put back what nobody has touched since."""
    undone, by = run.undoes, run.started_by
    assert undone is not None  # noqa: S101 - a run of this action has one
    made = {pk: (version, owner) for pk, version, owner in undone.changed}
    if undone.action != BulkRun.Action.OWNER:
        return _each(by, ids, lambda deal: services.undo_move(deal, by=by, version=made[deal.pk][0]))
    deals = _editable(ids, by)
    touched = [deal.pk for deal in deals.values() if deal.version != made[deal.pk][0]]
    former = User.objects.in_bulk({made[pk][1] for pk in ids})
    outcome = _reassign(by, {pk: former[made[pk][1]] for pk in ids if pk not in touched})
    outcome.refuse(touched, CHANGED_SINCE)
    return outcome


_ACTIONS: dict[str, Callable[[BulkRun, list[int]], Outcome]] = {
    BulkRun.Action.OWNER: _give,
    BulkRun.Action.STAGE: _move,
    BulkRun.Action.LOST: _lose,
    BulkRun.Action.DELETE: _delete,
    BulkRun.Action.UNDO: _undo,
}


def _each(by: User, ids: list[int], change: Callable[[Opportunity], Opportunity]) -> Outcome:
    """Change one deal after the other; one that breaks a rule is left as it is, and the others go on."""
    outcome, deals = Outcome(), _editable(ids, by)
    _refuse_others(outcome, ids, deals, by)
    for deal in deals.values():
        try:
            with transaction.atomic():
                changed = change(deal)
        except services.StaleDeal:
            outcome.refuse([deal.pk], CHANGED_SINCE)
        except ValidationError as broken:
            outcome.refuse([deal.pk], " ".join(broken.messages))
        except PermissionDenied as refused:
            outcome.refuse([deal.pk], str(refused))
        except (IntegrityError, DataError):
            outcome.refuse([deal.pk], REFUSED)
        else:
            if changed.version != deal.version:
                outcome.changed.append([deal.pk, changed.version, None])
    return outcome


def _editable(ids: list[int], by: User) -> dict[int, Opportunity]:
    """Return those that the user may change, locked in the order of their ids: two runs never wait in a ring."""
    list(Opportunity.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    return {
        deal.pk: deal for deal in Opportunity.objects.editable_by(by).filter(pk__in=ids).for_lists().order_by("pk")
    }


def _refuse_others(outcome: Outcome, ids: list[int], deals: dict[int, Opportunity], by: User) -> None:
    left = [pk for pk in ids if pk not in deals]
    if left:
        seen = set(Opportunity.objects.visible_to(by).filter(pk__in=left).values_list("pk", flat=True))
        outcome.refuse([pk for pk in left if pk in seen], NOT_YOURS)
        outcome.refuse([pk for pk in left if pk not in seen], GONE)


def _all_refused(ids: list[int], reason: str) -> Outcome:
    return Outcome(refused=[[pk, reason] for pk in ids])
