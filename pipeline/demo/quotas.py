"""What each seller of the demo was to win: their deals, at everybody's win rates and prices."""

from dataclasses import dataclass
from datetime import date

from pipeline.demo.world import Deal, World

QUARTERS = 4  # before the current one
ROUNDED_TO = 1000


@dataclass(frozen=True, slots=True)
class Target:
    seller: int
    quarter: date
    amount: int


def make_quotas(world: World) -> list[Target]:
    """Return the quotas of the last quarters; a seller without deals has none.

    Who wins more than others is above it, who wins less or sells cheaper is below.
    """
    closed = [deal for deal in world.deals if deal.closed is not None]
    worth = _worth_by_product(closed)
    first = min((deal.closed for deal in closed if deal.closed), default=world.today)
    quarters = max((world.today - first).days / 91, 1)
    targets = []
    for seller in sorted({deal.seller for deal in closed}):
        expected = sum(worth[deal.product] for deal in closed if deal.seller == seller) / quarters
        amount = max(round(expected / ROUNDED_TO), 1) * ROUNDED_TO
        targets += [Target(seller, quarter, amount) for quarter in _quarters(world.today)]
    return targets


def _worth_by_product(closed: list[Deal]) -> dict[int, float]:
    """What a closed deal of a product brings on average; the lost ones bring nothing."""
    values: dict[int, list[int]] = {}
    for deal in closed:
        values.setdefault(deal.product, []).append(deal.value or 0)
    return {product: sum(own) / len(own) for product, own in values.items()}


def _quarters(today: date) -> list[date]:
    number = today.year * 4 + (today.month - 1) // 3
    return [date(n // 4, n % 4 * 3 + 1, 1) for n in range(number - QUARTERS, number + 1)]
