"""One account: its figures, fresh within a second of a change, and what belongs to it."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.models import Account
from accounts.services import merged_into
from analytics.account_record import gather, stamp
from analytics.charts import bar_chart, spark_path
from pipeline.forms import ActivityForm, TaskForm
from pipeline.models import MergeRun, ReportingDay
from pipeline.part_forms import AttachmentForm
from teams import visibility
from teams.models import User
from teams.requests import signed_in

PAGE = "analytics/account_page.html"


@require_GET
def account_page(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        return render_account(request, pk)
    except Http404:
        return _where_it_went(signed_in(request), pk)


def _where_it_went(user: User, pk: int) -> HttpResponse:
    """Lead the address of a merged account to the one it went into, for now: a merge can be undone."""
    survivor = merged_into(pk)
    if survivor is None or not Account.objects.visible_to(user).filter(pk=survivor).exists():
        raise Http404
    return redirect("analytics:account_page", survivor)


def render_account(request: HttpRequest, pk: int, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Answer with the account's page; `extra` replaces a form by one with messages."""
    user = signed_in(request)
    current = stamp(pk, user=user)
    if current is None:
        raise Http404
    context = _context(user, pk, current)
    return render(request, PAGE, context | _records(context["account"], user) | extra, status=status)


@require_GET
def account_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer 204 where nothing changed since `stamp`: every open page asks once a second."""
    user = signed_in(request)
    current = stamp(pk, user=user)
    if current is None:
        # The page asks again and again: reloaded it says once, and in full, that there is nothing to see.
        return HttpResponse("This account does not exist.", status=404, headers={"HX-Refresh": "true"})
    if request.GET.get("stamp") == current:
        return HttpResponse(status=204)
    context = _context(user, pk, current)
    answer = render(request, f"{PAGE}#account-figures", {**context, "swapped": True})
    sentence = render_to_string("analytics/_account_announcement.html", context).strip()
    answer["HX-Trigger"] = json.dumps({"announce": sentence})
    return answer


def _records(account: Account, user: User) -> dict[str, Any]:
    """What people keep with the account: its files, what is to be done, and the forms to add to them."""
    entry_day = ReportingDay.current().entry_day
    found: dict[str, Any] = {
        "files": account.attachments.select_related("uploaded_by"),
        "tasks": account.tasks.filter(opportunity=None, done_at=None).select_related("owner"),
        "as_of": entry_day,
        "merges": MergeRun.objects.of_accounts().in_force().filter(survivor_id=account.pk)[:3],
        "may_merge": Account.objects.filter(visibility.account_is_mergeable(user), pk=account.pk).exists(),
    }
    if visibility.may_create_accounts(user):
        forms = {"activity_form": ActivityForm(), "task_form": TaskForm(initial={"due_on": entry_day})}
        found |= {"attachment_form": AttachmentForm(), **forms}
    return found


def _context(user: User, pk: int, current: str) -> dict[str, Any]:
    accounts = Account.objects.visible_to(user)
    record = gather(get_object_or_404(accounts, pk=pk), user=user, as_of=ReportingDay.current().day)
    months = [(f"{month.first_day:%b}", month.revenue) for month in record.months]
    return {
        "record": record,
        "account": record.account,
        "metrics": record.metrics,
        "lifetime_values": spark_path([float(month.cltv or 0) for month in record.past]),
        "months": bar_chart(months) if any(revenue for _, revenue in months) else None,
        "fresh_url": f"{reverse('analytics:account_figures', args=[pk])}?stamp={current}",
    }
