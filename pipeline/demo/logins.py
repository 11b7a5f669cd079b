"""The people of the demo whom a visitor may sign in as, and the key for its API."""

from pipeline.demo import story
from teams.demo_logins import DEMO_LOGINS, TOKEN_OWNER
from teams.models import ApiToken, Role, User

TOKEN_LABEL = "Demo"  # noqa: S105

_VISITORS_TEAM = next(seller.team for seller in story.SELLERS if seller.name == story.VISITOR)
_PEOPLE = {
    Role.REP: story.VISITOR,
    Role.MANAGER: next(office.manager for office in story.OFFICES if office.team == _VISITORS_TEAM),
    Role.DIRECTOR: story.DIRECTOR,
    Role.ADMIN: story.ADMINISTRATOR,
    Role.ANALYST: story.ANALYST,
}
LOGINS = {_PEOPLE[login.role]: login for login in DEMO_LOGINS}


def email_of(name: str) -> str:
    login = LOGINS.get(name)
    return login.email if login else f"{name.lower().replace(' ', '.')}@example.com"


def renew_token() -> str:
    """Give the demo's integrator a new key with write scope instead of the old one: only hashes are stored."""
    owner = User.objects.get(email=TOKEN_OWNER)
    ApiToken.objects.filter(user=owner, label=TOKEN_LABEL).delete()
    _, token = ApiToken.objects.create(owner, label=TOKEN_LABEL, scope=ApiToken.Scope.WRITE)
    return str(token)
