from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from pipeline import deal_columns as columns
from pipeline.deal_export import deal_table
from pipeline.deal_filters import CURSORS, EVERY, DealFilter, chosen_order, list_query
from pipeline.models import Opportunity, OpportunityQuerySet, ReportingDay, SavedView, Stage
from pipeline.saved_view_forms import SavedViewForm
from pipeline.saved_views import kept_query
from teams import visibility
from teams.downloads import export_page, file_response
from teams.models import User
from teams.paging import page_by_key
from teams.requests import signed_in
from teams.table_files import FORMATS

COUNT_CAP = 10_000


@dataclass(frozen=True)
class Total:
    """How many deals the filters leave, and what was won and is open in them; past the cap all are unknown.

    What was won and what may be won are never added up: nobody could say what that sum is.
    """

    count: int
    won: Any
    open: Any

    @property
    def capped(self) -> bool:
        return self.count > COUNT_CAP

    @property
    def dollars_won(self) -> int:
        return round(self.won or 0)

    @property
    def dollars_open(self) -> int:
        return round(self.open or 0)


@require_safe
@vary_on_headers("HX-Request")
def deal_list(request: HttpRequest) -> HttpResponse:
    elsewhere = _other_address(request)
    if elsewhere:
        return redirect(elsewhere)
    template = "pipeline/deal_list.html"
    return render(request, f"{template}#deal-rows" if request.htmx else template, _shown(request))  # type: ignore[attr-defined]


@require_safe
@vary_on_headers("HX-Request")
def deal_columns(request: HttpRequest) -> HttpResponse:
    """The form of the columns with one of them moved up or down, for the list to be asked with."""
    keys = columns.known_columns(request.GET.getlist("column"))
    for way, by in (("up", -1), ("down", 1)):
        keys = columns.moved_column(keys, request.GET.get(way, ""), by=by)
    context = _column_form(request.GET, [columns.COLUMNS[key] for key in keys])
    template = "pipeline/_deal_columns.html" if request.htmx else "pipeline/deal_columns.html"  # type: ignore[attr-defined]
    context |= {"choices": context["column_choices"], "here": context["columns_url"]}
    return render(request, template, context)


@export_page
def deal_export(request: HttpRequest, extension: str) -> FileResponse:
    """All deals of the list, in its order; filters that make no sense are left out, as the list leaves them out."""
    user, as_of = signed_in(request), ReportingDay.current().day
    visible = Opportunity.objects.visible_to(user).with_value().with_close()
    rows, order = DealFilter(request.GET, user=user, as_of=as_of).apply(visible), chosen_order(request.GET)
    table = deal_table(order.apply(rows.with_age(as_of)), order, as_of=as_of)
    return file_response(request, table, extension, as_of=as_of)


def total_of(rows: OpportunityQuerySet) -> Total:
    found = rows.order_by()[: COUNT_CAP + 1].aggregate(
        count=Count("pk"),
        won=Sum("value", filter=Q(stage_type=Stage.Type.WON)),
        open=Sum("value", filter=Q(stage_type=Stage.Type.OPEN)),
    )
    return Total(**found)


def _other_address(request: HttpRequest) -> str:
    """Return what to show instead: one's default view where nothing is asked for, else the address in short."""
    if not request.GET:
        view = SavedView.objects.default_of(signed_in(request))
        return view.opened if view else ""
    if "column" in request.GET:
        # A form sends a box for each column: people share the short address.
        keys = columns.known_columns(request.GET.getlist("column"))
        short = _empty(request.GET) | {"column": None, "columns": columns.written_columns(keys)}
        return request.path + list_query(request.GET, **short)
    return request.path + query if (query := short_query(request)) else ""


def short_query(request: HttpRequest) -> str:
    """Return the query string without the empty fields, which a filter form sends too; nothing if there are none."""
    empty = _empty(request.GET)
    return list_query(request.GET, **empty) if empty else ""


