"""Which deals a bulk action is about: those that were ticked, or all that an address of the list shows."""

import re
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.http import QueryDict

from pipeline.deal_filters import DealFilter
from pipeline.models import Opportunity
from teams.models import User

MOST = 10_000
_CODE = re.compile(r"[0-9A-Z]{4,16}")


@dataclass(frozen=True)
class Chosen:
    """The deals by id, and how many of those that were ticked are gone or not to be seen."""

    ids: list[int]
    ignored: int = 0
    query: str = ""


@dataclass(frozen=True)
class Selection:
    """What was sent: codes, or the address whose filters say it. The filters are sent, never thousands of ids."""

    codes: list[str] = field(default_factory=list)
    everything: bool = False
    query: str = ""

    @classmethod
    def sent(cls, data: QueryDict) -> "Selection":
        codes = list(dict.fromkeys(data.getlist("deal")))
        return cls(codes, "all" in data, data.get("query", "").replace("\0", ""))

    def find(self, user: User, *, as_of: date) -> Chosen:
        """Return the deals among those that the user may see; raise ValidationError where they cannot be told."""
        return self._all(user, as_of) if self.everything else self._ticked(user)

    def _ticked(self, user: User) -> Chosen:
        if not self.codes:
            raise ValidationError("Choose deals first: tick them in the list.")
        _check_number(len(self.codes))
        codes = [code for code in self.codes if _CODE.fullmatch(code)]
        visible = Opportunity.objects.visible_to(user).filter(code__in=codes)
        ids = list(visible.order_by("pk").values_list("pk", flat=True))
        if not ids:
            raise ValidationError("None of the chosen deals exists any more, or you may see none of them.")
        return Chosen(ids, len(self.codes) - len(ids), self.query)

    def _all(self, user: User, as_of: date) -> Chosen:
        filters = DealFilter(QueryDict(self.query), user=user, as_of=as_of)
        if filters.problems:
            # Left out, as the list leaves it out, it would let more deals be changed than anybody meant.
            raise ValidationError(f"A filter makes no sense any more. {filters.problems[0]}. Drop it first.")
        visible = Opportunity.objects.visible_to(user).with_value().with_close()
        rows = filters.apply(visible).order_by("pk").values_list("pk", flat=True)
        ids = list(rows[: MOST + 1])
        _check_number(len(ids))
        if not ids:
            raise ValidationError("No deal passes these filters any more.")
        return Chosen(ids, 0, self.query)


def _check_number(number: int) -> None:
    if number > MOST:
        raise ValidationError(f"These are more than {MOST:,} deals. Narrow the filters first.")
