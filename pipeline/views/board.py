from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from pipeline.board import Board, Column, ends
from pipeline.models import ReportingDay, Stage
from pipeline.views.deal_list import short_query, switches
from teams.requests import signed_in


@require_safe
def deal_board(request: HttpRequest) -> HttpResponse:
    if short := short_query(request):
        return redirect(request.path + short)
    board = board_of(request)
    return _render(request, board, board.columns())


@require_safe
@vary_on_headers("HX-Request")
def board_column(request: HttpRequest, stage: int) -> HttpResponse:
    """Answer with the cards of one stage after a cursor: for the board, or as a page of their own."""
    board, one = board_of(request), get_object_or_404(Stage.objects.open(), pk=stage)
    columns = board.columns([one], cursor=request.GET)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "pipeline/_board_cards.html", {"board": board, "column": columns[0], "further": True})
    return _render(request, board, columns, only=one)


@require_safe
@vary_on_headers("HX-Request")
def board_sums(request: HttpRequest) -> HttpResponse:
    """Answer with what the columns' headers say: put into the board, or as a page of their own."""
    board = board_of(request)
    template = "_board_sums.html" if request.htmx else "board_sums.html"  # type: ignore[attr-defined]
    return render(request, f"pipeline/{template}", {"board": board, "sums": board.sums()})


def board_of(request: HttpRequest) -> Board:
    return Board(request.GET, user=signed_in(request), reporting_day=ReportingDay.current())


def _render(request: HttpRequest, board: Board, columns: list[Column], *, only: Stage | None = None) -> HttpResponse:
    empty = only is None and not any(column.cards for column in columns)
    context = {
        "board": board,
        "columns": columns,
        "only": only,
        "empty": empty,
        "filters": board.filters,
        "blockers": board.filters.blockers(board.visible) if empty else [],
        "ends": ends(),
        **_switches(request, board),
    }
    return render(request, "pipeline/deal_board.html", context)


def _switches(request: HttpRequest, board: Board) -> dict[str, Any]:
    """Return the list's switches: the tab of open deals is the board, the other tabs are the list."""
    found = switches(board.params, board.filters)
    is_open = board.filters.in_force().get("type", "") in ("", Stage.Type.OPEN)
    other, here = reverse("pipeline:deal_list"), Stage.Type.OPEN.label
    tabs = [(label, url, is_open) if label == here else (label, other + url, False) for label, url, _ in found["tabs"]]
    return found | {"tabs": tabs}
