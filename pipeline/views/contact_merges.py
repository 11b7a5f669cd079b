"""The same for two contacts of one account."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Contact
from pipeline.merge_forms import MergeForm
from pipeline.merge_preview import StaleMerge, doubles_of, preview
from pipeline.merging import merge_contacts
from pipeline.views.merges import form_page, tell_merged
from teams import visibility
from teams.models import User
from teams.requests import signed_in


@require_safe
def contact_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the contact of the account that is the same person; the likely ones come first."""
    contact = _contact(signed_in(request), pk)
    doubles = doubles_of(contact)
    likely = {other.pk for other, _ in doubles}
    others = Contact.objects.filter(account=contact.account_id).exclude(pk__in=likely | {pk}).order_by("name", "pk")
    context = {"contact": contact, "account": contact.account, "doubles": doubles, "others": others[:200]}
    return render(request, "pipeline/contact_merge.html", context)


@form_page
def contact_merge_with(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    user = signed_in(request)
    survivor = _contact(user, pk)
    merged = get_object_or_404(Contact.objects.exclude(pk=pk), pk=other, account=survivor.account_id)
    form = MergeForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _preview(request, form, survivor, merged)
    if not form.is_valid():
        return _preview(request, form, survivor, merged, status=422)
    try:
        run = merge_contacts(survivor, merged, by=user, seen=form.cleaned_data["seen"], take=form.take())
    except StaleMerge as stale:
        return _again(request, form, pk, other, stale.changes)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return _preview(request, form, survivor, merged, status=422)
    tell_merged(request, run)
    return redirect("analytics:account_page", survivor.account_id)


def _again(request: HttpRequest, form: MergeForm, pk: int, other: int, changes: list[str]) -> HttpResponse:
    found = Contact.objects.select_related("account").in_bulk([pk, other])
    if len(found) < 2:
        return redirect("pipeline:contact_merge", pk)
    return _preview(request, form, found[pk], found[other], status=409, changes=changes)


def _preview(
    request: HttpRequest, form: MergeForm, survivor: Contact, merged: Contact, *, status: int = 200,
    changes: list[str] | None = None,
) -> HttpResponse:  # fmt: skip
    chosen = {name: form.data.get(f"take_{name}", "") for name in form.names} if form.is_bound else {}
    context = {
        "form": form,
        "preview": preview(survivor, merged, by=signed_in(request), chosen=chosen),
        "changes": changes,
        "after": reverse("analytics:account_page", args=[survivor.account_id]),
        "account": survivor.account,
        "swap": reverse("pipeline:contact_merge_with", args=[merged.pk, survivor.pk]),
    }
    return render(request, "pipeline/merge_preview.html", context, status=status)


def _contact(user: User, pk: int) -> Contact:
    contacts = Contact.objects.all().visible_to(user).select_related("account")
    contact: Contact = get_object_or_404(contacts, pk=pk)
    if not visibility.may_create_accounts(user):
        raise PermissionDenied("Analysts read; they do not change records.")
    return contact
