"""Forms of accounts and contacts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods
from django.views.decorators.vary import vary_on_headers

from accounts import services
from accounts.conflicts import account_conflict, contact_conflict
from accounts.duplicates import likely_duplicates
from accounts.forms import AccountForm, ContactForm
from accounts.models import Account, Contact
from teams import visibility
from teams.drawer import ids_of, in_drawer, saved_in_drawer
from teams.models import User
from teams.requests import signed_in
from teams.row_versions import StaleRow

OPTIONS = 8
ACCOUNT, CONTACT = "accounts/account_form.html", "accounts/contact_form.html"


def form_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view show and take a form; what somebody deletes meanwhile is not there any more: 404."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist as gone:
            raise Http404 from gone

    return answer


@form_page
@vary_on_headers("HX-Request", "HX-Target")
def account_create(request: HttpRequest) -> HttpResponse:
    user = _writer(request)
    form = AccountForm(_sent(request), by=user, auto_id=ids_of(request))
    if form.is_bound and form.is_valid():
        try:
            account = services.create_account(by=user, **form.changes())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _created(request, account)
    return _answer(request, _new_account_template(request), form, {"account": None})


@require_GET
def account_hints(request: HttpRequest) -> HttpResponse:
    """The accounts that a name may be another spelling of, while it is typed."""
    name = request.GET.get("name", "").replace("\0", "")[:160]
    likely = likely_duplicates(name, signed_in(request))
    return render(request, "accounts/_account_hints.html", {"likely": likely})


@form_page
def account_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = _writer(request)
    account = _visible_account(user, pk)
    form = AccountForm(_sent(request), instance=account, by=user)
    shown = {"account": account}
    if form.is_bound and form.is_valid():
        try:
            saved = services.edit_account(account, by=user, version=form.cleaned_data["version"], **form.changes())
        except StaleRow as stale:
            conflict = account_conflict(stale.current, form, user=user)
            return _answer(request, ACCOUNT, form, shown | {"account": stale.current}, conflict=conflict)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Account {saved.name} saved")
            return redirect("analytics:account_page", saved.pk)
    return _answer(request, ACCOUNT, form, {"account": _visible_account(user, pk)})


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


def _created(request: HttpRequest, account: Account) -> HttpResponse:
    if not in_drawer(request):
        messages.success(request, f"Account {account.name} created")
        return redirect("analytics:account_page", account.pk)
    answer = HttpResponse()
    if "another" in request.POST:
        form = AccountForm(by=signed_in(request), auto_id=ids_of(request))
        answer = _answer(request, _new_account_template(request), form, {"account": None})
    page = reverse("analytics:account_page", args=[account.pk])
    return saved_in_drawer(answer, f"Account {account.name} created", link=page)


def _new_account_template(request: HttpRequest) -> str:
    return "accounts/_quick_account.html" if in_drawer(request) else "accounts/account_form.html"


def _save_contact(request: HttpRequest, contact: Contact, *, by: User) -> HttpResponse:
    form, shown = ContactForm(_sent(request), instance=contact), {"account": contact.account, "contact": contact}
    if form.is_bound and form.is_valid():
        version = form.cleaned_data.get("version")
        try:
            saved = services.save_contact(contact, by=by, version=version, **form.changes())
        except StaleRow as stale:
            conflict = contact_conflict(stale.current, form)
            return _answer(request, CONTACT, form, shown, conflict=conflict)
        messages.success(request, f"Contact {saved.name} saved")
        return redirect("analytics:account_page", saved.account_id)
    return _answer(request, CONTACT, form, shown)


def _sent(request: HttpRequest) -> QueryDict | None:
    """Return what was posted: a form without any field, as of a broken client, is an empty one and no new page."""
    return request.POST if request.method == "POST" else None


def _answer(
    request: HttpRequest, template: str, form: ModelForm, context: dict[str, Any], *, conflict: Any = None
) -> HttpResponse:
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, template, {"form": form, "conflict": conflict, **context}, status=status)


def _visible_account(user: User, pk: int) -> Account:
    accounts = Account.objects.visible_to(user).select_related("parent")
    account: Account = get_object_or_404(accounts, pk=pk)
    return account


def _writer(request: HttpRequest) -> User:
    user = signed_in(request)
    if not visibility.may_create_accounts(user):
        raise PermissionDenied("Analysts read; they do not change records.")
    return user
