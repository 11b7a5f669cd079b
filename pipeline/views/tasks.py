"""The list of tasks, and the page of one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Account
from pipeline.deal_filters import query_with
from pipeline.models import Opportunity, ReportingDay
from pipeline.task_filters import DONE, TaskFilter
from pipeline.task_forms import TaskEditForm
from pipeline.task_lines import lines_of
from pipeline.views.access import editable_task, gone_is_missing
from teams import visibility
from teams.models import User
from teams.requests import signed_in, way_back

OPTIONS, ACCOUNTS = 8, 50


@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    if "" in request.GET.values():
        empty = {name: None for name, value in request.GET.items() if not value}
        return redirect(request.path + query_with(request.GET, **empty))
    user, day = signed_in(request), ReportingDay.current().entry_day
    filters = TaskFilter(request.GET, user=user, day=day)
    page = filters.page()
    context = {
        "filters": filters,
        "page": page,
        "lines": lines_of(page.rows, user=user, day=day),
        "tabs": filters.tabs(filters.counts()),
        "done_shown": filters.show_key == DONE,
        "here": request.get_full_path(),
    }
    return render(request, "pipeline/task_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_missing
def task_create(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not visibility.may_create_accounts(user):
        raise PermissionDenied("Analysts read; they do not change records.")
    if request.method != "POST":
        initial = {"due_on": ReportingDay.current().entry_day, **_asked(request, user)}
        return render_task(request, TaskEditForm(user=user, initial=initial))
    return _save(request, TaskEditForm(request.POST, user=user), "planned")


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_missing
def task_edit(request: HttpRequest, pk: int) -> HttpResponse:
    task, user = editable_task(request, pk), signed_in(request)
    if request.method != "POST":
        return render_task(request, TaskEditForm(user=user, task=task))
    return _save(request, TaskEditForm(request.POST, user=user, task=task), "saved")


@require_safe
def deal_options(request: HttpRequest) -> HttpResponse:
    """Answer with the open deals that the type-ahead offers for a name of an account, or for a code."""
    user, typed = signed_in(request), " ".join(request.GET.get("q", "").replace("\0", "").split())[:160]
    deals = Opportunity.objects.editable_by(user).open().for_lists()
    found: list[Opportunity] = []
    if typed:
        accounts = list(Account.objects.visible_to(user).search(typed).values_list("pk", flat=True)[:ACCOUNTS])
        found = [*deals.filter(code=typed.upper()), *deals.filter(account__in=accounts)[:OPTIONS]][:OPTIONS]
    options = [{"value": deal.code, "label": deal.title, "note": f"{deal.owner} · {deal.code}"} for deal in found]
    return render(request, "_options.html", {"options": options})


def render_task(request: HttpRequest, form: TaskEditForm, *, status: int = 200, **extra: Any) -> HttpResponse:
    context = {"form": form, "task": form.task, "back": way_back(request, reverse("pipeline:task_list")), **extra}
    return render(request, "pipeline/task_form.html", context, status=status)


def _save(request: HttpRequest, form: TaskEditForm, done: str) -> HttpResponse:
    task = form.save() if form.is_valid() else None
    if task is None:
        return render_task(request, form, status=422)
    messages.success(request, f"{task} {done}")
    return redirect(way_back(request, reverse("pipeline:task_list")))


def _asked(request: HttpRequest, user: User) -> dict[str, Any]:
    """What the address says that the task is for."""
    code, key = request.GET.get("deal", "").replace("\0", "")[:16], request.GET.get("account", "")
    if code:
        deal = Opportunity.objects.editable_by(user).for_lists().filter(code=code).first()
        return {"deal": deal.title, "deal_choice": deal.code} if deal else {}
    account = Account.objects.visible_to(user).filter(pk=int(key[:18])).first() if key.isdecimal() else None
    return {"account": account.name, "account_choice": account.pk} if account else {}
