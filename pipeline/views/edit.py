from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.models import Account
from accounts.services import account_called
from pipeline import services
from pipeline.forms import DealForm, VersionedForm
from pipeline.history import conflict_of
from pipeline.models import Opportunity, OpportunityQuerySet, Stage
from pipeline.views.access import deleted_is_missing, editable_deal
from teams import visibility
from teams.drawer import ids_of, in_drawer, saved_in_drawer
from teams.models import User
from teams.requests import signed_in

OPTIONS = 8
DUPLICATES = 5


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request", "HX-Target")
def deal_create(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not visibility.may_create_accounts(user):
        raise PermissionDenied("Analysts read; they do not change records.")
    if request.method != "POST":
        return _render(request, _new_deal(request, _asked(request, user)))
    form = DealForm(request.POST, user=user, auto_id=ids_of(request))
    deal = form.save() if form.is_valid() else None
    if deal is None:
        return _render(request, form, status=422)
    if in_drawer(request):
        another = "another" in request.POST
        answer = _render(request, _new_deal(request, {"owner": deal.owner_id})) if another else HttpResponse()
        return saved_in_drawer(answer, f"{deal} saved", link=deal.get_absolute_url())
    messages.success(request, f"{deal} saved")
    return redirect(deal)


@require_http_methods(["GET", "HEAD", "POST"])
@deleted_is_missing
def deal_edit(request: HttpRequest, code: str) -> HttpResponse:
    deal, user = editable_deal(request, code), signed_in(request)
    if request.method != "POST":
        return _render(request, DealForm(user=user, deal=deal), deal)
    form = DealForm(request.POST, user=user, deal=deal)
    try:
        saved = form.save() if form.is_valid() else None
    except services.StaleDeal as stale:
        return _render_conflict(request, form, stale.current)
    if saved is None:
        return _render(request, form, deal, status=422)
    left = f". Not of {saved.account or 'any account'}, so no longer in the deal: {', '.join(form.dropped)}"
    messages.success(request, f"{saved} saved{left if form.dropped else ''}")
    return redirect(saved)


@require_http_methods(["GET", "HEAD", "POST"])
@deleted_is_missing
def deal_delete(request: HttpRequest, code: str) -> HttpResponse:
    deal, user = editable_deal(request, code), signed_in(request)
    if request.method != "POST":
        return _render_delete(request, deal)
    form = VersionedForm(request.POST)
    if not form.is_valid():
        return _render_delete(request, deal, status=422)
    version = form.cleaned_data["version"]
    try:
        services.delete_deal(deal, by=user, version=version)
    except services.StaleDeal as stale:
        conflict = conflict_of(stale.current, version=version, typed={})
        return _render_delete(request, stale.current, status=409, conflict=conflict)
    messages.success(request, f"{deal} deleted")
    return redirect("pipeline:deal_list")


@require_safe
def deal_hints(request: HttpRequest) -> HttpResponse:
    """Answer with what is worth knowing about a deal while it is typed."""
    user, code = signed_in(request), request.GET.get("deal", "").replace("\0", "")
    editable = Opportunity.objects.editable_by(user)
    deal = editable.for_lists().filter(code=code).first() if code else None
    form = DealForm(request.GET, user=user, deal=deal)
    return render(request, "pipeline/_deal_hints.html", {"deal": deal, **_hints(request, form)})


@require_safe
def new_account(request: HttpRequest) -> HttpResponse:
    """Answer with the fields of an account that is new, and with those that it may be another spelling of."""
    form = DealForm(request.GET, user=signed_in(request), auto_id=ids_of(request))
    form.is_valid()
    return render(request, "pipeline/_new_account.html", {"form": form})


@require_safe
def account_options(request: HttpRequest) -> HttpResponse:
    """Answer with the accounts that the type-ahead offers for what was typed."""
    user, typed = signed_in(request), " ".join(request.GET.get("q", "").replace("\0", "").split())[:160]
    visible = Account.objects.visible_to(user)
    found = list(visible.search(typed)[:OPTIONS]) if typed else []
    called = account_called(typed) if typed else None
    if called is not None and called not in found and visible.filter(pk=called.pk).exists():
        found.insert(0, called)
    options = [{"value": row.pk, "label": row.name, "note": row.sector} for row in found]
    create = typed if typed and called is None and visibility.may_create_accounts(user) else ""
    return render(request, "_options.html", {"options": options, "create": create})


def _render(
    request: HttpRequest, form: DealForm, deal: Opportunity | None = None, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = {"form": form, "deal": deal, **_hints(request, form), **extra}
    template = "pipeline/_quick_deal.html" if in_drawer(request) else "pipeline/deal_form.html"
    return render(request, template, context, status=status)


def _new_deal(request: HttpRequest, initial: dict[str, Any]) -> DealForm:
    return DealForm(user=signed_in(request), initial=initial, auto_id=ids_of(request))


def _render_delete(request: HttpRequest, deal: Opportunity, *, status: int = 200, **extra: Any) -> HttpResponse:
    form = VersionedForm(initial={"version": deal.version})
    return render(request, "pipeline/deal_delete.html", {"deal": deal, "form": form, **extra}, status=status)


def _render_conflict(request: HttpRequest, form: DealForm, current: Opportunity) -> HttpResponse:
    typed = form.cleaned_data | {"account": form.chosen or form.new_name or None}
    conflict = conflict_of(current, version=form.cleaned_data["version"], typed=typed)
    form.at_version(current.version)
    return _render(request, form, current, status=409, conflict=conflict)


def _asked(request: HttpRequest, user: User) -> dict[str, Any]:
    """Return what the link to the form proposes: an account, an open stage."""
    stage = request.GET.get("stage", "")
    found = Stage.objects.open().filter(pk=int(stage[:18])).first() if stage.isdecimal() else None
    return _asked_account(request, user) | ({"stage": found} if found else {})


def _asked_account(request: HttpRequest, user: User) -> dict[str, Any]:
    asked = request.GET.get("account", "")
    if not asked.isdecimal():
        return {}
    account = Account.objects.visible_to(user).filter(pk=int(asked[:18])).first()
    return {"account": account.name, "account_choice": account.pk} if account else {}


def _hints(request: HttpRequest, form: DealForm) -> dict[str, Any]:
    """Return the list value of what is chosen, and open deals for the same product and account."""
    values: Mapping[str, Any] = form.initial
    account = form.initial.get("account_choice")
    if form.is_bound:
        form.is_valid()
        values, account = form.cleaned_data, form.chosen
    product, quantity = values.get("product"), values.get("quantity") or 1
    return {
        "chosen_product": product,
        "quantity": quantity,
        "list_value": product.list_price * quantity if product else None,
        "duplicates": _duplicates(form, signed_in(request), product, account) if product and account else [],
    }


def _duplicates(form: DealForm, user: User, product: Any, account: Any) -> OpportunityQuerySet:
    alike = Opportunity.objects.visible_to(user).open().filter(product=product, account=account)
    others: OpportunityQuerySet = alike.exclude(pk=form.deal.pk) if form.deal else alike
    return others.with_value().for_lists()[:DUPLICATES]
