"""What is asked of whoever saves or changes an audience."""

from django import forms


class AudienceForm(forms.Form):
    name = forms.CharField(max_length=80, label="Name", error_messages={"required": "Give the audience a name."})
    is_shared = forms.BooleanField(required=False, label="Share with everybody")
