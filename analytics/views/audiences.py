"""Audiences: saved filters of accounts, with whoever passes them at the moment."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analytics import audiences as service
from analytics.account_export import account_table as exported
from analytics.account_filter import AccountFilter, Choices
from analytics.audience_forms import AudienceForm
from analytics.models import Audience
from analytics.views.account_table import account_table, count
from pipeline.models import ReportingDay
from teams.downloads import export_page, file_response
from teams.requests import signed_in


@require_http_methods(["GET", "POST"])
def audience_list(request: HttpRequest) -> HttpResponse:
    """List one's own and shared audiences; a POST saves the account list's filters as a new one."""
    if request.method == "GET":
        return _render_list(request)
    user, form = signed_in(request), AudienceForm(request.POST)
    filters = AccountFilter(request.POST, user=user)
    if form.is_valid():
        try:
            made = service.create_audience(by=user, filters=filters, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("name", error.messages)
        else:
            return redirect("analytics:audience", pk=made.pk)
    return _render_list(request, form=form, criteria=filters.in_force.items(), status=422)


@require_GET
def audience(request: HttpRequest, pk: int) -> HttpResponse:
    return _render_audience(request, _visible(request, pk))


@require_POST
def audience_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _own(request, pk), AudienceForm(request.POST)
    if form.is_valid():
        try:
            service.edit_audience(found, by=signed_in(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error("name", error.messages)
        else:
            return redirect("analytics:audience", pk=pk)
    return _render_audience(request, found, form=form, status=422)


@require_POST
def audience_delete(request: HttpRequest, pk: int) -> HttpResponse:
    service.delete_audience(_own(request, pk), by=signed_in(request))
    return redirect("analytics:audiences")


@export_page
def audience_export(request: HttpRequest, pk: int, extension: str) -> FileResponse:
    members = service.members(_visible(request, pk), user=signed_in(request), sort=request.GET.get("sort", ""))
    table = exported(members.filters, members.accounts)
    return file_response(request, table, extension, as_of=ReportingDay.current().day)


def _visible(request: HttpRequest, pk: int) -> Audience:
    return get_object_or_404(Audience.objects.visible_to(signed_in(request)).select_related("owner"), pk=pk)


def _own(request: HttpRequest, pk: int) -> Audience:
    return get_object_or_404(Audience, pk=pk, owner=signed_in(request))


def _render_list(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    user = signed_in(request)
    choices, lines = Choices.of(user), []
    for each in Audience.objects.visible_to(user).select_related("owner")[: Audience.MOST]:
        members = service.members(each, user=user, choices=choices)
        lines.append((each, members, count(members.accounts)))
    return render(request, "analytics/audience_list.html", {"lines": lines, **more}, status=status)


def _render_audience(request: HttpRequest, found: Audience, *, status: int = 200, **more: Any) -> HttpResponse:
    members = service.members(found, user=signed_in(request), sort=request.GET.get("sort", ""))
    context = {
        **account_table(members.filters, members.accounts, request.GET),
        "audience": found,
        "members": members,
        "count": count(members.accounts),
        "is_own": found.owner_id == signed_in(request).pk,
        "list_url": f"{reverse('analytics:account_list')}?{members.address.urlencode()}",
        **more,
    }
    return render(request, "analytics/audience.html", context, status=status)
