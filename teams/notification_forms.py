"""How somebody wants to be told, kind by kind."""

from typing import Any

from django import forms

from teams import notifications
from teams.models import Notification, NotificationChoice, User


class ChoicesForm(forms.Form):
    """One question a kind; the field's name is the kind."""

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, initial=notifications.ways_of(user))
        self.user = user
        for kind in Notification.Kind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label,
                choices=NotificationChoice.Way.choices,
                error_messages={"invalid_choice": "Choose one of the three.", "required": "Choose one of the three."},
            )

    def save(self) -> None:
        notifications.choose_ways(self.user, self.cleaned_data)
