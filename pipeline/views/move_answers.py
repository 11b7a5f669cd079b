"""What a move answers: with the deal's page, or, where it was made on the board, with the board."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget, trigger_client_event

from pipeline.board import Board, ends
from pipeline.forms import CloseForm
from pipeline.history import Conflict, conflict_of
from pipeline.models import Opportunity, ReportingDay, Stage
from pipeline.views.deal_page import render_deal
from teams.requests import signed_in

LONGEST_QUERY = 4000


class PageAnswers:
    """The answers to a move that was made on the deal's page. `deal` is the deal as it was before."""

    board_query: str | None = None  # of the board that the move was made on

    def __init__(self, request: HttpRequest, deal: Opportunity) -> None:
        self.request, self.deal = request, deal

    def moved(self, moved: Opportunity) -> HttpResponse:
        if moved.version != self.deal.version:
            messages.success(self.request, f"Moved to {moved.stage}", extra_tags=f"undo {self.undo(moved)}")
        if self.request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(self.back)
        return redirect(self.back)

    def undone(self, undone: Opportunity) -> HttpResponse:
        messages.success(self.request, "Move undone")
        return redirect(self.back)

    def refused(self, problem: str) -> HttpResponse:
        return render_deal(self.request, self.deal, status=422, problem=problem)

    def stale(self, current: Opportunity, version: int) -> HttpResponse:
        conflict = conflict_of(current, version=version, typed={})
        return render_deal(self.request, current, status=409, conflict=conflict)

    def closing(self, form: CloseForm) -> HttpResponse:
        return redirect(form.action)

    def undo(self, moved: Opportunity) -> str:
        return reverse("pipeline:deal_undo", args=[moved.code, moved.version])

    @property
    def back(self) -> str:
        return self.deal.get_absolute_url()


class BoardAnswers(PageAnswers):
    """The same from the board, without htmx: the way back is to the board."""

    def __init__(self, request: HttpRequest, deal: Opportunity, board: Board) -> None:
        super().__init__(request, deal)
        self.board, self.board_query = board, board.query

    def closing(self, form: CloseForm) -> HttpResponse:
        return redirect(f"{form.action}?{self.board.from_here}")

    def undo(self, moved: Opportunity) -> str:
        return f"{super().undo(moved)}?{self.board.from_here}"

    @property
    def back(self) -> str:
        return self.board.address


class BoardParts(BoardAnswers):
    """The same with htmx: the card in its column, the headers, and a sentence about what happened."""

    def moved(self, moved: Opportunity) -> HttpResponse:
        if moved.version == self.deal.version:
            return self._placed(moved, {"text": f"{_name(moved)} is in {moved.stage} already"})
        return self._placed(moved, {"text": f"{_name(moved)} moved to {moved.stage}", "undo": self.undo(moved)})

    def undone(self, undone: Opportunity) -> HttpResponse:
        return self._placed(undone, {"text": f"Move undone: {_name(undone)} is in {undone.stage} again"})

    def refused(self, problem: str) -> HttpResponse:
        toast = {"text": f"{_name(self.deal)} was not moved. {problem}", "level": "error"}
        return self._placed(self.deal, toast, status=422)

    def stale(self, current: Opportunity, version: int) -> HttpResponse:
        sentence = _sentence(conflict_of(current, version=version, typed={}), current)
        return self._placed(current, {"text": sentence, "level": "error"}, status=409)

    def closing(self, form: CloseForm) -> HttpResponse:
        """Put the form that asks for the rest into its dialog, and have the dialog opened."""
        context = {"form": form, "deal": self.deal, "in_dialog": True, "board_query": self.board_query}
        response = render(self.request, "pipeline/_close_form.html", context)
        return opened(reswap(retarget(response, f"#{form.dialog_id}"), "innerHTML"), form.dialog_id)

    def _placed(self, deal: Opportunity, toast: dict[str, str], *, status: int = 200) -> HttpResponse:
        card = self.board.card(deal)
        if card is None and deal.is_open:
            toast["text"] += ". The filters of the board leave it out"
        context = {"board": self.board, "card": card, "deal": deal, "was_shown": self.deal.is_open,
                   "sums": self.board.sums()}  # fmt: skip
        response = render(self.request, "pipeline/_board_change.html", context, status=status)
        trigger_client_event(response, "toast", toast)
        trigger_client_event(response, "landed", {"value": f"open-{deal.code}"}, after="swap")
        return reswap(response, "none")


def answers_to(request: HttpRequest, deal: Opportunity) -> PageAnswers:
    """Return who answers: a move that was made on the board carries the board's query string along."""
    asked = request.POST.get("board", request.GET.get("board"))
    if asked is None:
        return PageAnswers(request, deal)
    params = QueryDict(asked.removeprefix("?")[:LONGEST_QUERY])
    board = Board(params, user=signed_in(request), reporting_day=ReportingDay.current())
    return (BoardParts if request.htmx else BoardAnswers)(request, deal, board)  # type: ignore[attr-defined]


def render_menu(request: HttpRequest, deal: Opportunity) -> HttpResponse:
    """Answer with the stages that a deal can move to: a menu on the board, or a page of their own."""
    others = [stage for stage in (*Stage.objects.open(), *ends()) if stage.pk != deal.stage_id]
    context = {"deal": deal, "stages": others, "answers": answers_to(request, deal)}
    if request.htmx:  # type: ignore[attr-defined]
        return opened(render(request, "pipeline/_move_menu.html", context), "board-menu")
    return render(request, "pipeline/deal_move.html", context)


def opened(response: HttpResponse, popover: str) -> HttpResponse:
    trigger_client_event(response, "ask", {"value": popover}, after="swap")
    return response


def _sentence(conflict: Conflict, current: Opportunity) -> str:
    what = ", ".join(row.label.lower() for row in conflict.differences)
    changed = f"{conflict.by or 'Somebody'} changed {_name(current)} in the meantime{f' ({what})' if what else ''}"
    return f"{changed}. It was not moved: it is in {current.stage}"


def _name(deal: Opportunity) -> str:
    """The deal's title where it reads well in a sentence, else its product."""
    return str(deal if deal.account_id else deal.product)
