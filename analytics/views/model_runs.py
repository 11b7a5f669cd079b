"""Model runs: what was fitted and when, what is shown and why, and making one, or an earlier one, champion."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Account
from analytics import audit, run_words, runs
from analytics.model_words import how_computed
from analytics.models import ModelRun, ModelRunQuerySet, RunRequest, SelfAudit
from analytics.run_forms import AdoptForm
from teams import visibility
from teams.paging import page_by_key
from teams.requests import signed_in

PAGE = 25
NAMES = 20
ALERTS = 3


def _runs() -> ModelRunQuerySet:
    return ModelRun.objects.of_customers().select_related("asked_by")


@require_GET
def model_runs(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    page = page_by_key(_runs(), request.GET, key="pk", descending=True, size=PAGE)
    latest = _runs().first()
    may_run = visibility.may_make_model_runs(user)
    context = {
        "rows": [(run, run_words.shown(run)) for run in page.rows],
        "pager": {"previous": page.previous, "next": page.next, "summary": f"{len(page.rows)} shown"},
        "champion": _runs().champion(),
        "may_run": may_run,
        "refused": latest if latest and latest.state == ModelRun.State.REFUSED else None,
        "audit": SelfAudit.objects.first() if may_run else None,
        "alerts": _alerts() if may_run else [],
        **_progress(),
    }
    return render(request, "analytics/model_runs.html", context)


def _alerts() -> list[tuple[SelfAudit, list[Account], int]]:
    """Open alerts with the first accounts by name, and how many more there are."""
    alerts = SelfAudit.objects.filter(wrong_count__gt=0, healed_at=None)[:ALERTS]
    named = [list(Account.objects.filter(pk__in=found.wrong[:NAMES]).order_by("name")) for found in alerts]
    return [(found, names, found.wrong_count - len(names)) for found, names in zip(alerts, named, strict=True)]


def _progress() -> dict[str, object]:
    """What is asked for and not done, or failed last. The comparison of clusters has a page of its own."""
    requests = RunRequest.objects.exclude(kind=RunRequest.Kind.CLUSTERS).select_related("asked_by")
    under_way, latest = requests.filter(state__in=RunRequest.OPEN).order_by("pk").first(), requests.first()
    failed = latest if latest and latest.state == RunRequest.State.FAILED else None
    steps = [RunRequest.Step.SCORE] if under_way and under_way.kind == RunRequest.Kind.ADOPT else [*RunRequest.Step]
    places = [step.value for step in steps]
    reached = places.index(under_way.step) if under_way and under_way.step in places else -1
    return {
        "under_way": under_way,
        "steps": [(step, place < reached, place == reached) for place, step in enumerate(steps)],
        "scored": runs.scored_share(under_way) if under_way else None,
        "failed": None if under_way else failed,
    }


@require_GET
def model_run_progress(request: HttpRequest) -> HttpResponse:
    """The fragment that a page polls; when the run has ended, the word to load the page anew."""
    progress = _progress()
    context = {**progress, "may_run": visibility.may_make_model_runs(signed_in(request))}
    answer = render(request, "analytics/_run_progress.html", context)
    if progress["under_way"] is None:
        answer["HX-Refresh"] = "true"
    return answer


@require_GET
def model_run(request: HttpRequest, pk: int) -> HttpResponse:
    return _render_run(request, get_object_or_404(_runs(), pk=pk), AdoptForm())


def _render_run(request: HttpRequest, run: ModelRun, form: AdoptForm, status: int = 200) -> HttpResponse:
    before = _runs().filter(pk__lt=run.pk).first()
    context = {
        "run": run,
        "shown": run_words.shown(run),
        "how": how_computed(run),
        "reasons": run_words.reasons(run),
        "tested_until": run_words.tested_until(run),
        "gates": run_words.gate_lines(run),
        "parameters": run_words.parameters(run),
        "back_test": run_words.back_test(run),
        "likelihoods": run_words.likelihoods(run),
        "before": before,
        "changes": run_words.changes(before, run),
        "against_champion": run_words.against_champion(run),
        "requests": run.requests.select_related("asked_by"),
        "form": form,
        "may_adopt": run.state in (ModelRun.State.RETIRED, ModelRun.State.REFUSED)
        and visibility.may_make_model_runs(signed_in(request)),
    }
    return render(request, "analytics/model_run.html", context, status=status)


@require_POST
def model_run_ask(request: HttpRequest) -> HttpResponse:
    runs.ask_for_run(by=signed_in(request))
    messages.success(request, "A model run is asked for")
    return redirect("analytics:model_runs")


@require_POST
def model_run_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    run, form, user = get_object_or_404(_runs(), pk=pk), AdoptForm(request.POST), signed_in(request)
    try:
        # Without a reason too: who may not do this is told so first.
        runs.ask_to_adopt(run, by=user, why=form.cleaned_data["why"] if form.is_valid() else "")
    except ValidationError as refused:
        if form.is_valid():
            form.add_error(None, refused)
        return _render_run(request, run, form, status=422)
    messages.success(request, f"Model run {run.pk} becomes champion")
    return redirect("analytics:model_runs")


@require_POST
def model_run_retry(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        runs.retry(get_object_or_404(RunRequest, pk=pk), by=signed_in(request))
        messages.success(request, "Tried again")
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return redirect("analytics:model_runs")


@require_POST
def audit_recompute(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(SelfAudit, pk=pk)
    if audit.recompute(found, by=signed_in(request)):
        messages.success(request, "Recomputed: the accounts' figures agree with their deals again")
    else:
        messages.error(request, "Some accounts still differ: the log of the server says why they cannot be computed")
    return redirect("analytics:model_runs")
