"""Sign-in to the API by a token: `Authorization: Token dwr_…`."""

import re

from django.contrib.auth.base_user import AbstractBaseUser
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from teams.models import ApiToken

# What knox makes of our settings: the prefix and 64 hexadecimal digits.
SHAPE = re.compile(rb"dwr_[0-9a-f]{64}")


class ApiTokenAuthentication(TokenAuthentication):
    """Knox's check; what cannot be a token is refused before it reaches the database."""

    def authenticate_credentials(self, token: bytes) -> tuple[AbstractBaseUser, ApiToken]:
        if SHAPE.fullmatch(token) is None:
            raise AuthenticationFailed("Invalid token.")
        user_and_token: tuple[AbstractBaseUser, ApiToken] = super().authenticate_credentials(token)
        return user_and_token
