"""What a token and a role allow before any row is looked at. Which rows: `teams/visibility.py`."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from teams import visibility
from teams.models import ApiToken, Role


class ScopeAllows(BasePermission):
    """A token of the scope `read` changes nothing."""

    message = "This token may read only. Create one with the scope write."

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method in SAFE_METHODS or not isinstance(request.auth, ApiToken):
            return True
        return request.auth.scope == ApiToken.Scope.WRITE


class RoleWrites(BasePermission):
    """Analysts read everything and change nothing."""

    message = "Analysts read; they do not change records."

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.method in SAFE_METHODS or visibility.may_create_accounts(request.user)  # type: ignore[arg-type]


class AdministratorWrites(BasePermission):
    """Reference data: everybody reads, administrators change."""

    message = "Only administrators change this."

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.method in SAFE_METHODS or getattr(request.user, "role", None) == Role.ADMIN


class AdministratorDeletes(BasePermission):
    message = "Only administrators delete this."

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.method != "DELETE" or getattr(request.user, "role", None) == Role.ADMIN
