"""What can be asked: every figure and every way to split it, with its words and a question that asks for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assistant.words import found_words


@require_GET
def words(request: HttpRequest) -> HttpResponse:
    said = " ".join(request.GET.get("q", "").split())[:100]
    return render(request, "assistant/words.html", {"words": said, "found": found_words(said)})
