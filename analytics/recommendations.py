"""What to offer one account next, and why: lapsed products, products never bought, series bought too little.

The order is a rule and not a model: first what it used to buy, by what it spent on it; then what it never bought and
most of its peers did, by the share of peers; then series with room, by the revenue that is missing.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from accounts.models import Account
from analytics import cross_sell, gold
from analytics.core.proportions import Interval, wilson
from analytics.core.written import written
from analytics.cross_sell import LEAST_PEERS, Baskets, LowSeries, ProductPair, counted
from analytics.models import AccountMetrics, Segment
from pipeline.models import Product
from teams.models import User

RULE = (
    "First products that it used to buy, by what it spent on them; then products that it never bought and half of its "
    "peers did, or that go with what it has, by the share of peers; then series of which it takes less than its "
    "peers, by the revenue that is missing."
)
ENOUGH_PEERS = 0.5
OWN = "select * from gold.account_product where account_id = %(account)s and is_bought"
SAME_SECTOR = "sector = %(peer_sector)s"
SAME_SIZE = "account_id in (select account_id from gold.account_360 as account where {size})"


class Kind(StrEnum):
    LAPSED = "lapsed"
    NEVER_BOUGHT = "never bought"
    LOW_SERIES = "low series"


@dataclass(frozen=True)
class Peers:
    """The other customers of the same sector or size: in words ("in retail"), how many, and what they bought."""

    words: str
    by: str
    whose: str
    parameters: dict[str, Any]
    baskets: Baskets

    @property
    def count(self) -> int:
        return self.baskets.buyers


@dataclass(frozen=True)
class Recommendation:
    """What to offer, and why in a sentence; `product` is empty for a series. Money is of visible deals."""

    kind: Kind
    offer: str
    why: str
    product: Product | None = None
    series: str = ""


@dataclass(frozen=True)
class Never:
    """A product on offer that the account never bought, how many of its peers did, and the pair that speaks for it."""

    product: Product
    peers_bought: int
    peers: int
    pair: ProductPair | None = None

    @property
    def share(self) -> Interval | None:
        return wilson(self.peers_bought, self.peers)

    @property
    def is_worth_offering(self) -> bool:
        by_most = self.peers >= LEAST_PEERS and self.peers_bought >= ENOUGH_PEERS * self.peers
        return by_most or self.pair is not None


@dataclass(frozen=True)
class Advice:
    """`recommended` in the order of RULE; `never` are all products on offer that it never bought, by their share."""

    segment: Segment | None
    peers: Peers | None
    recommended: list[Recommendation]
    never: list[Never]
    bought: int
    on_offer: int

    @property
    def best(self) -> Recommendation | None:
        return self.recommended[0] if self.recommended else None

    @property
    def nothing(self) -> str:
        """Why nothing is recommended, in sentences; empty where something is."""
        if self.recommended:
            return ""
        if not self.bought:
            return "It has not bought anything yet: what comes next is a first deal, not another product."
        said = f"It has bought {self.on_offer - len(self.never)} of {counted(self.on_offer, 'product')} on offer"
        if self.peers is None:
            return f"{said}, none of them has lapsed, and too few customers are like it to compare it with."
        said += ", none of them has lapsed, and no series lies far behind its peers."
        if self.never:
            nearest = self.never[0]
            said += (
                f" {nearest.product.name}, which it lacks, was bought by {nearest.peers_bought:,} of "
                f"{counted(nearest.peers, 'customer')} {self.peers.words}: less than half."
            )
        return said


def advise(account: Account, *, user: User) -> Advice:
    """Return what to offer to an account that `user` may see, from the deals that `user` may see."""
    metrics = AccountMetrics.objects.filter(account=account).select_related("segment").first()
    products = cross_sell.products_on_offer()
    own = {row["product_id"]: row for row in gold.query(OWN, {"account": account.pk}, user=user).as_dicts()}
    peers = _peers(account, user) if own else None
    never = _never_bought([product for product in products if product.pk not in own], set(own), peers, user)
    recommended = [
        *_lapsed([(product, own[product.pk]) for product in products if product.pk in own]),
        *[_offer(each, peers) for each in never if peers is not None and each.is_worth_offering],
        *[_more_of(each, peers) for each in _low_series(account, peers, user) if peers is not None],
    ]
    return Advice(metrics.segment if metrics else None, peers, recommended, never, len(own), len(products))


def _peers(account: Account, user: User) -> Peers | None:
    """Those of the sector; where they are too few, those of the size; where these are, too, nobody."""
    for by, words, whose, parameters in _likenesses(account):
        found = cross_sell.baskets(
            user, whose=f"account_id <> %(account)s and {whose}", parameters={**parameters, "account": account.pk}
        )
        if found.buyers >= LEAST_PEERS:
            return Peers(words, by, whose, parameters, found)
    return None


def _likenesses(account: Account) -> list[tuple[str, str, str, dict[str, Any]]]:
    found: list[tuple[str, str, str, dict[str, Any]]] = []
    if account.sector:
        found.append(("sector", f"in {account.sector}", SAME_SECTOR, {"peer_sector": account.sector}))
    for low, high in cross_sell.SIZES:
        if account.employees and low <= account.employees and (high is None or account.employees <= high):
            size = SAME_SIZE.format(size=cross_sell.in_size(low, high))
            found.append(("size", f"with {cross_sell.size_words(low, high)}", size, {}))
    return found


def _never_bought(missing: list[Product], own: set[int], peers: Peers | None, user: User) -> list[Never]:
    if not missing or peers is None:
        return [Never(product, 0, 0) for product in missing]
    places = {product.pk: place for place, product in enumerate(peers.baskets.products)}
    pairs = cross_sell.affinity_of(cross_sell.baskets(user)).attracting
    found = [
        Never(product, peers.baskets.bought(places[product.pk]), peers.count, _goes_with(product, own, pairs))
        for product in missing
    ]
    return sorted(found, key=lambda never: (-never.peers_bought, never.product.name))


def _goes_with(product: Product, own: set[int], pairs: list[ProductPair]) -> ProductPair | None:
    """The pair that most surely ties the product to something that the account has."""
    return next((pair for pair in pairs if product in pair.both and pair.other(product).pk in own), None)


def _low_series(account: Account, peers: Peers | None, user: User) -> list[LowSeries]:
    if peers is None:
        return []
    return cross_sell.low_series(
        user, peers=peers.by, account=account.pk, whose=peers.whose, parameters=peers.parameters
    ).rows


def _lapsed(bought: list[tuple[Product, dict[str, Any]]]) -> list[Recommendation]:
    lapsed = [(product, row) for product, row in bought if row["kind"] == "lapsed"]
    lapsed.sort(key=lambda found: (-found[1]["revenue"], found[0].name))
    return [
        Recommendation(Kind.LAPSED, f"Win back {product.name}", _why_lapsed(row), product) for product, row in lapsed
    ]


def _why_lapsed(row: dict[str, Any]) -> str:
    times, gap, days = row["won_deals_visible"], row["mean_gap_days_visible"], row["days_since_last_visible"]
    revenue = written(row["revenue"], "$")
    return f"Bought {times:,} times for {revenue}, every {round(gap):,} days or so; not for {days:,} days now."


def _offer(never: Never, peers: Peers) -> Recommendation:
    why = f"Never bought; {never.peers_bought:,} of {counted(never.peers, 'customer')} {peers.words} did"
    why += f" ({written(never.peers_bought / never.peers, 'ratio')})."
    if never.pair is not None:
        other, lift = never.pair.other(never.product), never.pair.counts.lift
        why += f" Customers with {other.name} have it {lift:.2f} times as often as others who buy as much."
    return Recommendation(Kind.NEVER_BOUGHT, f"Offer {never.product.name}", why, never.product)


def _more_of(low: LowSeries, peers: Peers) -> Recommendation:
    why = (
        f"{low.won:,} of its {counted(low.deals, 'won deal')} and {written(low.share, 'ratio')} of its spend; the "
        f"{low.others:,} other customers {peers.words} spend {written(low.share_of_peers, 'ratio')} "
        f"on it, which would be {written(low.missing, '$')} more."
    )
    return Recommendation(Kind.LOW_SERIES, f"Sell more of {low.series}", why, series=low.series)
