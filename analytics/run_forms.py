"""Making an earlier or a refused model run champion, with the reason that is kept."""

from django import forms


class AdoptForm(forms.Form):
    why = forms.CharField(
        label="Why",
        max_length=200,
        error_messages={"required": "Say why: it is kept with the run."},
        help_text="Kept with the run, for whoever asks later.",
    )
