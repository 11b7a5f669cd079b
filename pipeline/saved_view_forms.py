"""What is asked of whoever saves or changes a view of the deal list."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict

from pipeline import saved_views
from pipeline.models import SavedView
from teams import visibility
from teams.models import User


class SavedViewForm(forms.Form):
    """Save an address of the list as a view, or rename, share and prefer one that there is."""

    name = forms.CharField(max_length=60, error_messages={"required": "Give the view a name."})
    is_shared = forms.BooleanField(required=False, label="Share with everybody")
    is_default = forms.BooleanField(required=False, label="Open it first")
    query = forms.CharField(required=False, max_length=saved_views.LONGEST, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, user: User, view: SavedView | None = None, query: str = "") -> None:
        self.user, self.view = user, view
        initial: dict[str, Any] = {"query": query}
        if view is not None:
            initial = {"name": view.name, "is_shared": view.is_shared, "is_default": view.is_default}
        super().__init__(data, initial=initial, auto_id="id_view_%s")
        if view is not None:
            del self.fields["query"]
        if not visibility.may_share_views(user) and not (view and view.is_shared):
            del self.fields["is_shared"]

    def save(self) -> SavedView | None:
        """Save; None, and errors in the form, where it cannot be."""
        wanted = {"is_shared": False} | self.cleaned_data
        query = QueryDict(wanted.pop("query", ""))
        try:
            if self.view is not None:
                return saved_views.edit_view(self.view, by=self.user, **wanted)
            return saved_views.create_view(by=self.user, query=query, **wanted)
        except ValidationError as refused:
            # A name that is taken is refused by a constraint, which belongs to no field.
            for message in refused.messages:
                self.add_error("name" if NON_FIELD_ERRORS in getattr(refused, "error_dict", {}) else None, message)
            return None
