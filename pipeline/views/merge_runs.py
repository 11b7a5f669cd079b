"""What was merged, by whom and when, and undoing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from pipeline.merge_models import UNDO_FOR, MergeRun
from pipeline.merge_undo import may_undo, prospect, undo_merge
from teams.models import User
from teams.paging import page_by_key
from teams.requests import signed_in


@require_safe
def merge_list(request: HttpRequest) -> HttpResponse:
    """All merges that one may see, or those of one account, the newest first."""
    runs = _runs(signed_in(request)).filter(part_of=None)
    account = request.GET.get("account", "")
    if account.isdecimal() and len(account) < 19:
        runs = runs.filter(account_id=int(account))
    page = page_by_key(runs, request.GET, key="pk", descending=True)
    return render(request, "pipeline/merge_list.html", {"page": page, "of_one": bool(account), "days": UNDO_FOR.days})


@require_safe
def merge_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _answer(request, _run(signed_in(request), pk))


@require_POST
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    run = _run(user, pk)
    if not may_undo(run, user) and not prospect(run).refusal:
        raise PermissionDenied("You may not undo this merge.")
    try:
        run = undo_merge(run, by=user, partly=request.POST.get("partly") == "on")
    except ValidationError as error:
        return _answer(request, _run(user, pk), status=409, problems=error.messages)
    messages.success(request, f"{run.merged_name} is back")
    return redirect("pipeline:merge_page", run.pk)


def _answer(
    request: HttpRequest, run: MergeRun, *, status: int = 200, problems: list[str] | None = None
) -> HttpResponse:
    context = {
        "run": run,
        "prospect": prospect(run) if run.undone_at is None else None,
        "parts": run.parts.order_by("pk"),
        "may_undo": may_undo(run, signed_in(request)),
        "problems": problems,
    }
    return render(request, "pipeline/merge_page.html", context, status=status)


def _run(user: User, pk: int) -> MergeRun:
    run: MergeRun = get_object_or_404(_runs(user), pk=pk)
    return run


def _runs(user: User) -> QuerySet[MergeRun]:
    runs: QuerySet[MergeRun] = MergeRun.objects.all().visible_to(user)
    return runs.select_related("merged_by", "undone_by", "part_of")
