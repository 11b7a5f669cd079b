"""The page to begin with: a shell with today's tasks at once, and blocks that load by themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from analytics import next_actions, today
from analytics.charts import bar_chart
from analytics.today import Reach
from analytics.views.parts import render_part
from pipeline.task_filters import counts_of
from pipeline.task_lines import lines_of
from teams.models import Role, User
from teams.quota_models import quarter_end, quarter_of
from teams.requests import signed_in

GREETINGS = ((5, "Good evening"), (12, "Good morning"), (18, "Good afternoon"), (24, "Good evening"))


@dataclass(frozen=True)
class Part:
    """A block that loads by itself: its title, what it shows, and whether it is for who sells only."""

    key: str
    title: str
    gather: Callable[[Reach], dict[str, Any]]
    selling: bool = False

    @property
    def template(self) -> str:
        return f"analytics/today/_{self.key}.html"

    @property
    def id(self) -> str:
        return f"today-{self.key}"


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    reach = _reach(request)
    context = {
        "reach": reach,
        "greeting": _greeting(reach.user),
        "today": timezone.localdate(),
        "quarter_words": _quarter_words(reach.as_of),
        "figures": _shown("figures", reach),
        "main": [_shown(key, reach) for key in ("stale", "late")],
        "beside": [
            _shown(key, reach) for key in ("actions", "moves", "weeks") if reach.sells or not PARTS[key].selling
        ],
        **_tasks(request, reach),
    }
    return render(request, "analytics/today/page.html", context)


@require_GET
@vary_on_headers("HX-Request")
def part(request: HttpRequest, part: str) -> HttpResponse:
    reach, found = _reach(request), PARTS.get(part)
    if found is None:
        raise Http404
    context = {"reach": reach, "title": found.title, "id": found.id, "as_of": reach.as_of, **found.gather(reach)}
    return render_part(request, found.template, context)


def _reach(request: HttpRequest) -> Reach:
    user = signed_in(request)
    return Reach(user, mine=user.role == Role.REP or (user.role != Role.ANALYST and request.GET.get("whose") == "me"))


def _greeting(user: User) -> str:
    hour = timezone.localtime().hour
    return f"{next(words for until, words in GREETINGS if hour < until)}, {user.get_short_name()}"


def _quarter_words(day: date) -> str:
    """Where in the quarter the day is."""
    first = quarter_of(day)
    name, left = f"Quarter {(first.month + 2) // 3}", (quarter_end(day) - day).days
    return f"{name} ends today." if not left else f"{name} ends in {left}\N{NO-BREAK SPACE}d."


def _shown(key: str, reach: Reach) -> dict[str, str]:
    """What the shell says of a block until it has loaded."""
    found = PARTS[key]
    address = reverse("analytics:today_part", args=[key]) + reach.query
    return {"id": found.id, "title": found.title, "address": address}


def _tasks(request: HttpRequest, reach: Reach) -> dict[str, Any]:
    if not reach.sells:
        return {}
    day = reach.entry_day
    tasks = list(reach.tasks.open().select_related("owner").order_by("due_on", "pk")[: today.SHOWN])
    return {
        "lines": lines_of(tasks, user=reach.user, day=day),
        "counts": counts_of(reach.tasks, day),
        "task_list": reach.task_list(),
        "here": request.get_full_path(),
    }


def _figures(reach: Reach) -> dict[str, Any]:
    number = today.number(reach)
    return {
        "number": number,
        "open": today.open_deals(reach),
        "won_url": reach.deal_list(type="won", closes_from=number.quarter, closes_to=reach.as_of),
        "closed_url": reach.deal_list(
            type="closed", closes_from=reach.as_of.replace(month=1, day=1), closes_to=reach.as_of
        ),
        "open_url": reach.deal_list(type="open"),
        "unplanned_url": reach.deal_list(unplanned="on"),
    }


def _stale(reach: Reach) -> dict[str, Any]:
    count = today.counted(reach.deals.stale(reach.as_of))
    return {"lines": today.stale_deals(reach), "count": count, "all_url": reach.deal_list(stale="on")}


def _late(reach: Reach) -> dict[str, Any]:
    count = today.counted(reach.deals.open().filter(expected_close_date__lt=reach.as_of))
    return {"lines": today.late_deals(reach), "count": count, "all_url": reach.deal_list(overdue="on")}


def _moves(reach: Reach) -> dict[str, Any]:
    count = today.counted(reach.accounts(moved="yes"))
    return {"moves": today.moves(reach), "count": count, "all_url": reach.account_list(moved="yes")}


def _actions(reach: Reach) -> dict[str, Any]:
    quiet = str(next_actions.QUIET_DAYS)
    return {
        "actions": next_actions.next_actions(reach),
        "count": today.counted(reach.accounts(quiet=quiet)),
        "all_url": reach.account_list(quiet=quiet, sort="-monetary"),
        "rule": next_actions.RULE,
        "quiet": quiet,
    }


def _weeks(reach: Reach) -> dict[str, Any]:
    weeks = today.by_week(reach)
    drawn = [
        (f"{week.day} {week:%b}" if place % 4 == 0 else "", revenue) for place, (week, revenue) in enumerate(weeks)
    ]
    return {"weeks": weeks, "chart": bar_chart(drawn) if any(revenue for _, revenue in weeks) else None}


PARTS = {
    part.key: part
    for part in (
        Part("figures", "The quarter so far", _figures),
        Part("stale", "Rotting deals", _stale),
        Part("late", "Past their expected close", _late),
        Part("moves", "Segments that changed", _moves),
        Part("actions", "Next best actions", _actions, selling=True),
        Part("weeks", "The quarter by week", _weeks),
    )
}
