"""Asking: an empty start, a conversation with its newest answer, the list of conversations."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import push_url, trigger_client_event

from assistant import asking, conversations
from assistant.answer import Answer
from assistant.askers import may_write_sql
from assistant.conversation_models import Conversation, Turn
from assistant.forms import LONGEST_QUESTION, AskForm, QueryForm, TitleForm
from assistant.starters import STARTERS
from assistant.views.parts import ask_address, ask_again, own_conversation, settled, shown_turn
from assistant.views.steps import are_followed, tell_steps
from teams.paging import page_by_key
from teams.requests import signed_in

TURNS_SHOWN = 30
RECENT = 8


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """An empty conversation; `?question=` has it typed already, to be asked."""
    asked = request.GET.get("question", "")[:LONGEST_QUESTION]
    return render_conversation(request, None, form=AskForm(initial={"question": asked}))


@require_GET
def conversation(request: HttpRequest, pk: int) -> HttpResponse:
    return render_conversation(request, own_conversation(request, pk))


@require_POST
def ask(request: HttpRequest, pk: int | None = None) -> HttpResponseBase:
    """Answer a question as the next turn of a conversation, or as the first of a new one."""
    found = own_conversation(request, pk) if pk else None
    form, user = AskForm(request.POST), signed_in(request)
    if not form.is_valid():
        return render_conversation(request, found, form=form, status=422)
    intent, question = form.cleaned_data["intent"], form.cleaned_data["question"]
    if intent is None and are_followed(request):
        return tell_steps(question, user=user, to=found)
    if intent is None:
        answer = asking.ask(question, user=user, last=found.last_intent if found else None)
    else:
        answer = asking.answer_intent(intent, user=user)
    return _answered(request, found, answer)


@require_POST
def run_query(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an analyst's own query, which passes the same guard and sees the same rows."""
    found, form, user = own_conversation(request, pk), QueryForm(request.POST), signed_in(request)
    if not may_write_sql(user):
        raise PermissionDenied(asking.NOT_YOURS)
    if not form.is_valid():
        return render_conversation(request, found, query_form=form, status=422)
    return _answered(request, found, asking.answer_sql(form.cleaned_data["sql"], user=user))


@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = own_conversation(request, pk), TitleForm(request.POST)
    if not form.is_valid():
        return render_conversation(request, found, title_form=form, status=422)
    conversations.rename_conversation(found, by=signed_in(request), title=form.cleaned_data["title"])
    return redirect(found)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_conversation(request, pk)
    conversations.delete_conversation(found, by=signed_in(request))
    messages.success(request, f"“{found}” deleted")
    return redirect("assistant:conversations")


@require_GET
def conversation_list(request: HttpRequest) -> HttpResponse:
    words = " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]
    mine = Conversation.objects.of(signed_in(request))
    page = page_by_key(mine.saying(words) if words else mine, request.GET, key="asked_at", descending=True, size=30)
    pager = {"previous": page.previous, "next": page.next, "summary": f"{len(page.rows)} shown"}
    return render(request, "assistant/conversation_list.html", {"page": page, "pager": pager, "words": words})


def _answered(request: HttpRequest, found: Conversation | None, answer: Answer) -> HttpResponse:
    """Keep the answer and show it: to htmx at once, to others under its own address, where it is asked again."""
    turn = conversations.add_turn(settled(answer), by=signed_in(request), to=found)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(turn.in_conversation())
    response = render_conversation(request, turn.conversation, newest=answer)
    trigger_client_event(response, "announce", {"value": answer.text})
    return push_url(response, turn.conversation.get_absolute_url())


def render_conversation(
    request: HttpRequest,
    found: Conversation | None,
    *,
    newest: Answer | None = None,
    status: int = 200,
    form: AskForm | None = None,
    **forms: Any,
) -> HttpResponse:
    user = signed_in(request)
    turns = _turns(request, found)
    last = turns[-1] if turns else None
    context = {
        "conversation": found,
        "turns": turns[:-1],
        "newest": shown_turn(last, newest or ask_again(last, user)) if last else None,
        "ask_address": ask_address(found),
        "has_steps": bool(settings.ASSISTANT_LLM),
        "form": form or AskForm(),
        "recent": Conversation.objects.of(user)[:RECENT],
        "starters": [] if found else STARTERS[user.role],
        "may_write_sql": may_write_sql(user),
        **forms,
    }
    return render(request, "assistant/conversation.html", context, status=status)


def _turns(request: HttpRequest, found: Conversation | None) -> list[Turn]:
    """The newest turns in their order, or those before the one that the address names."""
    if found is None:
        return []
    turns = found.turns.order_by("-position")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 9:
        turns = turns.filter(position__lt=int(before))
    return list(turns[:TURNS_SHOWN])[::-1]
