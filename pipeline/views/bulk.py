"""Many deals at once: what is asked before, how far it is, what came of it, and its undoing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from pipeline import bulk
from pipeline.bulk_forms import FORMS, BulkForm
from pipeline.bulk_selection import Chosen, Selection
from pipeline.bulk_words import counted, done_in_words, refusals
from pipeline.deal_export import deal_table
from pipeline.deal_filters import chosen_order
from pipeline.models import BulkRun, Opportunity, ReportingDay
from teams import visibility
from teams.downloads import file_response, refused_as_page
from teams.models import User
from teams.requests import signed_in


@require_POST
def deal_bulk(request: HttpRequest) -> HttpResponse:
    """Ask what the action needs, naming how many deals it is about; once that is sent, do it."""
    user, selection = _writer(request), Selection.sent(request.POST)
    form_class = FORMS.get(request.POST.get("action", ""))
    try:
        if form_class is None:
            raise ValidationError("Choose what to do with the deals.")
        chosen = selection.find(user, as_of=ReportingDay.current().day)
    except ValidationError as refused:
        context = {"problem": " ".join(refused.messages), "back": _list(selection.query)}
        return render(request, "pipeline/deal_bulk.html", context, status=422)
    form = form_class(request.POST if "sure" in request.POST else None, user=user)
    if not form.is_valid():
        return _ask(request, form, selection, chosen)
    return _answer(request, _start(form, chosen))


@require_POST
@refused_as_page
def bulk_export(request: HttpRequest, extension: str) -> FileResponse | HttpResponse:
    """The ticked deals as a file; all that match are a download of the list."""
    user, selection, as_of = signed_in(request), Selection.sent(request.POST), ReportingDay.current().day
    if selection.everything:
        return redirect(f"{reverse('pipeline:deal_export', args=[extension])}?{selection.query}")
    try:
        chosen = selection.find(user, as_of=as_of)
    except ValidationError as refused:
        context = {"problem": " ".join(refused.messages), "back": _list(selection.query)}
        return render(request, "pipeline/deal_bulk.html", context, status=422)
    order = chosen_order(request.GET)
    rows = Opportunity.objects.visible_to(user).filter(pk__in=chosen.ids).with_value().with_close().with_age(as_of)
    return file_response(request, deal_table(order.apply(rows), order, as_of=as_of), extension, as_of=as_of)


@require_safe
@vary_on_headers("HX-Request")
def bulk_run(request: HttpRequest, pk: int) -> HttpResponse:
    template = "pipeline/_bulk_progress.html" if request.htmx else "pipeline/bulk_run.html"  # type: ignore[attr-defined]
    run = _own(request, pk)
    context: dict[str, Any] = {"run": run, "back": _list(run.query), "result": done_in_words(run)}
    if not run.is_open:
        context |= {"refusals": refusals(run, user=signed_in(request)), "may_undo": _may_undo(run)}
    return render(request, template, context)


@require_POST
def bulk_undo(request: HttpRequest, pk: int) -> HttpResponse:
    run, user = _own(request, pk), _writer(request)
    try:
        undone = bulk.undo_run(run, by=user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(run)
    return _answer(request, undone)


def _start(form: BulkForm, chosen: Chosen) -> BulkRun:
    return bulk.start_run(
        by=form.user, action=form.action, heading=form.heading, chosen=chosen, parameters=form.parameters
    )


def _ask(request: HttpRequest, form: BulkForm, selection: Selection, chosen: Chosen) -> HttpResponse:
    context = {
        "form": form,
        "selection": selection,
        "chosen": chosen,
        "counted": counted(len(chosen.ids)),
        "in_background": len(chosen.ids) > bulk.AT_ONCE,
        "back": _list(selection.query),
    }
    return render(request, "pipeline/deal_bulk.html", context, status=422 if form.is_bound else 200)


def _answer(request: HttpRequest, run: BulkRun) -> HttpResponse:
    """Go back to the list where all is done; else to the page that says how far it is and what was refused."""
    if run.is_open or run.refused or run.state == BulkRun.State.FAILED:
        return redirect(run)
    undo = f"undo {reverse('pipeline:bulk_undo', args=[run.pk])}" if _may_undo(run) else ""
    messages.success(request, done_in_words(run), extra_tags=undo)
    return redirect(_list(run.query))


def _may_undo(run: BulkRun) -> bool:
    return run.changes_to_undo and not run.was_undone


def _own(request: HttpRequest, pk: int) -> BulkRun:
    return get_object_or_404(BulkRun, pk=pk, started_by=signed_in(request))


def _writer(request: HttpRequest) -> User:
    user = signed_in(request)
    if not visibility.may_create_accounts(user):
        raise PermissionDenied("Analysts read; they do not change records.")
    return user


def _list(query: str) -> str:
    return f"{reverse('pipeline:deal_list')}?{query}" if query else reverse("pipeline:deal_list")
