"""What else could be sold: products that accounts lack, products that go together, series that are bought too little.

Everything counts the deals that the viewer may see, summed by the database; no account is looked at one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from accounts.models import Account
from analytics import gold
from analytics.core import affinity
from analytics.core.proportions import Interval, wilson
from analytics.dashboards.parts import Row
from pipeline.models import Product
from teams.models import User

SQL = Path(__file__).parent / "sql" / "cross_sell"
EVERYBODY = "true"
BANDS = 5
# Sizes of companies by employees, the bounds included.
SIZES = ((1, 49), (50, 249), (250, 999), (1000, 4999), (5000, None))


def size_words(low: int, high: int | None) -> str:
    return f"{low:,} employees or more" if high is None else f"{low:,} to {high:,} employees"


def in_size(low: int, high: int | None) -> str:
    return f"account.employees >= {low}" if high is None else f"account.employees between {low} and {high}"


SIZE_OF_ACCOUNT = " ".join(f"when {in_size(*size)} then '{size_words(*size)}'" for size in SIZES)
# By what an account has peers: what says which they are, what is read of each deal, what is joined to each buyer.
PEERS = {
    "sector": ("nullif(buyer.sector, '')", "min(sector)", ""),
    "size": (
        f"case {SIZE_OF_ACCOUNT} end",
        "null::text",
        "join gold.account_360 as account on account.account_id = buyer.account_id",
    ),
}
# From which lift on a cell is warmer; the first level is for every pair that attracts.
LIFT_STEPS = (0, 1.1, 1.25, 1.5, 2)
LEAST_WON, LEAST_PEERS = 10, 5
# One-sided, by chance once in a thousand comparisons.
BY_CHANCE, DEVIATIONS = 0.001, 3.0902
SERIES_SHOWN = 50


@dataclass(frozen=True)
class Baskets:
    """Groups of accounts that bought alike: `has` (groups, products), won deals and number of accounts (groups,)."""

    products: list[Product]
    has: NDArray[np.bool_]
    won: NDArray[np.int64]
    accounts: NDArray[np.int64]

    @property
    def buyers(self) -> int:
        return int(self.accounts.sum())

    def bought(self, place: int) -> int:
        return int(self.accounts[self.has[:, place]].sum())

    def bands(self) -> NDArray[np.int64]:
        """Of each group, in which fifth of the accounts it is by number of won deals; equal numbers share one."""
        order = np.argsort(self.won, kind="stable")
        reached = np.cumsum(self.accounts[order])
        edges = self.won[order][np.searchsorted(reached, reached[-1] * np.arange(1, BANDS) / BANDS)]
        return np.searchsorted(edges, self.won).astype(np.int64)


@dataclass(frozen=True)
class Reach:
    """A product on offer: how many of the accounts that bought anything have bought it."""

    product: Product
    bought: int
    buyers: int

    @property
    def missing(self) -> int:
        return self.buyers - self.bought

    @property
    def share(self) -> Interval | None:
        return wilson(self.bought, self.buyers)


@dataclass(frozen=True)
class ProductPair:
    """Two products, and what is known of the accounts that have both."""

    first: Product
    second: Product
    counts: affinity.Pair

    @property
    def both(self) -> tuple[Product, Product]:
        return self.first, self.second

    def other(self, product: Product) -> Product:
        return self.second if product == self.first else self.first


@dataclass(frozen=True)
class Affinity:
    """All pairs of products that somebody bought, the most surprising first."""

    buyers: int
    reaches: list[Reach]
    pairs: list[ProductPair]

    @property
    def attracting(self) -> list[ProductPair]:
        return [pair for pair in self.pairs if pair.counts.attracts]

    @property
    def tested(self) -> int:
        return sum(pair.counts.p is not None for pair in self.pairs)

    @property
    def reason(self) -> str:
        """Why there is nothing to recommend from pairs; empty where there is."""
        if self.attracting:
            return ""
        bought = [reach for reach in self.reaches if reach.bought]
        if len(bought) < 2:
            return "Pairs need two products that somebody bought."
        if self.tested:
            return (
                f"Of {counted(self.tested, 'pair')} of products tested, none is bought together more often than "
                "chance would have it among accounts that buy as often."
            )
        return _why_untested(bought)


@dataclass(frozen=True)
class LowSeries:
    """A series of which an account takes fewer deals than its peers by more than chance; money of visible deals."""

    account: Account
    peers: str
    others: int
    series: str
    deals: int
    won: int
    rate: Decimal
    spend: Decimal
    share: Decimal
    share_of_peers: Decimal
    missing: Decimal

    @property
    def expected(self) -> Decimal:
        """How many of its deals would be of the series at the rate of its peers."""
        return self.deals * self.rate


@dataclass(frozen=True)
class SeriesComparison:
    """`found` is how many rows there are; those with most missing revenue are in `rows`."""

    accounts: int
    comparisons: int
    found: int
    rows: list[LowSeries]

    @property
    def by_chance(self) -> float:
        """How many rows chance alone would put here."""
        return self.comparisons * BY_CHANCE


def products_on_offer() -> list[Product]:
    return list(Product.objects.filter(status=Product.Status.ACTIVE))


def baskets(user: User, *, whose: str = EVERYBODY, parameters: dict[str, Any] | None = None) -> Baskets:
    """What the accounts of a condition on gold.closed_deal bought of the products on offer."""
    products = products_on_offer()
    masks = [f"{1 << place:0{len(products)}b}"[::-1] for place in range(len(products))]
    values: dict[str, Any] = {"products": [product.pk for product in products], "masks": masks}
    values |= {"none": "0" * len(products), **(parameters or {})}
    rows = gold.query(_read("baskets", whose=whose), values, user=user).rows
    marks = [[mark == "1" for mark in row[0]] for row in rows]
    return Baskets(
        products=products,
        has=np.array(marks, dtype=bool).reshape(len(rows), len(products)),
        won=np.array([row[1] for row in rows], dtype=np.int64),
        accounts=np.array([row[2] for row in rows], dtype=np.int64),
    )


def reaches(found: Baskets) -> list[Reach]:
    """Every product on offer, what most accounts lack first."""
    every = [Reach(product, found.bought(place), found.buyers) for place, product in enumerate(found.products)]
    return sorted(every, key=lambda reach: (reach.bought, reach.product.name))


def affinity_of(found: Baskets) -> Affinity:
    if not found.buyers:
        return Affinity(0, reaches(found), [])
    counts = affinity.tally(found.bands().tolist(), found.has, found.accounts.tolist())
    named = [
        ProductPair(found.products[pair.first], found.products[pair.second], pair)
        for pair in affinity.pairs(counts)
        if pair.with_first and pair.with_second
    ]
    return Affinity(found.buyers, reaches(found), named)


@dataclass(frozen=True)
class LiftCell:
    """The lift of two products with a level of heat from 1 to 5; empty for a product with itself or without a test."""

    pair: ProductPair | None
    heat: int


@dataclass(frozen=True)
class LiftMatrix:
    products: list[Product]
    rows: list[tuple[Product, list[LiftCell]]]


def lift_matrix(found: Affinity, most: int) -> LiftMatrix:
    """The lifts of the products that most accounts bought, as rows and columns in the same order."""
    bought = sorted(found.reaches, key=lambda reach: (-reach.bought, reach.product.name))
    products = [reach.product for reach in bought if reach.bought][:most]
    lifts = {frozenset(product.pk for product in pair.both): pair for pair in found.pairs}
    cells = {
        (row, column): _lift_cell(lifts.get(frozenset([row.pk, column.pk]))) for row in products for column in products
    }
    return LiftMatrix(products, [(row, [cells[row, column] for column in products]) for row in products])


def _lift_cell(pair: ProductPair | None) -> LiftCell:
    if pair is None or pair.counts.p is None or pair.counts.lift is None:
        return LiftCell(None, 0)
    lift = pair.counts.lift
    return LiftCell(pair, sum(lift > edge for edge in LIFT_STEPS) if pair.counts.attracts else 0)


def low_series(
    user: User,
    *,
    peers: str = "sector",
    account: int | None = None,
    whose: str = EVERYBODY,
    parameters: dict[str, Any] | None = None,
) -> SeriesComparison:
    """Compare accounts of ten won deals or more with five such peers or more, all of them or `account` alone.

    An account is held against the other accounts of its sector or its size: how many of its deals are of the series,
    by the normal approximation of the binomial distribution, one-sided at 0.001.
    """
    values = {
        **(parameters or {}), "least_won": LEAST_WON, "least_peers": LEAST_PEERS, "deviations": DEVIATIONS,
        "account": account, "rows": SERIES_SHOWN,
    }  # fmt: skip
    words, sector, facts = PEERS[peers]
    text = _read("series", whose=whose, peers=words, sector=sector, facts=facts)
    rows = gold.query(text, values, user=user).as_dicts()
    first = rows[0]
    return SeriesComparison(first["accounts_compared"], first["comparisons"], first["found"], _named(rows, user))


def _named(rows: list[Row], user: User) -> list[LowSeries]:
    """The rows with their accounts, which are looked up for those shown alone: a join would read every account."""
    accounts = Account.objects.visible_to(user).in_bulk([row["account_id"] for row in rows if row["account_id"]])
    names = [name for name in LowSeries.__dataclass_fields__ if name != "account"]
    return [
        LowSeries(account=accounts[row["account_id"]], **{name: row[name] for name in names})
        for row in rows
        if row["account_id"] in accounts
    ]


def _read(name: str, **parts: str) -> str:
    text = (SQL / f"{name}.sql").read_text()
    for part, value in parts.items():
        text = text.replace(f"{{{part}}}", value)
    return text


def _why_untested(bought: Sequence[Reach]) -> str:
    whole = sum(not reach.missing for reach in bought)
    rest = [reach for reach in bought if reach.missing]
    if len(rest) > 1:
        return "Too few accounts buy as often as each other for any pair of products to be tested."
    buyers = counted(bought[0].buyers, "account")
    said = f"{whole} of {counted(len(bought), 'product')} were bought by each of {buyers}."
    if rest:
        said += f" Only {rest[0].product.name} is missing, at {counted(rest[0].missing, 'account')}."
    return f"{said} What everybody buys says nothing about who buys what, so no pair can be tested."


def counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
