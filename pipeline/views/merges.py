"""Choosing two accounts, looking at what a merge would do, and doing it; the pairs that are suspected."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Account
from accounts.services import merged_into
from pipeline import suspects
from pipeline.merge_forms import AccountMergeForm, OtherAccountForm
from pipeline.merge_models import MergeRun
from pipeline.merge_preview import StaleMerge, preview, same_people
from pipeline.merging import merge_accounts
from teams import visibility
from teams.models import User
from teams.requests import signed_in

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def account_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the account that is the same company as this one."""
    user = signed_in(request)
    account = mergeable(user, pk)
    form = OtherAccountForm(request.POST if request.method == "POST" else None, account=account, by=user)
    if form.is_bound and form.is_valid():
        return redirect("pipeline:account_merge_with", pk, form.cleaned_data["other"].pk)
    return _choice(request, account, form, status=422 if form.is_bound else 200)


@form_page
def account_merge_with(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Look at what merging the other account into this one would do, and do it."""
    user = signed_in(request)
    if request.method == "POST" and merged_into(other) == pk:
        messages.info(request, "These two were merged already")
        return redirect("analytics:account_page", pk)
    survivor, merged = mergeable(user, pk), mergeable(user, other)
    if pk == other:
        raise Http404
    people = [theirs.pk for _, theirs, _ in same_people(survivor, merged)]
    form = AccountMergeForm(request.POST if request.method == "POST" else None, people=people)
    if not form.is_bound:
        return _preview(request, form, survivor, merged)
    return _merge(request, form, survivor, merged)


@require_safe
def account_duplicates(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    _check_sees_pairs(user)
    return render(request, "pipeline/account_duplicates.html", {"pairs": suspects.suspected_pairs()})


@require_POST
def account_deny(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    user = signed_in(request)
    _check_sees_pairs(user)
    if Account.objects.filter(pk__in=[pk, other]).count() < 2:
        raise Http404
    suspects.deny(pk, other, by=user)
    messages.success(request, "They are two companies and are not suspected again")
    return redirect("pipeline:account_duplicates")


def mergeable(user: User, pk: int) -> Account:
    """Return the account; to who may not see it, it does not exist: 404. Who may not merge it is answered 403."""
    accounts = Account.objects.all().visible_to(user).select_related("parent")
    account: Account = get_object_or_404(accounts, pk=pk)
    if not Account.objects.filter(visibility.account_is_mergeable(user), pk=pk).exists():
        raise PermissionDenied("You may merge accounts only if all of their deals are yours to change.")
    return account


def tell_merged(request: HttpRequest, run: MergeRun) -> None:
    messages.success(request, str(run), extra_tags=f"undo {reverse('pipeline:merge_undo', args=[run.pk])}")


def _check_sees_pairs(user: User) -> None:
    if not visibility.may_change_everything(user):
        raise PermissionDenied("Only directors and administrators go through the accounts of all teams.")


def _merge(request: HttpRequest, form: AccountMergeForm, survivor: Account, merged: Account) -> HttpResponse:
    if not form.is_valid():
        return _preview(request, form, survivor, merged, status=422)
    data, user = form.cleaned_data, signed_in(request)
    try:
        run = merge_accounts(survivor, merged, by=user, seen=data["seen"], take=form.take(), contacts=data["contacts"])
    except StaleMerge as stale:
        return _again(request, form, survivor.pk, merged.pk, stale.changes)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
        return _preview(request, form, survivor, merged, status=422)
    tell_merged(request, run)
    return redirect("analytics:account_page", survivor.pk)


def _again(request: HttpRequest, form: AccountMergeForm, pk: int, other: int, changes: list[str]) -> HttpResponse:
    """Show the two as they are now, or, where one is gone, the choice of another."""
    user, found = signed_in(request), Account.objects.in_bulk([pk, other])
    if pk in found and other in found:
        return _preview(request, form, found[pk], found[other], status=409, changes=changes)
    account = mergeable(user, pk)
    return _choice(request, account, OtherAccountForm(account=account, by=user), status=409, changes=changes)


def _choice(request: HttpRequest, account: Account, form: OtherAccountForm, **more: Any) -> HttpResponse:
    status = more.pop("status")
    doubles = suspects.likely_doubles(account, signed_in(request))
    context = {"account": account, "form": form, "doubles": doubles, **more}
    return render(request, "pipeline/account_merge.html", context, status=status)


def _preview(
    request: HttpRequest, form: AccountMergeForm, survivor: Account, merged: Account, *, status: int = 200,
    changes: list[str] | None = None,
) -> HttpResponse:  # fmt: skip
    chosen = {name: form.data.get(f"take_{name}", "") for name in form.names} if form.is_bound else {}
    context = {
        "form": form,
        "preview": preview(survivor, merged, by=signed_in(request), chosen=chosen),
        "people": same_people(survivor, merged),
        "left_out": _left_out(form),
        "changes": changes,
        "after": reverse("analytics:account_page", args=[survivor.pk]),
        "account": survivor,
        "swap": reverse("pipeline:account_merge_with", args=[merged.pk, survivor.pk]),
    }
    return render(request, "pipeline/merge_preview.html", context, status=status)


def _left_out(form: AccountMergeForm) -> set[str]:
    """The contacts whose box somebody cleared; all are ticked at first."""
    if not form.is_bound:
        return set()
    every = {key for key, _ in form.fields["contacts"].choices}  # type: ignore[attr-defined]
    return every - set(form.data.getlist("contacts"))  # type: ignore[attr-defined]
