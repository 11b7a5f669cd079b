"""Sign-in by e-mail address in any case."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from teams.models import User


class EmailBackend(BaseBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        email = username or kwargs.get("email")
        if not email or password is None:
            return None
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            # Hash all the same: the time must not tell whether the address is known.
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.select_related("team").filter(pk=user_id, is_active=True).first()
