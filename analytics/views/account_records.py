"""What people write down about an account itself: notes, tasks, files. What is refused comes back on its page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.models import Account
from analytics.views.account_page import render_account
from pipeline import services
from pipeline.forms import ActivityForm, TaskForm
from pipeline.part_forms import AttachmentForm
from pipeline.views.access import deleted_is_missing
from teams import visibility
from teams.requests import signed_in


@require_POST
@deleted_is_missing
def account_activity_log(request: HttpRequest, pk: int) -> HttpResponse:
    account, form = _account(request, pk), ActivityForm(request.POST)
    if not form.is_valid():
        return render_account(request, pk, status=422, activity_form=form)
    activity = services.log_activity(by=signed_in(request), account=account, **form.cleaned_data)
    said = f"{activity.get_kind_display()} saved"
    messages.success(request, f"{said}. {activity.word_to_author}" if activity.word_to_author else said)
    return redirect("analytics:account_page", pk)


@require_POST
@deleted_is_missing
def account_task_add(request: HttpRequest, pk: int) -> HttpResponse:
    account, form = _account(request, pk), TaskForm(request.POST)
    if not form.is_valid():
        return render_account(request, pk, status=422, task_form=form)
    services.add_task(by=signed_in(request), account=account, **form.cleaned_data)
    messages.success(request, "Task saved")
    return redirect("analytics:account_page", pk)


@require_POST
@deleted_is_missing
def account_file_add(request: HttpRequest, pk: int) -> HttpResponse:
    account, form = _account(request, pk), AttachmentForm(request.POST, request.FILES)
    kept = form.save(account, by=signed_in(request)) if form.is_valid() else None
    if kept is None:
        return render_account(request, pk, status=422, attachment_form=form)
    messages.success(request, f"{kept} attached")
    return redirect("analytics:account_page", pk)


def _account(request: HttpRequest, pk: int) -> Account:
    user = signed_in(request)
    account: Account = get_object_or_404(Account.objects.visible_to(user), pk=pk)
    if not visibility.may_create_accounts(user):
        raise PermissionDenied("Analysts read; they do not change records.")
    return account
