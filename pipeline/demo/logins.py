"""The people of the demo whom a visitor may sign in as, and the key for its API."""

from pipeline.demo import story
from teams.models import ApiToken, User

PASSWORD = "demo"  # noqa: S105 — known to everybody; set only where settings.DEMO is on
TOKEN_LABEL = "Demo integrator"  # noqa: S105

_VISITORS_TEAM = next(seller.team for seller in story.SELLERS if seller.name == story.VISITOR)
_VISITORS_MANAGER = next(office.manager for office in story.OFFICES if office.team == _VISITORS_TEAM)
LOGINS = {
    story.VISITOR: "rep@example.com",
    _VISITORS_MANAGER: "manager@example.com",
    story.DIRECTOR: "director@example.com",
    story.ADMINISTRATOR: "admin@example.com",
    story.ANALYST: "analyst@example.com",
}


def email_of(name: str) -> str:
    return LOGINS.get(name) or f"{name.lower().replace(' ', '.')}@example.com"


def renew_token() -> str:
    """Give the director a new key with write scope instead of the old one, and return it: only its hash is stored."""
    director = User.objects.get(email=LOGINS[story.DIRECTOR])
    ApiToken.objects.filter(user=director, label=TOKEN_LABEL).delete()
    _, token = ApiToken.objects.create(user=director, label=TOKEN_LABEL, scope=ApiToken.Scope.WRITE)
    return str(token)
