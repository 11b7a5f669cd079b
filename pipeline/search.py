"""The search over everything: accounts, deals, contacts and products that a user may see.

Every query is bounded. A word may match a hundred thousand names, so the first candidates that the index gives are
looked at, and where there are more the answer says so. Deals have no name of their own: they are found by their code,
by words of product and account together, and by their next step.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, QuerySet, Value, When
from django.urls import reverse

from accounts.full_text import Typed, folded_words, marked
from accounts.models import Account, AccountQuerySet, Contact
from accounts.services import account_called
from pipeline.models import Opportunity, Product
from pipeline.search_deals import found_deals
from teams.models import User

CANDIDATES = 300
OPEN_STAGE_ICONS = 4


@dataclass(frozen=True)
class Hit:
    """One record found. `key` tells it from all others on the page."""

    key: str
    title: str
    note: str
    url: str
    icon: str
    words: Sequence[str] = ()
    tone: str = ""

    @property
    def marked_title(self) -> list[tuple[str, bool]]:
        return marked(self.title, list(self.words))

    @property
    def marked_note(self) -> list[tuple[str, bool]]:
        return marked(self.note, list(self.words))


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` where there is more than is shown."""

    kind: str
    title: str
    hits: list[Hit]
    more: bool = False

    @property
    def count(self) -> str:
        return f"{len(self.hits)}+" if self.more else str(len(self.hits))


class Search:
    """One search by one user; each group asks when it is read."""

    def __init__(self, text: str, *, user: User, limit: int) -> None:
        self.typed, self.user, self.limit = Typed(text), user, limit

    def groups(self) -> list[Group]:
        """The kinds of which something was found, in the order in which they are shown."""
        found = [self.group(kind) for kind in KINDS] if self.typed else []
        return [group for group in found if group.hits]

    def group(self, kind: str) -> Group:
        title, find = KINDS[kind]
        hits, more = find(self)
        return Group(kind, title, hits[: self.limit], more or len(hits) > self.limit)

    def accounts(self) -> tuple[list[Hit], bool]:
        ids, more = self._account_ids
        called = account_called(self.typed.text)
        exact = [called.pk] if called else []
        starts = Case(
            When(pk__in=exact, then=Value(0)), When(name__istartswith=self.typed.text, then=Value(1)), default=Value(2)
        )
        visible: AccountQuerySet = Account.objects.visible_to(self.user)
        rows = visible.filter(pk__in=[*exact, *ids]).order_by(starts, "name", "pk")[: self.limit + 1]
        return [account_hit(row, self.typed.words) for row in rows], more

    def deals(self) -> tuple[list[Hit], bool]:
        ids, _ = self._account_ids
        rows, more = found_deals(self.typed, user=self.user, accounts=ids, products=self._products, limit=self.limit)
        return [deal_hit(row, self.typed.words) for row in rows], more

    def contacts(self) -> tuple[list[Hit], bool]:
        matching = Contact.objects.all().matching(self.typed).order_by()
        first = list(matching.values_list("name", "pk", "account")[: CANDIDATES + 1])
        # The few accounts by their keys: joined to the contacts, all accounts would be read.
        visible = Account.objects.visible_to(self.user).filter(pk__in={account for _, _, account in first})
        accounts = dict(visible.order_by().values_list("pk", "name"))
        shown = sorted(row for row in first[:CANDIDATES] if row[2] in accounts)[: self.limit + 1]
        rows = Contact.objects.filter(pk__in=[pk for _, pk, _ in shown]).order_by("name", "pk")
        hits = [_contact_hit(row, accounts[row.account_id], self.typed.words) for row in rows]
        return hits, len(first) > CANDIDATES

    def products(self) -> tuple[list[Hit], bool]:
        whole = [row for row, words in self._products if words == frozenset(self.typed.words)]
        return [_product_hit(row, self.typed.words) for row in whole], False

    @cached_property
    def _account_ids(self) -> tuple[list[int], bool]:
        return _first(Account.objects.all().matching(self.typed))

    @cached_property
    def _products(self) -> list[tuple[Product, frozenset[str]]]:
        """The products that one of the words is about, each with those words."""
        return [(row, words) for row in Product.objects.all() if (words := _words_of(row, self.typed.words))]


KINDS = {
    "accounts": ("Accounts", Search.accounts),
    "deals": ("Deals", Search.deals),
    "contacts": ("Contacts", Search.contacts),
    "products": ("Products", Search.products),
}


def account_hit(account: Account, words: Sequence[str] = ()) -> Hit:
    note = " · ".join(part for part in (account.sector, account.country) if part)
    page = reverse("analytics:account_page", args=[account.pk])
    return Hit(f"account-{account.pk}", account.name, note, page, "account", words)


def deal_hit(deal: Opportunity, words: Sequence[str] = ()) -> Hit:
    place = min(max(deal.stage.position - 1, 0), OPEN_STAGE_ICONS - 1) if deal.is_open else deal.stage_type
    note = " · ".join([str(deal.stage), f"${deal.shown_value:,.0f}", deal.owner.name, deal.code])
    return Hit(f"deal-{deal.pk}", deal.title, note, deal.get_absolute_url(), f"stage-{place}", words, deal.stage_type)


def _contact_hit(contact: Contact, account: str, words: Sequence[str]) -> Hit:
    note = " · ".join(part for part in (contact.job_title, account, contact.email, contact.phone) if part)
    page = reverse("analytics:account_page", args=[contact.account_id])
    return Hit(f"contact-{contact.pk}", contact.name, note, page, "person", words)


def _product_hit(product: Product, words: Sequence[str]) -> Hit:
    note = f"{product.series} · ${product.list_price:,.0f}"
    page = f"{reverse('pipeline:deal_list')}?product={product.pk}"
    return Hit(f"product-{product.pk}", product.name, note, page, "tag", words)


def _words_of(product: Product, words: Iterable[str]) -> frozenset[str]:
    name = folded_words(product.name)
    own = [*name, "".join(name), *folded_words(product.series)]
    return frozenset(word for word in words if any(each.startswith(word) for each in own))


def _first(rows: QuerySet) -> tuple[list[int], bool]:
    """The keys of the first candidates that the index gives, and whether there are more.

    Read by themselves: asked together with who may see them, the planner would look at every row that matches.
    """
    ids = list(rows.order_by().values_list("pk", flat=True)[: CANDIDATES + 1])
    return ids[:CANDIDATES], len(ids) > CANDIDATES
