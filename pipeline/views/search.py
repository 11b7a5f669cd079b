"""The search over everything, the command palette, and the list of keys."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.full_text import folded_words
from accounts.models import Account
from pipeline.models import Opportunity
from pipeline.places import Place, actions, places
from pipeline.recent import note_seen, recent_records
from pipeline.search import KINDS, Group, Search, account_hit, deal_hit
from teams import services
from teams.models import User
from teams.requests import signed_in

SHOWN = 50
GLANCE = 6  # of each kind, on the page of all kinds and in the palette


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("type", "")
    asked = Search(request.GET.get("q", ""), user=signed_in(request), limit=SHOWN)
    groups = asked.groups()
    context = {
        "searched": asked.typed.text,
        "has_words": bool(asked.typed),
        "kind": kind if kind in KINDS else "",
        "groups": groups,
        "shown": [group for group in groups if group.kind == kind] if kind in KINDS else groups,
        "glance": GLANCE,
        "tabs": [("", "All", ""), *((group.kind, group.title, group.count) for group in groups)],
    }
    return render(request, "pipeline/search.html", context)


@require_safe
@vary_on_headers("HX-Request")
def palette(request: HttpRequest) -> HttpResponse:
    """Answer with what the palette offers for what was typed; without JavaScript the search page does its work."""
    user, text = signed_in(request), request.GET.get("q", "")
    page = f"{reverse('pipeline:search')}?{urlencode({'q': text})}"
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(page)
    asked = Search(text, user=user, limit=GLANCE)
    context = _found(asked, page) if asked.typed else _first_offers(user)
    return render(request, "pipeline/_palette_options.html", context)


@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Remember a deal or an account that the user has opened: its page says so once it is there."""
    user, key = signed_in(request), request.POST.get("account", "")
    record: Opportunity | Account
    if key.isdecimal():
        record = get_object_or_404(Account.objects.visible_to(user), pk=int(key[:18]))
    else:
        code = request.POST.get("deal", "").replace("\0", "")
        record = get_object_or_404(Opportunity.objects.visible_to(user), code=code)
    note_seen(record, by=user)
    return HttpResponse(status=204)


@require_POST
def keys(request: HttpRequest) -> HttpResponse:
    """Switch one's own single-letter keys on or off, and go back to where one was."""
    services.switch_single_keys(on=request.POST.get("single_keys") == "on", by=signed_in(request))
    back = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_ours else "home")


def _first_offers(user: User) -> dict[str, Any]:
    recent = [
        deal_hit(record) if isinstance(record, Opportunity) else account_hit(record) for record in recent_records(user)
    ]
    groups = [Group("recent", "Seen last", recent[:GLANCE])] if recent else []
    offered = [*actions(user), *places()]
    return {"actions_title": "Actions", "actions": offered, "groups": groups, "sign_out": True, "status": ""}


def _found(asked: Search, page: str) -> dict[str, Any]:
    groups, words = asked.groups(), asked.typed.words
    named = [place for place in (*actions(asked.user), *places()) if _is_called(place, words)]
    count = sum(len(group.hits) for group in groups) + len(named)
    return {
        "actions_title": "Actions",
        "actions": named,
        "groups": groups,
        "all_results": page,
        "question": f"{reverse('assistant:start')}?{urlencode({'question': asked.typed.text})}",
        "typed": asked.typed.text,
        "status": f"{count} result{'' if count == 1 else 's'}",
    }


def _is_called(place: Place, words: list[str]) -> bool:
    own = folded_words(place.label)
    return all(any(each.startswith(word) for each in own) for word in words)
