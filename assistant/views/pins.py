"""A dashboard of one's own: pinned questions, each asked again when it is shown."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from assistant import conversations
from assistant.conversation_models import Pin
from assistant.forms import TitleForm
from assistant.views.parts import own_pin, shown_pin
from assistant.views.turns import answer_file
from teams.downloads import export_page
from teams.requests import signed_in


@require_GET
def pins(request: HttpRequest) -> HttpResponse:
    return _render_pins(request)


@require_GET
@vary_on_headers("HX-Request")
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_pin(request, pk)
    context = {"pin": found, "shown": shown_pin(found, signed_in(request))}
    template = "assistant/_pin_answer.html" if request.htmx else "assistant/pin.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@export_page
def pin_export(request: HttpRequest, pk: int, extension: str) -> FileResponse:
    return answer_file(request, shown_pin(own_pin(request, pk), signed_in(request)), extension)


@require_POST
def pin_rename(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = own_pin(request, pk), TitleForm(request.POST)
    if not form.is_valid():
        return _render_pins(request, refused=found, title_form=form, status=422)
    conversations.rename_pin(found, by=signed_in(request), title=form.cleaned_data["title"])
    return redirect("assistant:pins")


@require_POST
def pin_move(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_pin(request, pk)
    conversations.move_pin(found, by=signed_in(request), earlier=request.POST.get("to") == "earlier")
    return redirect("assistant:pins")


@require_POST
def pin_remove(request: HttpRequest, pk: int) -> HttpResponse:
    conversations.remove_pin(own_pin(request, pk), by=signed_in(request))
    return redirect("assistant:pins")


def _render_pins(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    context = {"pins": Pin.objects.of(signed_in(request)), **more}
    return render(request, "assistant/pins.html", context, status=status)
