"""What can be asked and done on the pages of data quality."""

from typing import Any

from django import forms
from django.http import QueryDict

from analytics.account_filter import Chip
from pipeline import services
from pipeline.deal_filters import query_with
from pipeline.quality import Dimension, QualityRule, Severity, Table
from teams.models import User

ANY = ("", "Any")


class QualityFilter(forms.Form):
    """A filter that makes no sense filters nothing and says so in its chip."""

    table = forms.ChoiceField(required=False, choices=[ANY, *Table.choices])
    severity = forms.ChoiceField(required=False, choices=[ANY, *Severity.choices])
    dimension = forms.ChoiceField(required=False, choices=[ANY, *Dimension.choices])

    def __init__(self, params: QueryDict) -> None:
        super().__init__(params)
        self.params = params

    @property
    def in_force(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def chips(self) -> list[Chip]:
        self.is_valid()
        return [self._chip(name) for name in self.fields if self.params.get(name)]

    def _chip(self, name: str) -> Chip:
        field, value = self[name], self.params[name]
        words = dict(getattr(field.field, "choices", [])).get(value, value)
        return Chip(name, str(field.label), words, query_with(self.params, **{name: None}), bad=name in self.errors)


class SpellingForm(forms.Form):
    """A wrong spelling, and the known name that it stands for."""

    spelling = forms.CharField(max_length=160, widget=forms.HiddenInput)
    name = forms.CharField(label="Known name", max_length=160, widget=forms.TextInput({"list": "known-names"}))

    def __init__(self, *args: Any, rule: QualityRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule

    def save(self, *, by: User) -> str:
        """Map the spelling; return what was done in words."""
        kind = self.rule.map_to or ""
        alias = services.map_spelling(kind=kind, by=by, **self.cleaned_data)
        return f"{alias.spelling} is read as {alias.name} from now on"
