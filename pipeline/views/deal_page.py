from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pipeline.forms import ActivityForm, LostForm, TaskForm, WonForm
from pipeline.models import Opportunity, ReportingDay, Stage, StageChange
from pipeline.timeline import stepper, steps_of
from pipeline.views.access import may_edit, readable_deal
from pipeline.views.deal_parts import parties_of, tab_of
from teams.models import User
from teams.requests import signed_in

RELATED = 8


@require_safe
def deal_page(request: HttpRequest, code: str) -> HttpResponse:
    return render_deal(request, readable_deal(request, code))


def render_deal(
    request: HttpRequest, deal: Opportunity, *, status: int = 200, show: str | None = None, **extra: Any
) -> HttpResponse:
    """Answer with the deal's page; `extra` replaces a form by one with messages, or says what was refused.

    `show` names the tab that the refused form is in.
    """
    user, reporting_day = signed_in(request), ReportingDay.current()
    as_of, edits = reporting_day.entry_day, may_edit(user, deal)
    steps, stages = steps_of(deal), list(Stage.objects.all())
    context = {
        "deal": deal,
        "as_of": as_of,
        "reporting_day": reporting_day,
        "steps": stepper(deal, stages, steps, as_of=as_of),
        "tasks": deal.tasks.filter(done_at__isnull=True).select_related("owner"),
        **tab_of(request, deal, steps, as_of=as_of, show=show, may_edit=edits),
        **parties_of(deal, user, may_edit=edits),
        **_related(deal, user),
    }
    if edits:
        context |= {"may_edit": True, "reopen_stage": _reopen_stage(steps, stages), **_forms(deal, user, as_of)}
    return render(request, "pipeline/deal_page.html", context | extra, status=status)


def _reopen_stage(steps: list[StageChange], stages: list[Stage]) -> Stage | None:
    """Return the open stage that the deal was in last, else the last open one."""
    been_in = [step.to_stage for step in steps if step.to_stage.is_open]
    return next(reversed(been_in or [stage for stage in stages if stage.is_open]), None)


def _forms(deal: Opportunity, user: User, as_of: Any) -> dict[str, Any]:
    return {
        "activity_form": ActivityForm(),
        "task_form": TaskForm(initial={"due_on": as_of}),
        "won_form": WonForm(deal=deal, user=user),
        "lost_form": LostForm(deal=deal, user=user),
    }


def _related(deal: Opportunity, user: User) -> dict[str, Any]:
    if deal.account is None:
        return {}
    others = deal.account.opportunities.visible_to(user).open().exclude(pk=deal.pk)
    return {"related": others.with_value().for_lists()[:RELATED]}
