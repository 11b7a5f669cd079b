"""Deals that were won or lost, by the recipe of the history that the demo looks like.

Closes pile up at the end of a quarter; in its first month only short cycles close and fewer of them are won. Agents
have mixes of products of their own. On top lie the planted effects of the story.
"""

from dataclasses import dataclass

import numpy as np

from pipeline.demo import story
from pipeline.demo.days import Days, Floats, Ints
from pipeline.demo.world import Company

SHORT_SHARE = 0.27  # of the cycles that close in the second and third month of a quarter
SHORT_SCALE, SHORT_MOST, FIRST_MONTH_MOST = 25.0, 21, 14
LONG_MEAN, LONG_SPREAD, LONG_LEAST, LONG_MOST = 82.5, 23.5, 22, 138
MIX_CONCENTRATION = 8.0
PRICE_SPREAD, PRICE_LEAST, PRICE_MOST = 0.099, 0.66, 1.34
SEVERAL_PIECES = 0.04
BIG_TICKET = 10_000  # sold one at a time


@dataclass(frozen=True)
class Force:
    """Who sells what: weights of the sellers and each one's shares of the products."""

    weights: Floats
    growing: Ints  # 1 for sellers of the growing region
    mixes: Floats

    def weights_on(self, growth: float) -> Floats:
        weights = self.weights * np.where(self.growing == 1, growth, 1.0)
        return np.asarray(weights / weights.sum())


@dataclass(frozen=True)
class Market:
    """When, to whom and by whom deals are made."""

    days: Days
    companies: list[Company]
    force: Force


@dataclass(frozen=True)
class Closed:
    """Columns of the closed deals, in order of their close."""

    company: Ints
    seller: Ints
    product: Ints
    quantity: Ints
    engaged: Ints  # days of the history; negative before its first
    closed: Ints
    won: Ints
    value: Ints


def make_force(rng: np.random.Generator) -> Force:
    offices = {office.team: office.office for office in story.OFFICES}
    drawn = rng.lognormal(0, 0.4, len(story.SELLERS))
    weights = [drawn[i] if one.weight is None else one.weight for i, one in enumerate(story.SELLERS)]
    growing = [int(offices[one.team] == story.GROWING_OFFICE) for one in story.SELLERS]
    shares = np.array([product.share for product in story.PRODUCTS])
    mixes = rng.dirichlet(MIX_CONCENTRATION * shares / shares.sum(), len(story.SELLERS))
    return Force(np.array(weights), np.array(growing), mixes)


def close_deals(rng: np.random.Generator, market: Market, count: int) -> Closed:
    company, closed = _closes(rng, market, count)
    seller = choose_sellers(rng, market, closed)
    product = choose_products(rng, market, seller)
    quantity = draw_quantities(rng, product)
    won = _outcomes(rng, market, company, closed, seller, product)
    value = np.where(won == 1, _prices(rng, seller, product) * quantity, 0)
    engaged = closed - _cycles(rng, market.days.month_of_quarter[closed])
    return Closed(company, seller, product, quantity, engaged, closed, won, np.rint(value).astype(np.int64))


def choose_sellers(rng: np.random.Generator, market: Market, on: Ints) -> Ints:
    """Draw who sells a deal on each of the days."""
    chosen = np.zeros(len(on), dtype=np.int64)
    growth = market.days.growth()[on]
    for factor in np.unique(growth):
        at = growth == factor
        weights = market.force.weights_on(float(factor))
        chosen[at] = rng.choice(len(weights), size=int(at.sum()), p=weights)
    return chosen


def choose_products(rng: np.random.Generator, market: Market, sellers: Ints) -> Ints:
    """Draw a product for each deal from its seller's mix."""
    edges = np.cumsum(market.force.mixes, axis=1)[sellers]
    drawn = rng.random(len(sellers))[:, None]
    return np.asarray(np.minimum((drawn > edges).sum(axis=1), len(story.PRODUCTS) - 1))


def draw_quantities(rng: np.random.Generator, products: Ints) -> Ints:
    several = (rng.random(len(products)) < SEVERAL_PIECES) & (_list_prices()[products] < BIG_TICKET)
    return np.asarray(np.where(several, rng.integers(2, 6, len(products)), 1))


def _closes(rng: np.random.Generator, market: Market, count: int) -> tuple[Ints, Ints]:
    """Return each closed deal's company and day, in order of the day."""
    companies, force = market.companies, market.force
    told = sum(one.closed_deals or 0 for one in companies)
    free = np.array([one.intensity if one.closed_deals is None else 0.0 for one in companies])
    counts = rng.multinomial(count - told, free / free.sum())
    level = float(force.weights[force.growing == 0].sum())
    growing = float(force.weights[force.growing == 1].sum())
    density = market.days.closes() * (level + growing * market.days.growth())
    owners, dates = [], []
    for place, one in enumerate(companies):
        size = int(counts[place]) if one.closed_deals is None else one.closed_deals
        window = np.arange(one.first_day, one.last_day + 1)
        owners.append(np.full(size, place))
        dates.append(rng.choice(window, size=size, p=density[window] / density[window].sum()))
    company, closed = np.concatenate(owners), np.concatenate(dates)
    order = np.argsort(closed, kind="stable")
    return company[order], closed[order]


def _cycles(rng: np.random.Generator, month_of_quarter: Ints) -> Ints:
    """Draw the days from engagement to close, at least 1."""
    first = month_of_quarter == 0
    most = np.where(first, FIRST_MONTH_MOST, SHORT_MOST) - 1
    reach = 1 - np.exp(-most / SHORT_SCALE)
    short = 1 + np.rint(-SHORT_SCALE * np.log(1 - rng.random(len(first)) * reach))
    long = np.clip(np.rint(rng.normal(LONG_MEAN, LONG_SPREAD, len(first))), LONG_LEAST, LONG_MOST)
    is_short = first | (rng.random(len(first)) < SHORT_SHARE)
    return np.asarray(np.where(is_short, short, long), dtype=np.int64)


def _outcomes(
    rng: np.random.Generator, market: Market, company: Ints, closed: Ints, seller: Ints, product: Ints
) -> Ints:
    base = np.asarray(story.WON_BY_MONTH)[market.days.month_of_quarter[closed]]
    odds = np.log(base / (1 - base))
    odds += np.array([one.logit for one in story.SELLERS])[seller]
    odds += np.array([one.logit for one in story.PRODUCTS])[product]
    won: Ints = (rng.random(len(odds)) < 1 / (1 + np.exp(-odds))).astype(np.int64)
    for place in range(len(market.companies) - len(story.NEW_GROUP), len(market.companies)):
        won[np.flatnonzero(company == place)[:2]] = 1
    return won


def _prices(rng: np.random.Generator, seller: Ints, product: Ints) -> Floats:
    """Draw the price of one piece: list price times a ratio around the seller's mean."""
    means = np.array([one.price for one in story.SELLERS])[seller]
    ratio = np.clip(rng.normal(means, PRICE_SPREAD), PRICE_LEAST, PRICE_MOST)
    return np.asarray(_list_prices()[product] * ratio)


def _list_prices() -> Floats:
    return np.array([float(product.list_price) for product in story.PRODUCTS])
