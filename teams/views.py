"""Coming in and going out."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.http import HttpResponse

from teams.demo_logins import DEMO_LOGINS
from teams.forms import SignInForm


class SignIn(LoginView):
    """The sign-in page; a refusal answers 422 like every form."""

    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        logins = DEMO_LOGINS if settings.DEMO else ()
        return super().get_context_data(demo_logins=logins, **kwargs)
