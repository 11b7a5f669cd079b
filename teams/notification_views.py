"""The bell, the list of what one was told, and the choice of how."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from teams import notifications as service
from teams.models import Notification
from teams.notification_forms import ChoicesForm
from teams.paging import page_by_key
from teams.requests import signed_in

TEMPLATE = "teams/notifications.html"


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    own = Notification.objects.visible_to(signed_in(request))
    unread_only = request.GET.get("show") == "unread"
    page = page_by_key(own.unread() if unread_only else own, request.GET, key="pk", descending=True)
    context = {"page": page, "unread_only": unread_only, "unread": service.unread_count(signed_in(request))}
    return render(request, TEMPLATE, context)


@login_not_required
@require_safe
@vary_on_headers("HX-Request")
def bell(request: HttpRequest) -> HttpResponse:
    """The inside of the bell, which asks again each minute."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("teams:notifications")
    if not request.user.is_authenticated:
        # An answer that leads to signing in would reload the page, and what is being typed there would be lost.
        return HttpResponse(status=204)
    return render(request, "teams/_bell.html", {"unread": service.unread_count(signed_in(request))})


@require_POST
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it leads; who may not see that any more is told so there."""
    found = _own(request, pk)
    service.mark_read(found)
    return redirect(found.url or "teams:notifications")


@require_POST
def toggle_read(request: HttpRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    if found.is_read:
        service.mark_unread(found)
    else:
        service.mark_read(found)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("teams:notifications")
    found.refresh_from_db()
    return render(request, "teams/_notification.html", {"notification": found})


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    shown = request.POST.get("up_to", "")
    if shown.isdecimal() and len(shown) < 19:
        count = service.mark_all_read(signed_in(request), up_to=int(shown))
        messages.success(request, f"{count:,} marked as read")
    return redirect("teams:notifications")


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = ChoicesForm(request.POST if request.method == "POST" else None, user=user)
    if not form.is_bound or not form.is_valid():
        return render(request, "teams/notification_choices.html", {"form": form}, status=422 if form.is_bound else 200)
    form.save()
    messages.success(request, "Saved")
    return redirect("teams:notification_choices")


def _own(request: HttpRequest, pk: int) -> Notification:
    found: Notification = get_object_or_404(Notification.objects.visible_to(signed_in(request)), pk=pk)
    return found
