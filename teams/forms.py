"""Signing in."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """E-mail address and password; one message for every refusal, so that it tells nobody which addresses exist."""

    error_messages = {
        "invalid_login": "E-mail and password do not match.",
        "inactive": "E-mail and password do not match.",
    }
    username = forms.EmailField(
        label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