def _empty(params: QueryDict) -> dict[str, str | None]:
    return {name: None for name, value in params.items() if not value}


def _shown(request: HttpRequest) -> dict[str, Any]:
    """Return what the list shows, in a number of queries that does not depend on the rows."""
    user, params, reporting_day = signed_in(request), request.GET, ReportingDay.current()
    visible = Opportunity.objects.visible_to(user).with_value().with_close()
    filters = DealFilter(params, user=user, as_of=reporting_day.day)
    rows, order = filters.apply(visible), chosen_order(params)
    shown = columns.chosen_columns(params)
    ordered = order.apply(columns.with_columns(rows.with_age(reporting_day.day).for_lists(), shown))
    page = page_by_key(ordered, params, key=order.key, descending=order.descending)
    return {
        "filters": filters,
        "left_out": filters.problems + [f"Column “{key}”: {columns.GONE}" for key in columns.unknown_columns(params)],
        "page": page,
        "columns": shown,
        "headers": columns.headers(params, order, shown),
        "total": total_of(rows),
        "blockers": [] if page.rows else filters.blockers(visible),
        "reporting_day": reporting_day,
        "as_of": reporting_day.day,
        **_changes(user, page.rows),
        **_views(params, user, filters),
        **_column_form(params, shown),
    }


def _changes(user: User, rows: list[Opportunity]) -> dict[str, Any]:
    """Return whose of the deals the user may change, and what can be done with those that are ticked."""
    owners = visibility.editable_owners(user).filter(pk__in={deal.owner_id for deal in rows})
    editable = set(owners.values_list("pk", flat=True)) if rows else set()
    return {
        "editable_owners": editable,
        "changes_deals": bool(editable),
        "formats": [(each.label, each.name) for each in FORMATS.values()],
    }


def _views(params: QueryDict, user: User, filters: DealFilter) -> dict[str, Any]:
    """Return the tabs and the one-click filters with the addresses they lead to, and the view that is open."""
    views, kept = list(SavedView.objects.visible_to(user)), kept_query(params)
    view = next((view for view in views if str(view.pk) == params.get("view")), None)
    found = switches(params, filters)
    if view:
        found["tabs"] = [(label, url, False) for label, url, _ in found["tabs"]]
    return found | {
        "views": views,
        "view": view,
        "view_is_own": bool(view and view.owner_id == user.pk),
        "view_changed": bool(view and view.query != kept),
        "kept": kept,
        "view_form": SavedViewForm(user=user, query=kept),
    }


def switches(params: QueryDict, filters: DealFilter) -> dict[str, Any]:
    """Return the tabs of kinds and the one-click filters, each with the query string that it leads to."""
    chosen = filters.in_force()
    kinds = [("", "All"), *((kind.value, kind.label) for kind in Stage.Type)]
    mine, attention = chosen.get("owner") == "me", "attention" in chosen
    return {
        "tabs": [
            (
                label,
                list_query(params, type=kind or None, view=None if kind else EVERY),
                chosen.get("type", "") == kind,
            )
            for kind, label in kinds
        ],
        "mine": (mine, list_query(params, owner=None if mine else "me")),
        "attention": (attention, list_query(params, attention=None if attention else "on")),
    }


def _column_form(params: QueryDict, shown: list[columns.Column]) -> dict[str, Any]:
    """Return what the form of the columns shows: those that are on in their order, then the others."""
    others = [column for column in columns.COLUMNS.values() if column not in shown]
    left = ("column", "columns", "up", "down", *CURSORS)
    rest = [(name, value) for name, values in params.lists() for value in values if name not in left and value]
    return {
        "column_choices": [(column, True) for column in shown] + [(column, False) for column in others],
        "columns_url": reverse("pipeline:deal_columns"),
        "rest": rest,
        "ways": [("up", "up"), ("down", "down")],
        "usual": reverse("pipeline:deal_list") + list_query(params, column=None, columns=None, up=None, down=None),
    }
