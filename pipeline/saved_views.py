"""Saving and changing views of the deal list. Only its owner changes one; whoever may see it opens it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import QueryDict

from pipeline.deal_filters import FILTERS
from pipeline.models import SavedView
from teams import visibility
from teams.models import User

KEPT = (*FILTERS, "sort", "columns")
LONGEST = 4000


def kept_query(params: QueryDict) -> str:
    """Return what a view keeps of an address, always in the same order, so that two can be compared."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        values = [value.replace("\0", "") for value in params.getlist(name) if value]
        if values:
            kept.setlist(name, values)
    return kept.urlencode()


@transaction.atomic
def create_view(
    *, by: User, name: str, query: QueryDict, is_shared: bool = False, is_default: bool = False
) -> SavedView:
    """Keep what an address shows; raise ValidationError where `by` has such a name, or too many."""
    _lock(by)
    if SavedView.objects.filter(owner=by).count() >= SavedView.MOST:
        raise ValidationError(f"You have {SavedView.MOST} views, the most that one may have. Delete one.")
    view = SavedView(owner=by, query=_checked(query))
    return _save(view, by=by, name=name, is_shared=is_shared, is_default=is_default)


@transaction.atomic
def edit_view(view: SavedView, *, by: User, name: str, is_shared: bool, is_default: bool) -> SavedView:
    """Rename a view, share it, let it open first; another that did no longer does."""
    _lock(by)
    return _save(_own(view, by=by), by=by, name=name, is_shared=is_shared, is_default=is_default)


@transaction.atomic
def save_query(view: SavedView, *, by: User, query: QueryDict) -> SavedView:
    """Let the view show what an address shows."""
    view = _own(view, by=by)
    view.query = _checked(query)
    view.save(update_fields=["query"])
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: User) -> None:
    _own(view, by=by).delete()


def _checked(params: QueryDict) -> str:
    query = kept_query(params)
    if len(query) > LONGEST:
        raise ValidationError("These are more filters than a view can keep. Leave some out.")
    return query


def _own(view: SavedView, *, by: User) -> SavedView:
    if view.owner_id != by.pk:
        raise PermissionDenied("Only its owner changes a view. Save it as one of your own.")
    return SavedView.objects.select_for_update().get(pk=view.pk)


def _lock(user: User) -> None:
    # Two at the same moment would make one too many, or two that open first.
    User.objects.select_for_update().get(pk=user.pk)


def _save(view: SavedView, *, by: User, name: str, is_shared: bool, is_default: bool) -> SavedView:
    if is_shared and not view.is_shared and not visibility.may_share_views(by):
        raise PermissionDenied("Managers and above share views.")
    if is_default:
        SavedView.objects.filter(owner=by, is_default=True).exclude(pk=view.pk).update(is_default=False)
    view.name, view.is_shared, view.is_default = " ".join(name.split()), is_shared, is_default
    view.full_clean()
    view.save()
    return view
