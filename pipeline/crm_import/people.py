"""Managers and agents become users, without a password, with an address of a reserved domain."""

import re
import unicodedata
from collections.abc import Iterator

from django.contrib.auth.hashers import make_password
from django.db import connection

from teams.models import Role, User

DOMAIN = "example.com"


def create_missing_people() -> None:
    """Create the users that the staged rows of sales_teams.csv name and that are not there yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select distinct on (upper(name)) name, is_manager
            from (
                select line, agent as name, false as is_manager from import_agent where agent_id is null
                union all
                select line, manager_name, true from import_agent where manager_id is null
            ) as missing
            order by upper(name), is_manager desc, line
            """
        )
        missing = cursor.fetchall()
    addresses = _Addresses()
    User.objects.bulk_create(
        User(
            name=name,
            email=addresses.new(name),
            role=Role.MANAGER if is_manager else Role.REP,
            password=make_password(None),
        )
        for name, is_manager in missing
    )


class _Addresses:
    """Addresses that nobody has: the second Anna Snelling is anna.snelling2."""

    def __init__(self) -> None:
        taken = User.objects.filter(email__iendswith=f"@{DOMAIN}").values_list("email", flat=True)
        self.taken = {email.lower() for email in taken}

    def new(self, name: str) -> str:
        address = next(address for address in self._candidates(name) if address not in self.taken)
        self.taken.add(address)
        return address

    @staticmethod
    def _candidates(name: str) -> Iterator[str]:
        letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        local = re.sub(r"[^a-z0-9-]+", ".", letters).strip(".-")[:60] or "agent"
        yield f"{local}@{DOMAIN}"
        number = 2
        while True:
            yield f"{local}{number}@{DOMAIN}"
            number += 1
