"""Accounts that are probably one company, with the reason: by name, by known spelling, by the people they have."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q

from accounts.duplicates import ALIKE, likely_duplicates, likeness, plain_words, reason_of
from accounts.models import Account, Alias, Contact
from pipeline.merge_models import NotTheSame
from teams.models import User

NEIGHBOURS = 4  # names in the order of the alphabet that each is compared with
SHOWN = 100
READ = 50_000  # accounts and contacts that are compared
# Whose addresses everybody may have: they say nothing of a company.
OPEN_TO_ALL = {
    "aol.com", "gmail.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "icloud.com", "live.com",
    "mail.com", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com", "web.de", "yahoo.com",
}  # fmt: skip
Pair = tuple[int, int]


@dataclass(frozen=True)
class Reason:
    score: int
    words: str


@dataclass(frozen=True)
class Suspicion:
    """Two accounts with how likely they are one, in per cent, and why."""

    first: Account
    second: Account
    score: int
    reason: str


def suspected_pairs(limit: int = SHOWN) -> list[Suspicion]:
    """Pairs of all accounts that are probably one company, the likeliest first, without those that somebody denied."""
    names = dict(Account.objects.order_by("pk").values_list("pk", "name")[:READ])
    contacts = list(Contact.objects.order_by("pk").values_list("account", "email", "phone")[:READ])
    found = _reasons(names, contacts)
    return _as_suspicions(_undenied(found), limit)


def likely_doubles(account: Account, user: User, limit: int = 8) -> list[Suspicion]:
    """The accounts that `user` may see and that are probably the same company as this one, the likeliest first."""
    found: dict[Pair, Reason] = {}
    for alike in likely_duplicates(account.name, user, exclude=account.pk, limit=limit):
        _keep(found, account.pk, alike.account.pk, Reason(alike.score, alike.reason))
    for pair, reason in _reasons_of_people(_contacts_like_those_of(account, user)).items():
        if account.pk in pair:
            _keep(found, *pair, reason)
    return _as_suspicions(found, limit, first=account.pk)


def deny(first: int, second: int, *, by: User) -> None:
    """Remember that two accounts are not one company. Said twice it is remembered once."""
    low, high = sorted((first, second))
    NotTheSame.objects.get_or_create(first_id=low, second_id=high, defaults={"said_by": by})


def _reasons(names: dict[int, str], contacts: Iterable[tuple[int, str, str]]) -> dict[Pair, Reason]:
    found = _reasons_of_people(contacts)
    plain = {pk: plain_words(name) for pk, name in names.items()}
    for order in (lambda pk: "".join(plain[pk]), lambda pk: "".join(sorted(plain[pk]))):
        for one, other in _neighbours(sorted(plain, key=order)):
            if (score := likeness(plain[one], plain[other])) >= ALIKE:
                _keep(found, one, other, Reason(score, reason_of(score)))
    by_name = {name.casefold(): pk for pk, name in names.items()}
    for spelling, name in Alias.objects.filter(kind=Alias.Kind.ACCOUNT).values_list("spelling", "name"):
        same, known = by_name.get(spelling.casefold()), by_name.get(name.casefold())
        if same and known and same != known:
            _keep(found, same, known, Reason(100, "one name is known as a spelling of the other"))
    return found


def _reasons_of_people(contacts: Iterable[tuple[int, str, str]]) -> dict[Pair, Reason]:
    """Pairs of accounts whose contacts have an e-mail domain or a phone number in common."""
    domains, phones = defaultdict(set), defaultdict(set)
    for account, email, phone in contacts:
        domain, digits = _domain(email), _digits(phone)
        if domain:
            domains[domain].add(account)
        if digits:
            phones[digits].add(account)
    found: dict[Pair, Reason] = {}
    for shared, score, words in ((domains, 80, "contacts at {}"), (phones, 90, "the same phone number")):
        for key, accounts in shared.items():
            if 1 < len(accounts) < 6:  # a number of many is a switchboard's
                for one, other in combinations(sorted(accounts), 2):
                    _keep(found, one, other, Reason(score, words.format(key)))
    return found


def _contacts_like_those_of(account: Account, user: User) -> list[tuple[int, str, str]]:
    own = list(account.contacts.values_list("account", "email", "phone"))
    alike = Q(pk__in=[])
    for _, email, phone in own:
        if domain := _domain(email):
            alike |= Q(email__iendswith=f"@{domain}")
        if phone:
            alike |= Q(phone=phone)
    others = Contact.objects.all().visible_to(user).filter(alike).exclude(account=account)
    return own + list(others.values_list("account", "email", "phone")[:READ])


def _neighbours(accounts: list[int]) -> Iterator[Pair]:
    for place, one in enumerate(accounts):
        for other in accounts[place + 1 : place + 1 + NEIGHBOURS]:
            yield one, other


def _keep(found: dict[Pair, Reason], one: int, other: int, reason: Reason) -> None:
    pair = (one, other) if one < other else (other, one)
    if pair not in found or found[pair].score < reason.score:
        found[pair] = reason


def _domain(email: str) -> str:
    domain = email.rpartition("@")[2].lower()
    return "" if domain in OPEN_TO_ALL else domain


def _digits(phone: str) -> str:
    digits = "".join(filter(str.isdigit, phone))
    return digits if len(digits) > 5 else ""


def _undenied(found: dict[Pair, Reason]) -> dict[Pair, Reason]:
    denied = set(NotTheSame.objects.values_list("first_id", "second_id"))
    return {pair: reason for pair, reason in found.items() if pair not in denied}


def _as_suspicions(found: dict[Pair, Reason], limit: int, first: int | None = None) -> list[Suspicion]:
    best = sorted(found, key=lambda pair: (-found[pair].score, pair))[:limit]
    accounts = Account.objects.in_bulk({pk for pair in best for pk in pair})
    # Of a list about one account, that one is always the first.
    ordered = {pair: pair if first in (None, pair[0]) else pair[::-1] for pair in best}
    return [
        Suspicion(accounts[one], accounts[other], found[pair].score, found[pair].words)
        for pair, (one, other) in ordered.items()
        if one in accounts and other in accounts
    ]
