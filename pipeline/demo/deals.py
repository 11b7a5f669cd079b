"""All deals of the demo: the closed ones, and those that are still open."""

from datetime import date, timedelta

import numpy as np

from pipeline.demo import names, story
from pipeline.demo.closed import (
    Closed,
    Market,
    choose_products,
    choose_sellers,
    close_deals,
    draw_quantities,
    make_force,
)
from pipeline.demo.days import Days, Ints
from pipeline.demo.world import Company, Deal

CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8
LATE_SHARE = 0.25  # of the open deals whose expected close has passed and was not moved
DAYS_AHEAD = 90
FIRST_MINUTE, LAST_MINUTE = 8 * 60, 18 * 60


def make_deals(rng: np.random.Generator, days: Days, companies: list[Company], count: int) -> list[Deal]:
    """Return the deals, oldest first, so that later ones get higher keys."""
    engaging, prospecting = round(count * story.ENGAGING_SHARE), round(count * story.PROSPECTING_SHARE)
    market = Market(days, companies, make_force(rng))
    columns = close_deals(rng, market, count - engaging - prospecting)
    codes = _codes(rng, count)
    deals = [_closed_deal(rng, days, columns, row, codes.pop()) for row in range(len(columns.closed))]
    ages = np.minimum(1 + rng.gamma(2.0, 75.0, engaging).astype(np.int64), story.DAYS - 1)
    deals += _open_deals(rng, market, "engaging", ages, codes)
    ages = rng.integers(0, 120, prospecting)
    deals += _open_deals(rng, market, "prospecting", ages, codes)
    return sorted(deals, key=lambda deal: (deal.created, deal.code))


def _codes(rng: np.random.Generator, count: int) -> list[str]:
    """Return unlike public codes."""
    codes: dict[str, None] = {}
    while len(codes) < count:
        letters = rng.integers(0, len(CODE_LETTERS), (count - len(codes), CODE_LENGTH))
        codes |= dict.fromkeys("".join(CODE_LETTERS[i] for i in row) for row in letters)
    return list(codes)


def _closed_deal(rng: np.random.Generator, days: Days, columns: Closed, row: int, code: str) -> Deal:
    engaged, closed = days.date(columns.engaged[row]), days.date(columns.closed[row])
    won = bool(columns.won[row])
    product, quantity = int(columns.product[row]), int(columns.quantity[row])
    return Deal(
        code=code,
        company=int(columns.company[row]),
        seller=int(columns.seller[row]),
        product=product,
        quantity=quantity,
        amount=_amount(rng, product, quantity),
        stage="won" if won else "lost",
        created=_created(rng, engaged),
        engaged=engaged,
        expected=closed + timedelta(days=int(rng.integers(-14, 15))) if rng.random() < 0.8 else None,
        closed=closed,
        value=max(1, int(columns.value[row])) if won else 0,
        lost_reason="" if won else _lost_reason(rng, product),
        next_step="",
        minute=int(rng.integers(FIRST_MINUTE, LAST_MINUTE)),
    )


def _open_deals(rng: np.random.Generator, market: Market, stage: str, ages: Ints, codes: list[str]) -> list[Deal]:
    """Return open deals of these ages in days: since the engagement, or since they were noted."""
    days = market.days
    starts = days.last - ages
    sellers = choose_sellers(rng, market, starts)
    products = choose_products(rng, market, sellers)
    quantities = draw_quantities(rng, products)
    deals = []
    for row, start in enumerate(starts):
        begun = days.date(start)
        engaged = begun if stage == "engaging" else None
        product, quantity = int(products[row]), int(quantities[row])
        deals.append(
            Deal(
                code=codes.pop(),
                company=_company_of_open(rng, market.companies, int(start)),
                seller=int(sellers[row]),
                product=product,
                quantity=quantity,
                amount=_amount(rng, product, quantity),
                stage=stage,
                created=_created(rng, begun) if engaged else begun,
                engaged=engaged,
                expected=_expected(rng, days.today, begun) if rng.random() < 0.7 else None,
                closed=None,
                value=None,
                lost_reason="",
                next_step=str(rng.choice(names.NEXT_STEPS)) if rng.random() < 0.6 else "",
                minute=int(rng.integers(FIRST_MINUTE, LAST_MINUTE)),
            )
        )
    return deals


def _company_of_open(rng: np.random.Generator, companies: list[Company], start: int) -> int | None:
    """Most open deals have no account yet; nobody has one with an account that has left or was not there yet."""
    if rng.random() < story.OPEN_WITHOUT_ACCOUNT:
        return None
    while True:
        place = int(rng.integers(len(companies)))
        one = companies[place]
        if one.first_day <= start and one.last_day == story.DAYS - 1:
            return place


def _created(rng: np.random.Generator, engaged: date) -> date:
    """Half the deals were noted some days before the customer engaged."""
    return engaged - timedelta(days=int(rng.integers(1, 25))) if rng.random() < 0.5 else engaged


def _expected(rng: np.random.Generator, today: date, begun: date) -> date:
    first_guess = begun + timedelta(days=int(rng.integers(40, 120)))
    if first_guess >= today or rng.random() < LATE_SHARE:
        return first_guess
    return today + timedelta(days=int(rng.integers(0, DAYS_AHEAD)))


def _amount(rng: np.random.Generator, product: int, quantity: int) -> int | None:
    """A quarter of the deals carry an amount of their own, near the list price."""
    if rng.random() >= 0.25:
        return None
    return round(story.PRODUCTS[product].list_price * quantity * float(rng.normal(1.0, 0.03)))


def _lost_reason(rng: np.random.Generator, product: int) -> str:
    if story.PRODUCTS[product].name == story.WEAK_PRODUCT and rng.random() < 0.3:
        return "Missing feature"
    reasons = list(story.LOST_REASONS)
    return str(rng.choice(reasons, p=list(story.LOST_REASONS.values())))
