"""The deal or the task that a request is about, if its user may read or change it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from pipeline.models import Opportunity, Task
from teams import visibility
from teams.models import User
from teams.requests import signed_in


def readable_deal(request: HttpRequest, code: str) -> Opportunity:
    """Return the deal; to who may not see it, it does not exist: 404."""
    deals = Opportunity.objects.visible_to(signed_in(request))
    deal: Opportunity = get_object_or_404(deals.for_lists(), code=code)
    return deal


def editable_deal(request: HttpRequest, code: str) -> Opportunity:
    """Return the deal; to who may read it but not change it, answer 403."""
    deal = readable_deal(request, code)
    if not may_edit(signed_in(request), deal):
        raise PermissionDenied("You may read this deal but not change it.")
    return deal


def deleted_is_missing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 where somebody deletes the record that a view has looked at before it is changed."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist as gone:
            raise Http404 from gone

    return answer


def may_edit(user: User, deal: Opportunity) -> bool:
    return visibility.editable_owners(user).filter(pk=deal.owner_id).exists()


def editable_task(request: HttpRequest, pk: int) -> Task:
    """Return the task; to who may not see it, it does not exist: 404. Who may not change it is answered 403."""
    user = signed_in(request)
    tasks = Task.objects.select_related("owner", "account", "opportunity__product", "opportunity__account")
    task: Task = get_object_or_404(tasks.visible_to(user), pk=pk)
    if not Task.objects.editable_by(user).filter(pk=pk).exists():
        raise PermissionDenied("You may read this task but not change it.")
    return task


def gone_is_missing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 where somebody deletes the task, or its deal, between a view's look at it and its change."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Task.DoesNotExist, Opportunity.DoesNotExist) as gone:
            raise Http404 from gone

    return answer
