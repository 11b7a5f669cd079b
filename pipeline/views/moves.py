from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from pipeline import services
from pipeline.forms import CloseForm, LostForm, MoveForm, WonForm
from pipeline.history import conflict_of
from pipeline.models import Opportunity, Stage
from pipeline.views.access import deleted_is_missing, editable_deal
from pipeline.views.move_answers import answers_to, render_menu
from teams.requests import signed_in

CLOSING: dict[str, type[CloseForm]] = {Stage.Type.WON: WonForm, Stage.Type.LOST: LostForm}


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@deleted_is_missing
def deal_move(request: HttpRequest, code: str) -> HttpResponse:
    """Move a deal to an open stage; Won and Lost ask for more and so answer with their form."""
    deal, user = editable_deal(request, code), signed_in(request)
    if request.method != "POST":
        return render_menu(request, deal)
    answers, form = answers_to(request, deal), MoveForm(request.POST)
    if not form.is_valid():
        return answers.refused(form.problem)
    to, version = form.cleaned_data["stage"], form.cleaned_data["version"]
    if not to.is_open:
        return answers.closing(CLOSING[to.type](deal=deal, user=user))
    try:
        return answers.moved(services.move_deal(deal, by=user, version=version, to=to))
    except services.StaleDeal as stale:
        return answers.stale(stale.current, version)
    except ValidationError as refused:
        return answers.refused(" ".join(refused.messages))


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@deleted_is_missing
def deal_won(request: HttpRequest, code: str) -> HttpResponse:
    return _close(request, editable_deal(request, code), WonForm)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@deleted_is_missing
def deal_lost(request: HttpRequest, code: str) -> HttpResponse:
    return _close(request, editable_deal(request, code), LostForm)


@require_POST
@deleted_is_missing
def deal_undo(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Take back the move that made the version, if nothing has changed since."""
    deal = editable_deal(request, code)
    answers = answers_to(request, deal)
    try:
        return answers.undone(services.undo_move(deal, by=signed_in(request), version=version))
    except services.StaleDeal as stale:
        return answers.stale(stale.current, version)
    except ValidationError as refused:
        return answers.refused(" ".join(refused.messages))


def _close(request: HttpRequest, deal: Opportunity, form_class: type[CloseForm]) -> HttpResponse:
    user = signed_in(request)
    if request.method != "POST":
        return _render_close(request, form_class(deal=deal, user=user))
    form = form_class(request.POST, deal=deal, user=user)
    try:
        moved = form.save() if form.is_valid() else None
    except services.StaleDeal as stale:
        conflict = conflict_of(stale.current, version=form.cleaned_data["version"], typed={})
        form.at_version(stale.current.version)
        return _render_close(request, form, status=409, conflict=conflict)
    if moved is None:
        return _render_close(request, form, status=422)
    return answers_to(request, deal).moved(moved)


def _render_close(
    request: HttpRequest, form: CloseForm, *, status: int = 200, conflict: object = None
) -> HttpResponse:
    template, answers = "pipeline/deal_close.html", answers_to(request, form.deal)
    context = {"form": form, "deal": form.deal, "conflict": conflict, "in_dialog": request.htmx,  # type: ignore[attr-defined]
               "board_query": answers.board_query, "back": answers.back}  # fmt: skip
    return render(request, f"{template}#close-form" if request.htmx else template, context, status=status)  # type: ignore[attr-defined]
