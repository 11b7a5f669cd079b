"""One answer: by itself, as a file, rated, pinned."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from assistant import conversations
from assistant.askers import may_write_sql
from assistant.forms import FeedbackForm
from assistant.shown import Shown, as_file
from assistant.views.parts import ask_address, ask_again, own_turn, shown_turn
from pipeline.models import ReportingDay
from teams.downloads import export_page, file_response
from teams.requests import signed_in
from teams.table_files import TableRefused


@require_GET
@vary_on_headers("HX-Request")
def turn(request: HttpRequest, pk: int) -> HttpResponse:
    """A turn asked again: the fragment for htmx, else a page of its own."""
    found, user = own_turn(request, pk), signed_in(request)
    context = {
        "turn": found,
        "conversation": found.conversation,
        "ask_address": ask_address(found.conversation),
        "shown": shown_turn(found, ask_again(found, user)),
        "may_write_sql": may_write_sql(user),
    }
    template = "assistant/_answer.html" if request.htmx else "assistant/turn.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@export_page
def turn_export(request: HttpRequest, pk: int, extension: str) -> FileResponse:
    found = own_turn(request, pk)
    return answer_file(request, shown_turn(found, ask_again(found, signed_in(request))), extension)


@require_POST
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = own_turn(request, pk), FeedbackForm(request.POST)
    if form.is_valid():
        found = conversations.rate_turn(found, by=signed_in(request), **form.cleaned_data)
    else:
        messages.error(request, "A note has 500 characters at most.")
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "assistant/_feedback.html", {"turn": found}, status=200 if form.is_valid() else 422)
    return redirect(found.in_conversation())


@require_POST
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_turn(request, pk)
    try:
        conversations.pin_turn(found, by=signed_in(request))
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, "Pinned to your answers")
    return redirect(found.in_conversation())


def answer_file(request: HttpRequest, shown: Shown, extension: str) -> FileResponse:
    if shown.answer.status != "answered" or not shown.columns:
        raise TableRefused(shown.answer.text or "There are no rows to export.")
    day = shown.answer.as_of or ReportingDay.current().day
    return file_response(request, as_file(shown.answer), extension, as_of=day)
