"""The lines of a deal are changed on its page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from pipeline import line_items
from pipeline.forms import VersionedForm
from pipeline.history import conflict_of
from pipeline.models import Opportunity
from pipeline.part_forms import LineItemForm
from pipeline.services import StaleDeal
from pipeline.views.access import deleted_is_missing, editable_deal
from pipeline.views.deal_page import render_deal
from pipeline.views.deal_parts import PRODUCTS
from teams.requests import signed_in


@require_POST
@deleted_is_missing
def item_add(request: HttpRequest, code: str) -> HttpResponse:
    deal = editable_deal(request, code)
    return _save(request, deal, LineItemForm(request.POST, deal=deal))


@require_http_methods(["GET", "HEAD", "POST"])
@deleted_is_missing
def item_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The deal's page with this line's fields to type in."""
    deal = editable_deal(request, code)
    item = get_object_or_404(deal.items.select_related("product", "opportunity"), pk=pk)
    if request.method != "POST":
        return render_deal(request, deal, show=PRODUCTS, line_form=LineItemForm(deal=deal, item=item))
    return _save(request, deal, LineItemForm(request.POST, deal=deal, item=item))


@require_POST
@deleted_is_missing
def item_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    deal, form = editable_deal(request, code), VersionedForm(request.POST)
    item = get_object_or_404(deal.items.select_related("product", "opportunity"), pk=pk)
    if not form.is_valid():
        return render_deal(request, deal, status=422, show=PRODUCTS, problem="Say which version you saw.")
    version, words = form.cleaned_data["version"], str(item)
    try:
        left = line_items.remove_item(item, by=signed_in(request), version=version)
    except StaleDeal as stale:
        return _refuse(request, stale.current, version)
    except ValidationError as refused:
        return render_deal(request, deal, status=422, show=PRODUCTS, problem=" ".join(refused.messages))
    last = ". Without lines the amount is list price × quantity" if left.amount is None else ""
    messages.success(request, f"{words} removed{last}")
    return _to_products(left)


def _save(request: HttpRequest, deal: Opportunity, form: LineItemForm) -> HttpResponse:
    place = "line_form" if form.item else "item_form"
    try:
        saved = form.save(by=signed_in(request)) if form.is_valid() else None
    except StaleDeal as stale:
        version = form.cleaned_data["version"]
        form.at_version(stale.current.version)
        return _refuse(request, stale.current, version, **{place: form})
    if saved is None:
        said = (
            "" if deal.is_open else " ".join(map(str, form.non_field_errors()))
        )  # a closed deal has no form to say it in
        return render_deal(request, deal, status=422, show=PRODUCTS, problem=said, **{place: form})
    messages.success(request, f"{saved} saved")
    return _to_products(deal)


def _refuse(request: HttpRequest, current: Opportunity, version: int, **forms: LineItemForm) -> HttpResponse:
    conflict = conflict_of(current, version=version, typed={})
    return render_deal(request, current, status=409, show=PRODUCTS, conflict=conflict, **forms)


def _to_products(deal: Opportunity) -> HttpResponse:
    return redirect(f"{deal.get_absolute_url()}?show={PRODUCTS}")
