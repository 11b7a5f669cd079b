"""Whom commands ask as: people by their e-mail address or their name."""

from teams.models import Role, User

SEEING_EVERYTHING = (Role.DIRECTOR, Role.ADMIN, Role.ANALYST)


class Unknown(LookupError):
    """Nobody, or not one person alone, is called so. The message is for people."""


def person(named: str) -> User:
    """Return the active user of an e-mail address or of a full name that only one has; raise Unknown."""
    if "\0" in named:
        raise Unknown("There is no such user.")
    people = User.objects.active()
    found = list(people.filter(email__iexact=named)) or list(people.filter(name__iexact=named)[:2])
    if not found:
        raise Unknown(f"There is no user {named}.")
    if len(found) > 1:
        raise Unknown(f"Several users are called {named}: give the e-mail address.")
    return found[0]


def somebody_who_sees_everything() -> User:
    """Return a director, an administrator or an analyst; raise Unknown."""
    for role in SEEING_EVERYTHING:
        found = User.objects.active().filter(role=role).order_by("pk").first()
        if found:
            return found
    raise Unknown("No user sees everything: name somebody with --as.")
