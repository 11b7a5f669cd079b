"""What is done with a task in a list: ticked off and back, put off, deleted. The line comes back as it is then."""

import json
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from pipeline import task_changes
from pipeline.models import Opportunity, ReportingDay, Task
from pipeline.task_forms import SnoozeForm, TaskEditForm
from pipeline.task_lines import lines_of
from pipeline.views.access import editable_task, gone_is_missing
from pipeline.views.tasks import render_task
from teams.requests import signed_in, way_back


@require_POST
@vary_on_headers("HX-Request")
@gone_is_missing
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    task = task_changes.complete_task(editable_task(request, pk), by=signed_in(request))
    upcoming = Task.objects.open().filter(follows=task).first()
    again = f", due again {format_date(upcoming.due_on, 'j M Y')}" if upcoming else ""
    return _answer(request, task, f"{task} done{again}", undo="pipeline:task_reopen")


@require_POST
@vary_on_headers("HX-Request")
@gone_is_missing
def task_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    task = task_changes.reopen_task(editable_task(request, pk), by=signed_in(request))
    return _answer(request, task, f"{task} is open again")


@require_POST
@vary_on_headers("HX-Request")
@gone_is_missing
def task_snooze(request: HttpRequest, pk: int) -> HttpResponse:
    task, user = editable_task(request, pk), signed_in(request)
    form = SnoozeForm(request.POST, today=ReportingDay.current().entry_day)
    try:
        if not form.is_valid():
            return _refuse(request, task, form.problem)
        task = task_changes.snooze_task(task, by=user, until=form.until)
    except ValidationError as refused:
        return _refuse(request, task, " ".join(refused.messages))
    return _answer(request, task, f"{task}: put off to {format_date(task.due_on, 'D j M Y')}")


@require_POST
@gone_is_missing
def task_delete(request: HttpRequest, pk: int) -> HttpResponse:
    task = editable_task(request, pk)
    task_changes.delete_task(task, by=signed_in(request))
    messages.success(request, f"{task} deleted")
    return redirect(way_back(request, reverse("pipeline:task_list")))


def _answer(request: HttpRequest, task: Task, sentence: str, *, undo: str = "") -> HttpResponse:
    back = way_back(request, _default_page(request, task))
    undo_url = f"{reverse(undo, args=[task.pk])}?{urlencode({'next': back})}" if undo else ""
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, sentence, extra_tags=f"undo {undo_url}" if undo else "")
        return redirect(back)
    answer = _line(request, task, back)
    answer["HX-Trigger"] = json.dumps({"toast": {"text": sentence, "undo": undo_url}, "tasks-changed": {}})
    return answer


def _refuse(request: HttpRequest, task: Task, problem: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return _line(request, task, way_back(request, reverse("pipeline:task_list")), problem=problem, status=422)
    form = TaskEditForm(user=signed_in(request), task=task)
    return render_task(request, form, status=422, problem=problem)


def _line(request: HttpRequest, task: Task, back: str, *, problem: str = "", status: int = 200) -> HttpResponse:
    line = lines_of([task], user=signed_in(request), day=ReportingDay.current().entry_day)[0]
    context = {"line": line, "here": back, "problem": problem}
    return render(request, "pipeline/_task_line.html", context, status=status)


def _default_page(request: HttpRequest, task: Task) -> str:
    """The task's deal where one may see it, else the list."""
    deals = Opportunity.objects.visible_to(signed_in(request))
    deal = deals.filter(pk=task.opportunity_id).first() if task.opportunity_id else None
    return deal.get_absolute_url() if deal else reverse("pipeline:task_list")
