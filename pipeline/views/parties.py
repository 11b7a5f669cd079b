"""People and competitors are named on the deal's page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from pipeline import parties
from pipeline.models import DealContact, Opportunity
from pipeline.part_forms import PersonForm, RivalForm, RoleForm
from pipeline.views.access import deleted_is_missing, editable_deal
from pipeline.views.deal_page import render_deal
from teams.requests import signed_in


@require_POST
@deleted_is_missing
def person_add(request: HttpRequest, code: str) -> HttpResponse:
    deal, user = editable_deal(request, code), signed_in(request)
    form = PersonForm(request.POST, deal=deal, user=user)
    person = form.save() if form.is_valid() else None
    if person is None:
        return render_deal(request, deal, status=422, person_form=form)
    return _done(request, deal, f"{person} added")


@require_POST
@deleted_is_missing
def person_change(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    deal = editable_deal(request, code)
    person, form = _person(request, deal, pk), RoleForm(request.POST)
    if not form.is_valid():
        return render_deal(request, deal, status=422, problem="Choose a role from the list.")
    parties.change_role(person, by=signed_in(request), role=form.cleaned_data["role"])
    return _done(request, deal, f"{person} saved")


@require_POST
@deleted_is_missing
def person_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    deal = editable_deal(request, code)
    person = _person(request, deal, pk)
    parties.remove_contact(person, by=signed_in(request))
    return _done(request, deal, f"{person.contact} is no longer in the deal")


@require_POST
@deleted_is_missing
def rival_add(request: HttpRequest, code: str) -> HttpResponse:
    deal = editable_deal(request, code)
    form = RivalForm(request.POST, deal=deal, user=signed_in(request))
    if not (form.is_valid() and form.save()):
        return render_deal(request, deal, status=422, rival_form=form)
    return _done(request, deal, f"{form.cleaned_data['competitor']} added")


@require_POST
@deleted_is_missing
def rival_remove(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    deal = editable_deal(request, code)
    rival = _rival(deal, pk)
    parties.remove_competitor(rival, by=signed_in(request))
    return _done(request, deal, f"{rival} is no longer in the deal")


@require_POST
@deleted_is_missing
def rival_won(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say that this competitor won the lost deal; said of the winner it takes that back."""
    deal = editable_deal(request, code)
    rival = _rival(deal, pk)
    try:
        winner = None if rival.won_it else rival.competitor
        parties.name_winner(deal, by=signed_in(request), competitor=winner)
    except ValidationError as refused:
        return render_deal(request, deal, status=422, problem=" ".join(refused.messages))
    return _done(request, deal, f"{rival} won it" if winner else "Winner taken back")


def _person(request: HttpRequest, deal: Opportunity, pk: int) -> DealContact:
    seen = DealContact.objects.filter(opportunity=deal).visible_to(signed_in(request))
    found: DealContact = get_object_or_404(seen.select_related("contact", "opportunity"), pk=pk)
    return found


def _rival(deal: Opportunity, pk: int) -> Any:
    return get_object_or_404(deal.competitors.select_related("competitor", "opportunity"), pk=pk)


def _done(request: HttpRequest, deal: Opportunity, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect(deal)
