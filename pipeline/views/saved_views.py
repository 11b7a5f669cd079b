"""Views of the deal list: opened, saved, renamed, shared, deleted."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pipeline import saved_views
from pipeline.deal_filters import EVERY
from pipeline.models import SavedView
from pipeline.saved_view_forms import SavedViewForm
from pipeline.views.access import deleted_is_missing
from teams.requests import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def view_create(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if request.method != "POST":
        return _render(request, SavedViewForm(user=user, query=saved_views.kept_query(request.GET)))
    form = SavedViewForm(request.POST, user=user)
    view = form.save() if form.is_valid() else None
    if view is None:
        return _render(request, form, status=422)
    messages.success(request, f"View “{view}” saved")
    return redirect(view.opened)


@require_safe
def view_open(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(_visible(request, pk).opened)


@require_http_methods(["GET", "HEAD", "POST"])
@deleted_is_missing
def view_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename, share, open it first. Whoever may only open it is told so."""
    view, user = _own(request, pk), signed_in(request)
    if request.method != "POST":
        return _render(request, SavedViewForm(user=user, view=view))
    form = SavedViewForm(request.POST, user=user, view=view)
    saved = form.save() if form.is_valid() else None
    if saved is None:
        return _render(request, form, status=422)
    messages.success(request, f"View “{saved}” saved")
    return redirect(saved.opened)


@require_POST
@deleted_is_missing
def view_save(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the view show what is shown now."""
    view, query = _own(request, pk), QueryDict(request.POST.get("query", ""))
    try:
        view = saved_views.save_query(view, by=signed_in(request), query=query)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(view.opened)
    messages.success(request, f"View “{view}” saved")
    return redirect(view.opened)


@require_POST
@deleted_is_missing
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    view = _own(request, pk)
    saved_views.delete_view(view, by=signed_in(request))
    messages.success(request, f"View “{view}” deleted")
    return redirect(f"{reverse('pipeline:deal_list')}?view={EVERY}")


def _visible(request: HttpRequest, pk: int) -> SavedView:
    view: SavedView = get_object_or_404(SavedView.objects.visible_to(signed_in(request)), pk=pk)
    return view


def _own(request: HttpRequest, pk: int) -> SavedView:
    view = _visible(request, pk)
    if view.owner_id != signed_in(request).pk:
        raise PermissionDenied("Only its owner changes a view. Save it as one of your own.")
    return view


def _render(request: HttpRequest, form: SavedViewForm, *, status: int = 200) -> HttpResponse:
    return render(request, "pipeline/saved_view.html", {"form": form, "view": form.view}, status=status)
