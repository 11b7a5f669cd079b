"""Forms of accounts and contacts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import services
from accounts.forms import AccountForm, ContactForm
from accounts.models import Account, Contact
from teams import visibility
from teams.models import User
from teams.requests import signed_in

OPTIONS = 8
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def account_create(request: HttpRequest) -> HttpResponse:
    user = _writer(request)
    form = AccountForm(_sent(request), by=user)
    if form.is_bound and form.is_valid():
        try:
            account = services.create_account(by=user, **form.changes())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Account {account.name} created")
            return redirect("analytics:account_page", account.pk)
    return _answer(request, "accounts/account_form.html", form, {"account": None})


@form_page
def account_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = _writer(request)
    account = _visible_account(user, pk)
    form = AccountForm(_sent(request), instance=account, by=user)
    if form.is_bound and form.is_valid():
        try:
            services.edit_account(account, by=user, **form.changes())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Account {account.name} saved")
            return redirect("analytics:account_page", account.pk)
    return _answer(request, "accounts/account_form.html", form, {"account": _visible_account(user, pk)})


@form_page
def contact_create(request: HttpRequest, account_pk: int) -> HttpResponse:
    user = _writer(request)
    return _save_contact(request, Contact(account=_visible_account(user, account_pk)), by=user)


@form_page
def contact_edit(request: HttpRequest, account_pk: int, pk: int) -> HttpResponse:
    user = _writer(request)
    account = _visible_account(user, account_pk)
    return _save_contact(request, get_object_or_404(Contact, account=account, pk=pk), by=user)


@require_GET
def account_options(request: HttpRequest) -> HttpResponse:
    """The accounts whose name contains what was typed, for a type-ahead field."""
    visible = Account.objects.visible_to(signed_in(request))
    typed = request.GET.get("q", "").replace("\0", "")[:160]
    found = visible.search(typed).order_by("name", "pk")[:OPTIONS]
    options = [{"value": account.pk, "label": account.name, "note": account.sector} for account in found]
    return render(request, "_options.html", {"options": options})


def _save_contact(request: HttpRequest, contact: Contact, *, by: User) -> HttpResponse:
    form = ContactForm(_sent(request), instance=contact)
    if form.is_bound and form.is_valid():
        services.save_contact(contact, by=by, **form.cleaned_data)
        messages.success(request, f"Contact {contact.name} saved")
        return redirect("analytics:account_page", contact.account_id)
    return _answer(request, "accounts/contact_form.html", form, {"account": contact.account, "contact": contact})


def _sent(request: HttpRequest) -> QueryDict | None:
    """Return what was posted: a form without any field, as of a broken client, is an empty one and no new page."""
    return request.POST if request.method == "POST" else None


def _answer(request: HttpRequest, template: str, form: ModelForm, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **context}, status=status)


def _visible_account(user: User, pk: int) -> Account:
    accounts = Account.objects.visible_to(user).select_related("parent")
    account: Account = get_object_or_404(accounts, pk=pk)
    return account


def _writer(request: HttpRequest) -> User:
    user = signed_in(request)
    if not visibility.may_create_accounts(user):
        raise PermissionDenied("Analysts read; they do not change records.")
    return user
