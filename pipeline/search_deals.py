"""Deals by what somebody typed: their code, words of product and account together, their next step."""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.full_text import TextWords, Typed
from accounts.models import Account
from pipeline.models import Opportunity, OpportunityQuerySet, Product
from teams import visibility
from teams.models import User

MOST_ACCOUNTS = 100  # of a reading, whose deals are looked at
MOST_READINGS = 3  # ways to tell words of the product from words of the account
MOST_READ = 200  # owners or products whose newest deals are looked at
MOST_STEPS = 300
CODE = re.compile(r"[0-9A-Z]{4,16}")

Products = list[tuple[Product, frozenset[str]]]


def found_deals(
    typed: Typed, *, user: User, accounts: list[int], products: Products, limit: int
) -> tuple[list[Opportunity], bool]:
    """The newest deals that are meant, by their code first, one more than the limit; and whether there may be more."""
    visible: OpportunityQuerySet = Opportunity.objects.visible_to(user).for_lists()
    by_name, more = _of_accounts(typed, accounts, products)
    whole = [product.pk for product, words in products if words == frozenset(typed.words)]
    steps = _with_step(typed)
    sources = [
        visible.filter(code__startswith=typed.text.upper()) if CODE.fullmatch(typed.text.upper()) else None,
        visible.filter(by_name).order_by("-created_at", "-pk") if by_name else None,
        visible.filter(pk__in=_newest(whole, user=user, limit=limit + 1)).order_by("-pk") if whole else None,
        visible.filter(pk__in=steps).order_by("-created_at", "-pk") if steps else None,
    ]
    found = _one_after_the_other([rows for rows in sources if rows is not None], limit + 1)
    return found, more or len(steps) == MOST_STEPS


def _of_accounts(typed: Typed, whole: list[int], products: Products) -> tuple[Q, bool]:
    """The condition on a deal's product and account: each word is of one or of the other, at least one of the account.

    `whole` are the accounts of which all words are. A word that begins the name of a product may begin an account's as
    well, so there is more than one reading.
    """
    readings: dict[frozenset[str], list[int]] = defaultdict(list)
    for product, words in products:
        readings[words].append(product.pk)
    readings.pop(frozenset(typed.words), None)
    condition, more = Q(account__in=whole[:MOST_ACCOUNTS]) if whole else Q(), len(whole) > MOST_ACCOUNTS
    for words in sorted(readings, key=len, reverse=True)[:MOST_READINGS]:
        rest = Typed(" ".join(word for word in typed.words if word not in words))
        accounts = list(Account.objects.all().matching(rest).order_by().values_list("pk", flat=True)[:MOST_ACCOUNTS])
        more = more or len(accounts) == MOST_ACCOUNTS
        if accounts:
            condition |= Q(account__in=accounts, product__in=readings[words])
    return condition, more


def _newest(products: list[int], *, user: User, limit: int) -> list[int]:
    """The keys of the newest deals of the products that the user may see.

    Asked of each owner, or each product, by itself, as the indexes have them: over all at once the planner reads all
    deals from the newest back, which takes long where little is sold of a product.
    """
    deals = Opportunity.objects.order_by("-pk").values_list("pk", flat=True)
    if visibility.sees_everything(user):
        of_each = [deals.filter(product=product)[:limit] for product in products[:MOST_READ]]
    else:
        owners = visibility.visible_owners(user).values_list("pk", flat=True)[:MOST_READ]
        of_each = [deals.filter(product__in=products, owner=owner)[:limit] for owner in owners]
    return sorted(of_each[0].union(*of_each[1:], all=True), reverse=True)[:limit] if of_each else []


def _with_step(typed: Typed) -> list[int]:
    """The keys of open deals whose next step says it, the first that the index gives."""
    rows = Opportunity.objects.open().exclude(next_step="").alias(words=TextWords("next_step"))
    return list(rows.filter(words=typed.query).order_by().values_list("pk", flat=True)[:MOST_STEPS])


def _one_after_the_other(sources: Iterable[QuerySet[Opportunity]], limit: int) -> list[Opportunity]:
    """What the queries find, each deal once; a query is asked only for what the ones before have left room for."""
    found: dict[int, Opportunity] = {}
    for rows in sources:
        if len(found) < limit:
            found |= {deal.pk: deal for deal in rows[:limit] if deal.pk not in found}
    return list(found.values())[:limit]
