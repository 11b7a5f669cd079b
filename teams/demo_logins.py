"""Who can sign in to the demo. The seed makes these users; the sign-in page and the terminal name them."""

from dataclasses import dataclass

from teams.models import Role

# Known to everybody, which is why DEMO refuses any database but its own.
DEMO_PASSWORD = "demo"  # noqa: S105


@dataclass(frozen=True)
class DemoLogin:
    role: Role
    email: str
    password: str = DEMO_PASSWORD


DEMO_LOGINS = tuple(DemoLogin(role, f"{role.value}@example.com") for role in Role)
# Whose token the terminal prints for the API.
TOKEN_OWNER = f"{Role.ADMIN.value}@example.com"
