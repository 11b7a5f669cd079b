from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from pipeline import services
from pipeline.forms import ActivityForm, TaskForm
from pipeline.models import Opportunity, Task
from pipeline.views.access import deleted_is_missing, editable_deal, may_edit
from pipeline.views.deal_page import render_deal
from teams.requests import signed_in


@require_POST
@deleted_is_missing
def activity_log(request: HttpRequest, code: str) -> HttpResponse:
    deal, form = editable_deal(request, code), ActivityForm(request.POST)
    if not form.is_valid():
        return render_deal(request, deal, status=422, activity_form=form)
    activity = services.log_activity(by=signed_in(request), deal=deal, **form.cleaned_data)
    messages.success(request, f"{activity.get_kind_display()} saved")
    return redirect(deal)


@require_POST
@deleted_is_missing
def task_add(request: HttpRequest, code: str) -> HttpResponse:
    deal, form = editable_deal(request, code), TaskForm(request.POST)
    if not form.is_valid():
        return render_deal(request, deal, status=422, task_form=form)
    form.save(deal, by=signed_in(request))
    messages.success(request, "Task saved")
    return redirect(deal)


@require_POST
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick a deal's task off; who may change the deal may do it."""
    user = signed_in(request)
    visible = Opportunity.objects.visible_to(user)
    tasks = Task.objects.select_related("opportunity").filter(opportunity__in=visible.values("pk"))
    task = get_object_or_404(tasks, pk=pk)
    deal = task.opportunity
    if deal is None or not may_edit(user, deal):
        raise PermissionDenied("You may read this deal but not change it.")
    services.complete_task(task, by=user)
    messages.success(request, f"{task} done")
    return redirect(deal)
