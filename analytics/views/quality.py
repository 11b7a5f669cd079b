"""Data quality: the score of each table, the rules that fail, and the rows that fail them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from analytics.account_filter import short_address
from analytics.quality import check_quality as check_now
from analytics.quality import check_rule
from analytics.quality_board import board, shown_score
from analytics.quality_forms import QualityFilter, SpellingForm
from analytics.quality_rows import describe, failing_rows, failing_table, headings
from pipeline.models import ReportingDay
from pipeline.quality import QUALITY_RULES, QualityRule
from pipeline.quality.names import known_names, likely_name
from teams import visibility
from teams.downloads import export_page, file_response
from teams.models import User
from teams.paging import Page, page_by_key
from teams.requests import signed_in

SPELLINGS = 50


@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    if short := short_address(request):
        return redirect(short)
    user, filters = signed_in(request), QualityFilter(request.GET)
    shown = board(user)
    lines = shown.only(**filters.in_force) if shown else []
    context = {
        "board": shown,
        "filters": filters,
        "failing": [line for line in lines if line.failed],
        "passing": [line for line in lines if line.checked and not line.failed],
        "asked": sum(line.checked > 0 for line in lines),
        "idle": [line for line in lines if not line.checked],
        "may_check": visibility.may_change_everything(user),
    }
    return render(request, "analytics/quality.html", context)


@require_POST
def quality_check(request: HttpRequest) -> HttpResponse:
    check_now(by=signed_in(request))
    messages.success(request, "All rules checked")
    return redirect("analytics:quality")


@require_GET
def quality_rule(request: HttpRequest, key: str) -> HttpResponse:
    return _render_rule(request, _rule(key))


@export_page
def quality_export(request: HttpRequest, key: str, extension: str) -> FileResponse:
    """The failing rows that the user may see, as a file."""
    table = failing_table(_rule(key), signed_in(request))
    return file_response(request, table, extension, as_of=ReportingDay.current().day)


@require_POST
def quality_map(request: HttpRequest, key: str) -> HttpResponse:
    rule = _rule(key)
    if rule.map_to is None:
        raise Http404
    if not visibility.may_change_everything(signed_in(request)):
        raise PermissionDenied("Only directors and administrators map spellings.")
    form = SpellingForm(request.POST, rule=rule)
    try:
        done = form.save(by=signed_in(request)) if form.is_valid() else ""
    except ValidationError as refused:
        form.add_error("name", refused)
        done = ""
    if not done:
        return _render_rule(request, rule, refused=form, status=422)
    check_rule(rule)
    messages.success(request, done)
    return redirect("analytics:quality_rule", rule.key)


def _rule(key: str) -> QualityRule:
    try:
        return QUALITY_RULES[key]
    except KeyError:
        raise Http404 from None


def _render_rule(
    request: HttpRequest, rule: QualityRule, *, refused: SpellingForm | None = None, status: int = 200
) -> HttpResponse:
    user = signed_in(request)
    rows = failing_rows(rule, user)
    tally = rule.tally(ReportingDay.current().day)
    seen = tally.failed if visibility.sees_everything(user) else rows.count()
    page = page_by_key(rows, request.GET, key="pk", descending=True)
    context = {
        "rule": rule,
        "tally": tally,
        "score": shown_score(tally.checked, tally.failed),
        "seen": seen,
        "headings": headings(rule, rows.model),
        "rows": describe(page.rows, rule, user),
        "spellings": _spellings(rule, user, refused),
        "names": known_names(rule.map_to) if rule.map_to else [],
        "pager": _pager(page, reverse("analytics:quality_rule", args=[rule.key])),
        "back": reverse("analytics:quality"),
    }
    return render(request, "analytics/quality_rule.html", context, status=status)


def _pager(page: Page[Any], url: str) -> dict[str, str]:
    """Links with their path: a refused spelling is answered under another address, which has no pages."""
    previous, following = page.previous and url + page.previous, page.next and url + page.next
    return {"previous": previous, "next": following, "summary": f"{len(page.rows)} shown"}


def _spellings(rule: QualityRule, user: User, refused: SpellingForm | None) -> list[tuple[str, int, Any]]:
    """The wrong spellings with their rows and a form to map each, for who may see and change every record."""
    if not visibility.may_change_everything(user):
        return []
    found = rule.spellings(ReportingDay.current().day)
    names = [name for name in known_names(rule.map_to) if name not in found] if rule.map_to else []
    return [
        (spelling, rows, _spelling_form(rule, spelling, names, refused, place))
        for place, (spelling, rows) in enumerate(list(found.items())[:SPELLINGS])
    ]


def _spelling_form(
    rule: QualityRule, spelling: str, names: list[str], refused: SpellingForm | None, place: int
) -> SpellingForm | None:
    if rule.map_to is None:
        return None
    if refused is not None and refused.data.get("spelling") == spelling:
        refused.auto_id = f"id_{place}_%s"
        return refused
    initial = {"spelling": spelling, "name": likely_name(spelling, names)}
    return SpellingForm(rule=rule, initial=initial, auto_id=f"id_{place}_%s")
