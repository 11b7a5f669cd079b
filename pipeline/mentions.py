"""@Name in what is written about deals and accounts: who is meant, who is told, and what the author is told of it."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models.functions import Upper
from django.urls import reverse

from accounts.models import Account
from pipeline.activity_models import Activity
from pipeline.models import Opportunity
from teams.models import Notification, User
from teams.notifications import notify

MOST = 20
WORDS_IN_A_NAME = 6
SIGN = re.compile(r"(?<![\w@.])@(?=[^\W\d_])")
AFTER_A_NAME = ".,;:!?)]}\"'’”…"


@dataclass(frozen=True)
class Mentioned:
    """Whom a text means, in its order; names that two people have; what follows a sign and is nobody's name."""

    people: list[User] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read(text: str) -> Mentioned:
    """Find the names of active people after an @, the longest that fits, in any case; the first few of a text."""
    tails = [_tail(text[match.end() :]) for match in list(SIGN.finditer(text))[:MOST]]
    if not tails:
        return Mentioned()
    named = _named({name.upper() for names in tails for name in names})
    mentioned = Mentioned()
    for names in tails:
        found = next((name for name in names if name.upper() in named), "")
        people = named.get(found.upper(), [])
        if len(people) == 1:
            _once(mentioned.people, people[0])
        elif people:
            _once(mentioned.ambiguous, found)
        else:
            _once(mentioned.unknown, names[-1])
    return mentioned


def tell(activity: Activity, mentioned: Mentioned) -> str:
    """Tell those who may see what the text is about; return what the author should know, in sentences."""
    others = [user for user in mentioned.people if user != activity.author]
    readers = [user for user in others if _may_see(activity, user)]
    deal, about = activity.opportunity, activity.opportunity or activity.account
    url = deal.get_absolute_url() if deal else reverse("analytics:account_page", args=[activity.account_id])
    article = "an" if activity.kind == Activity.Kind.EMAIL else "a"
    sentence = f"{activity.author.name} mentioned you in {article} {activity.get_kind_display().lower()} on {about}."
    notify(readers, kind=Notification.Kind.MENTION, sentence=sentence, url=url, about=f"activity:{activity.pk}")
    return _words(readers, [user for user in others if user not in readers], mentioned, deal is not None)


def _tail(text: str) -> list[str]:
    """The names that could begin here, the longest first."""
    words = text[:200].split("\n")[0].split()[:WORDS_IN_A_NAME]
    names = []
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count])
        bare = name.rstrip(AFTER_A_NAME)
        names += [name, bare, bare.removesuffix("'s").removesuffix("’s")]
    return [name for name in dict.fromkeys(names) if name]


def _named(names: set[str]) -> dict[str, list[User]]:
    """Active people by their name in capitals; the index of names serves the question."""
    spelt = User.objects.active().annotate(in_capitals=Upper("name"))
    found: dict[str, list[User]] = {}
    for user in spelt.filter(in_capitals__in=names):
        found.setdefault(user.name.upper(), []).append(user)
    return found


def _may_see(activity: Activity, user: User) -> bool:
    if activity.opportunity_id:
        return Opportunity.objects.visible_to(user).filter(pk=activity.opportunity_id).exists()
    return activity.account is not None and Account.objects.visible_to(user).filter(pk=activity.account.pk).exists()


def _words(told: list[User], untold: list[User], mentioned: Mentioned, is_deal: bool) -> str:
    said = [f"{_names(told)} {'was' if len(told) == 1 else 'were'} told"] if told else []
    if untold:
        what = "deal" if is_deal else "account"
        said.append(f"{_names(untold)} may not see this {what} and {'was' if len(untold) == 1 else 'were'} not told")
    said += [f"Two people are called {name}: nobody was told" for name in mentioned.ambiguous]
    said += [f"Nobody is called “{name}”" for name in mentioned.unknown]
    return ". ".join(said)


def _names(users: list[User]) -> str:
    names = [user.name for user in users]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _once(items: list[Any], item: Any) -> None:
    if item not in items:
        items.append(item)
