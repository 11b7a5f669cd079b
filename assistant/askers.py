"""Who asks, and what there is to name for them: the values of every dimension as the asker may see them."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max

from accounts.models import Account
from analytics import gold
from assistant.compiler import Compiled, compile_intent
from assistant.filled import Asker, Known
from assistant.intent import Filter, Intent, Value
from assistant.phrases import NameOf, as_written
from assistant.reading import Viewer
from assistant.semantic import DIMENSIONS
from assistant.semantic.values import by_view, values_sql
from pipeline.models import Opportunity, Product, ReportingDay, Stage
from teams import visibility
from teams.models import Role, Team, User

KEPT_FOR = 60  # seconds, for what has no trail of its own: whose account has a visible deal, segments, reasons
MOST_KEPT = 16
TRAILS: tuple[Any, ...] = (Account, Product, Stage, Team, User)
CODE = re.compile(r"[0-9A-Z]{4,16}")
USUAL_CODE = 8
MOST_CODES = 20

Values = dict[str, tuple[Known, ...]]


@dataclass(frozen=True)
class _Lists:
    values: Values
    first_day: date | None
    home: str


# In the process, not in the shared cache: tens of thousands of names take as long to unpack as to read.
_kept: dict[object, tuple[float, _Lists]] = {}


def asker_of(user: User, question: str = "") -> Asker:
    """Return who asks, with every value that the asker may name; of deals, the codes that the question holds.

    Raises BeingRebuilt while there is no gold. The lists are remembered for a minute, as long as nobody renames,
    adds or removes anything.
    """
    as_of = ReportingDay.current().day
    owners = list(visibility.visible_owners(user).order_by("pk").values_list("pk", flat=True))
    lists = _lists(user, (user.pk, as_of, *owners, *_versions()))
    viewer = viewer_of(user)
    deals = _deals(user, question, as_of, viewer)
    return Asker(
        viewer=viewer,
        as_of=as_of,
        values={**lists.values, "deal": deals} if deals else lists.values,
        name=user.name,
        is_agent=user.role == Role.REP or Opportunity.objects.filter(owner=user).exists(),
        first_day=lists.first_day,
        home=lists.home,
    )


def may_write_sql(user: User) -> bool:
    """Whether the user may edit the query of an answer: those who see everything by their role."""
    return user.is_active and user.role in visibility.SEE_EVERYTHING


def viewer_of(user: User) -> Viewer:
    """The number that deals know as agent, and those of the teams that the user is in or manages."""
    teams = [user.team_id] if user.team_id else []
    teams += list(visibility.visible_teams(user).filter(manager=user).values_list("pk", flat=True))
    return Viewer(user.pk, tuple(dict.fromkeys(teams)))


def names_of(asker: Asker) -> NameOf:
    """Return what names the values of an intent: the text where a number stands for it."""

    def name_of(dimension: str, value: Value) -> str:
        if isinstance(value, int) and dimension in DIMENSIONS and DIMENSIONS[dimension].key:
            return next((known.text for known in asker.values.get(dimension, ()) if known.key == value), str(value))
        return as_written(dimension, value)

    return name_of


def key_of(asker: Asker, dimension: str, name: str) -> int | str | None:
    """Return the number of a value that only one of its name has."""
    keys = {known.key for known in asker.values.get(dimension, ()) if known.text.casefold() == name.casefold()}
    return keys.pop() if len(keys) == 1 else None


def _versions() -> Iterable[int | None]:
    """What changes with the names: the last entry of each trail of changes."""
    for model in TRAILS:
        yield model.pgh_event_model.objects.aggregate(last=Max("pk"))["last"]


def _lists(user: User, seen: object) -> _Lists:
    """Return the lists as they were read at most a minute ago."""
    until, lists = _kept.pop(seen, (0.0, None))
    if lists is None or until < time.monotonic():
        read = _Lists(_values(user), _first_day(user, ReportingDay.current().day), _home(user))
        # Equal lists stay the same object, so that what the grammar made of them stays good.
        lists = lists if read == lists and lists else read
        until = time.monotonic() + KEPT_FOR
    _kept[seen] = (until, lists)
    while len(_kept) > MOST_KEPT:
        _kept.pop(next(iter(list(_kept))), None)  # another thread may drop it first
    return lists


def forget() -> None:
    """Read the lists anew for the next question."""
    _kept.clear()


def _values(user: User) -> Values:
    found = {name: tuple(map(Known, dimension.options)) for name, dimension in DIMENSIONS.items() if dimension.options}
    listed = [dimension for dimension in DIMENSIONS.values() if dimension.name != "deal"]
    for dimensions in by_view(listed).values():
        rows = gold.query(values_sql(*dimensions), user=user).rows
        for place, dimension in enumerate(dimensions):
            pairs = dict.fromkeys((row[2 * place], row[2 * place + 1]) for row in rows)
            found[dimension.name] = tuple(Known(text, key) for text, key in pairs if text)
    return found


def _deals(user: User, question: str, as_of: date, viewer: Viewer) -> tuple[Known, ...]:
    """The deals whose codes the question holds: all codes would be a list as long as the book."""
    words = dict.fromkeys(word.upper() for word in re.findall(r"\w+", question))
    codes = tuple(word for word in words if CODE.fullmatch(word) and _may_be_code(word))[:MOST_CODES]
    if not codes:
        return ()
    asked = Intent(dimensions=("deal",), filters=(Filter("deal", "is", codes),))
    found = compile_intent(asked, as_of=as_of, viewer=viewer)
    assert isinstance(found, Compiled)  # noqa: S101 - tells the type checker
    rows = gold.query(found.sql, user=user).as_dicts()
    return tuple(Known(row["deal"], row["deal_key"]) for row in rows)


def _may_be_code(word: str) -> bool:
    mixed = not word.isdecimal() and not word.isalpha()
    return mixed or len(word) == USUAL_CODE


def _home(user: User) -> str:
    """The country of most accounts: what is sold elsewhere is sold abroad."""
    counted = Account.objects.visible_to(user).exclude(country="").values("country").annotate(accounts=Count("pk"))
    most = counted.order_by("-accounts", "country").first()
    return most["country"] if most else ""


def _first_day(user: User, as_of: date) -> date | None:
    closed = Opportunity.objects.visible_to(user).filter(close_date__isnull=False, close_date__lte=as_of)
    return closed.order_by("close_date").values_list("close_date", flat=True).first()
