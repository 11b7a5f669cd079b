"""What has happened to a deal, the newest first, and how long it was in each stage."""

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.utils import timezone

from pipeline.history import Change, Edit, edits_of
from pipeline.models import Activity, Opportunity, Stage, StageChange
from pipeline.part_history import part_edits_of
from teams.models import User

SIZE = 30
ACTIVITIES, CHANGES = "activities", "changes"
MOVING = {"stage", "close_date", "close_value", "lost_reason"}
CLOSING = {"close_value", "lost_reason"}
ACTIVITY_ICONS = {
    Activity.Kind.NOTE: "note",
    Activity.Kind.CALL: "phone",
    Activity.Kind.EMAIL: "mail",
    Activity.Kind.MEETING: "people",
}


@dataclass(frozen=True)
class Entry:
    """One line: `kind` says which (activity, task, edit, part, step, start), `item` is its record, or its words."""

    at: datetime
    kind: str
    icon: str
    who: str = ""
    item: Any = None
    changes: list[Change] = field(default_factory=list)
    days: int | None = None


@dataclass(frozen=True)
class Timeline:
    entries: list[Entry]
    older: datetime | None


@dataclass(frozen=True)
class StageStep:
    """A stage of the stepper: the days spent in it so far, and whether the deal is in it or was."""

    stage: Stage
    days: int | None
    current: bool
    done: bool


def steps_of(deal: Opportunity) -> list[StageChange]:
    return list(deal.stage_changes.select_related("from_stage", "to_stage", "changed_by"))


def stepper(deal: Opportunity, stages: list[Stage], steps: list[StageChange], *, as_of: date) -> list[StageStep]:
    """Return the open stages in order; a closed deal is in none of them."""
    spent: dict[int, int] = {}
    ends = [_day(step.changed_at) for step in steps[1:]] + [deal.close_date or as_of]
    for step, end in zip(steps, ends, strict=True):
        days = _days(_day(step.changed_at), end, as_of)
        spent[step.to_stage_id] = spent.get(step.to_stage_id, 0) + days
    return [
        StageStep(
            stage,
            spent.get(stage.pk),
            current=stage.pk == deal.stage_id,
            done=stage.pk in spent and stage.pk != deal.stage_id,
        )
        for stage in stages
        if stage.is_open
    ]


def timeline_of(
    deal: Opportunity,
    steps: list[StageChange],
    *,
    user: User,
    as_of: date,
    before: datetime | None = None,
    only: str = "",
) -> Timeline:
    """Return the newest entries before a moment, and the moment at which the older ones go on.

    `only` leaves what was done (ACTIVITIES) or what became another (CHANGES).
    """
    found: list[Entry] = []
    if only != CHANGES:
        found += [*_activities(deal, before), *_tasks(deal, before)]
    if only != ACTIVITIES:
        edits = edits_of(deal, limit=SIZE + 1, before=before)
        found += [*_edits(edits), *_parts(deal, user, before)]
        found += [entry for entry in _steps(steps, edits, as_of) if before is None or entry.at < before]
    found.sort(key=lambda entry: entry.at, reverse=True)
    shown = found[:SIZE]
    # Whatever one transaction wrote has one moment; the cut must not go through it.
    shown += [entry for entry in found[SIZE:] if entry.at == shown[-1].at]
    return Timeline(shown, shown[-1].at if len(found) > len(shown) else None)


def _parts(deal: Opportunity, user: User, before: datetime | None) -> list[Entry]:
    return [
        Entry(edit.at, "part", edit.icon, edit.by, edit.text, edit.changes)
        for edit in part_edits_of(deal, user, limit=SIZE + 1, before=before)
    ]


def _activities(deal: Opportunity, before: datetime | None) -> list[Entry]:
    rows = deal.activities.select_related("author", "contact")
    if before:
        rows = rows.filter(happened_at__lt=before)
    return [
        Entry(row.happened_at, "activity", ACTIVITY_ICONS[Activity.Kind(row.kind)], row.author.name, row)
        for row in rows[: SIZE + 1]
    ]


def _tasks(deal: Opportunity, before: datetime | None) -> list[Entry]:
    rows = deal.tasks.filter(done_at__isnull=False).select_related("owner").order_by("-done_at")
    if before:
        rows = rows.filter(done_at__lt=before)
    return [Entry(row.done_at, "task", "check", row.owner.name, row) for row in rows[: SIZE + 1] if row.done_at]


def _edits(edits: list[Edit]) -> list[Entry]:
    """Return the edits without what the steps tell already."""
    told = [
        (edit, [change for change in edit.changes if not (_moved(edit) and change.name in MOVING)]) for edit in edits
    ]
    return [Entry(edit.at, "edit", "edit", edit.by, changes=changes) for edit, changes in told if changes]


def _steps(steps: list[StageChange], edits: list[Edit], as_of: date) -> list[Entry]:
    facts = _closing_facts(steps, edits)
    entries = [Entry(step.changed_at, "start", "plus", _who(step), step) for step in steps[:1]]
    for former, step in pairwise(steps):
        days = _days(_day(former.changed_at), _day(step.changed_at), as_of)
        entries.append(Entry(step.changed_at, "step", "move", _who(step), step, facts.get(step.pk, []), days))
    return entries


def _closing_facts(steps: list[StageChange], edits: list[Edit]) -> dict[int, list[Change]]:
    """Return what closed the deal by step: value or reason, from the edit that made the step."""
    facts = {}
    for edit in filter(_moved, edits):
        # An edit is dated by its transaction, a step by its statement, which is the later of the two.
        step = next((step for step in steps if step.changed_at >= edit.at and _same_move(step, edit)), None)
        if step is not None:
            facts[step.pk] = [change for change in edit.changes if change.name in CLOSING and change.new]
    return facts


def _same_move(step: StageChange, edit: Edit) -> bool:
    move = next(change for change in edit.changes if change.name == "stage")
    return (str(step.from_stage), str(step.to_stage)) == (move.old, move.new)


def _moved(edit: Edit) -> bool:
    return any(change.name == "stage" for change in edit.changes)


def _who(step: StageChange) -> str:
    return step.changed_by.name if step.changed_by else ""


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _days(start: date, end: date, as_of: date) -> int:
    """Days between two events. What is entered after a pinned reporting day counts as on that day."""
    return max((min(end, as_of) - min(start, as_of)).days, 0)
