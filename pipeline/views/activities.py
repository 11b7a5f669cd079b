from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from pipeline import services
from pipeline.forms import ActivityForm, TaskForm
from pipeline.views.access import deleted_is_missing, editable_deal
from pipeline.views.deal_page import render_deal
from teams.requests import signed_in


@require_POST
@deleted_is_missing
def activity_log(request: HttpRequest, code: str) -> HttpResponse:
    deal, form = editable_deal(request, code), ActivityForm(request.POST)
    if not form.is_valid():
        return render_deal(request, deal, status=422, activity_form=form)
    activity = services.log_activity(by=signed_in(request), deal=deal, **form.cleaned_data)
    said = f"{activity.get_kind_display()} saved"
    messages.success(request, f"{said}. {activity.word_to_author}" if activity.word_to_author else said)
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
