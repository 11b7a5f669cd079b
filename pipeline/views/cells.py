"""A deal's fact as a fragment of its own: its value, or the form that changes it. Without htmx, a small page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import trigger_client_event

from pipeline.cell_forms import FACTS, CellForm, facts_to_edit
from pipeline.history import conflict_of
from pipeline.models import Opportunity, ReportingDay
from pipeline.services import StaleDeal
from pipeline.views.access import deleted_is_missing, editable_deal
from teams.requests import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@deleted_is_missing
def deal_cell(request: HttpRequest, code: str, field: str) -> HttpResponse:
    """Answer with the form of one fact; `?shown` with its value instead, which is what a cancelled edit asks for."""
    if field not in FACTS:
        raise Http404
    deal = editable_deal(request, code)
    if field not in facts_to_edit(deal):
        raise PermissionDenied("The deal is closed. Correct its closing, or reopen it, on its page.")
    if field == "amount" and deal.items.exists():
        raise PermissionDenied("The amount is the sum of the deal's lines. They change on its page.")
    if request.method == "POST":
        return _save(request, CellForm(request.POST, fact=field, deal=deal, user=signed_in(request)))
    if "shown" in request.GET:
        return _value(request, deal, field) if request.htmx else redirect(deal)  # type: ignore[attr-defined]
    return _form(request, CellForm(fact=field, deal=deal, user=signed_in(request)))


def _save(request: HttpRequest, form: CellForm) -> HttpResponse:
    try:
        saved = form.save() if form.is_valid() else None
    except StaleDeal as stale:
        version, typed = form.cleaned_data["version"], {form.fact: form.cleaned_data[form.fact]}
        conflict = conflict_of(stale.current, version=version, typed=typed)
        form.at_version(stale.current.version)
        return _form(request, form, status=409, conflict=conflict)
    if saved is None:
        return _form(request, form, status=422)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, f"{form.label} saved")
        return redirect(saved)
    answer = _value(request, saved, form.fact, saved=True)
    trigger_client_event(answer, "announce", {"value": f"{form.label} of {saved} saved"})
    return trigger_client_event(answer, "deal-edited", {"code": saved.code, "field": form.fact})


def _form(request: HttpRequest, form: CellForm, *, status: int = 200, conflict: Any = None) -> HttpResponse:
    template = "pipeline/_cell_form.html" if request.htmx else "pipeline/deal_cell.html"  # type: ignore[attr-defined]
    return render(request, template, {"form": form, "deal": form.deal, "conflict": conflict}, status=status)


def _value(request: HttpRequest, deal: Opportunity, field: str, *, saved: bool = False) -> HttpResponse:
    context: dict[str, Any] = {"deal": deal, "field": field, "may_edit": True}
    if saved and field == "stage" and _from_the_list(request):
        # What else of the row hangs on the stage.
        as_of = ReportingDay.current().day
        changed = Opportunity.objects.with_age(as_of).for_lists().get(pk=deal.pk)
        context |= {"row": changed, "as_of": as_of}
    return render(request, "pipeline/_cell_fragment.html", context)


def _from_the_list(request: HttpRequest) -> bool:
    address = request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
    return bool(address.partition("?")[0] == reverse("pipeline:deal_list"))
