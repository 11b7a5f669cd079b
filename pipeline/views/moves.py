from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from pipeline import services
from pipeline.forms import CloseForm, LostForm, MoveForm, WonForm
from pipeline.history import conflict_of
from pipeline.models import Opportunity, Stage
from pipeline.views.access import deleted_is_missing, editable_deal
from pipeline.views.deal_page import render_deal
from teams.requests import signed_in


@require_POST
@deleted_is_missing
def deal_move(request: HttpRequest, code: str) -> HttpResponse:
    """Move a deal to an open stage; Won and Lost ask for more and so answer with their form."""
    deal, form = editable_deal(request, code), MoveForm(request.POST)
    if not form.is_valid():
        return render_deal(request, deal, status=422, problem="Choose a stage.")
    to, version = form.cleaned_data["stage"], form.cleaned_data["version"]
    if not to.is_open:
        return redirect("pipeline:deal_won" if to.type == Stage.Type.WON else "pipeline:deal_lost", code)
    try:
        moved = services.move_deal(deal, by=signed_in(request), version=version, to=to)
    except services.StaleDeal as stale:
        return _refuse(request, stale.current, version)
    except ValidationError as refused:
        return render_deal(request, deal, status=422, problem=" ".join(refused.messages))
    return _moved(request, deal, moved)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@deleted_is_missing
def deal_won(request: HttpRequest, code: str) -> HttpResponse:
    return _close(request, editable_deal(request, code), WonForm)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@deleted_is_missing
def deal_lost(request: HttpRequest, code: str) -> HttpResponse:
    return _close(request, editable_deal(request, code), LostForm)


@require_POST
@deleted_is_missing
def deal_undo(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Take back the move that made the version, if nothing has changed since."""
    deal = editable_deal(request, code)
    try:
        services.undo_move(deal, by=signed_in(request), version=version)
    except services.StaleDeal as stale:
        return _refuse(request, stale.current, version)
    except ValidationError as refused:
        return render_deal(request, deal, status=422, problem=" ".join(refused.messages))
    messages.success(request, "Move undone")
    return redirect(deal)


def _close(request: HttpRequest, deal: Opportunity, form_class: type[CloseForm]) -> HttpResponse:
    user = signed_in(request)
    if request.method != "POST":
        return _render_close(request, form_class(deal=deal, user=user))
    form = form_class(request.POST, deal=deal, user=user)
    try:
        moved = form.save() if form.is_valid() else None
    except services.StaleDeal as stale:
        conflict = conflict_of(stale.current, version=form.cleaned_data["version"], typed={})
        form.at_version(stale.current.version)
        return _render_close(request, form, status=409, conflict=conflict)
    if moved is None:
        return _render_close(request, form, status=422)
    return _moved(request, deal, moved)


def _render_close(
    request: HttpRequest, form: CloseForm, *, status: int = 200, conflict: object = None
) -> HttpResponse:
    template = "pipeline/deal_close.html"
    context = {"form": form, "deal": form.deal, "conflict": conflict, "in_dialog": request.htmx}  # type: ignore[attr-defined]
    return render(request, f"{template}#close-form" if request.htmx else template, context, status=status)  # type: ignore[attr-defined]


def _refuse(request: HttpRequest, current: Opportunity, version: int) -> HttpResponse:
    conflict = conflict_of(current, version=version, typed={})
    return render_deal(request, current, status=409, conflict=conflict)


def _moved(request: HttpRequest, deal: Opportunity, moved: Opportunity) -> HttpResponse:
    if moved.version != deal.version:
        undo = reverse("pipeline:deal_undo", args=[moved.code, moved.version])
        messages.success(request, f"Moved to {moved.stage}", extra_tags=f"undo {undo}")
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(moved.get_absolute_url())
    return redirect(moved)
