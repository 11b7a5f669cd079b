"""Every effect that the demo's story plants is found in the generated deals, with the figures that the docs give."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from pipeline.demo import answers as found
from pipeline.demo import story
from pipeline.demo.generate import generate
from pipeline.demo.world import Deal, World

DOCS = Path(__file__).resolve().parents[2] / "docs" / "demo-stories.md"
DOCUMENTED_DAY = date(2025, 6, 30)


@pytest.fixture(scope="module", params=[(7, DOCUMENTED_DAY), (8, date(2026, 2, 1)), (1, date(2024, 11, 20))])
def world(request: pytest.FixtureRequest) -> World:
    seed, today = request.param
    return generate(today, seed=seed)


def seller(deal: Deal) -> str:
    return story.SELLERS[deal.seller].name


def product(deal: Deal) -> str:
    return story.PRODUCTS[deal.product].name


def intervals(world: World, name) -> dict[str, tuple[float, float]]:
    return {who: found.wilson(*counts) for who, counts in found.win_rates(world, name).items() if counts[1] >= 100}


def overall(world: World) -> float:
    closed = [deal for deal in world.deals if deal.closed]
    return len(world.won) / len(closed)


def test_the_strong_seller_wins_clearly_more(world):
    low, _ = intervals(world, seller)[story.STRONG_SELLER]
    others = [rates for name, rates in intervals(world, seller).items() if name != story.STRONG_SELLER]
    assert low > overall(world) + 0.05
    assert low > max(rates[0] for rates in others)


def test_the_weak_seller_wins_clearly_less(world):
    _, high = intervals(world, seller)[story.WEAK_SELLER]
    others = [rates for name, rates in intervals(world, seller).items() if name != story.WEAK_SELLER]
    assert high < overall(world) - 0.05
    assert high < min(rates[1] for rates in others)


def test_the_weak_product_is_won_clearly_less(world):
    rates = intervals(world, product)
    _, high = rates.pop(story.WEAK_PRODUCT)
    assert high < min(low for low, _ in rates.values())


def test_exactly_the_churned_accounts_have_stopped_buying(world):
    assert set(found.churned_accounts(world)) == {one.name for one in story.CHURNED}


def test_nobody_else_has_been_quiet_for_half_a_year(world):
    quiet_since = world.today - timedelta(days=180)
    last = {deal.company: deal.closed for deal in sorted(world.won, key=lambda deal: deal.closed)}
    quiet = {world.companies[place].name for place, day in last.items() if day < quiet_since}
    assert quiet == {one.name for one in story.CHURNED}


def test_a_churned_account_bought_regularly_and_has_nothing_open(world):
    places = {place for place, one in enumerate(world.companies) if one.name in found.churned_accounts(world)}
    own = [deal for deal in world.deals if deal.company in places]
    assert len([deal for deal in own if deal.stage == "won"]) >= 15 * len(places)
    assert not [deal for deal in own if deal.closed is None]


def test_the_growing_region_doubles_and_the_others_stay_level(world):
    wins = {
        office: [count for _, count, _ in found.revenue_by_quarter(world, office)]
        for office in {one.office for one in story.OFFICES}
    }
    growing = wins.pop(story.GROWING_OFFICE)
    assert growing == sorted(growing)
    assert growing[-1] > 1.5 * growing[0]
    assert all(0.65 < own[-1] / own[0] < 1.4 for own in wins.values())


def test_the_growing_region_earns_more_in_the_last_quarter_than_a_year_before(world):
    revenue = [amount for _, _, amount in found.revenue_by_quarter(world, story.GROWING_OFFICE)]
    assert revenue[-1] > 1.3 * revenue[0]


def test_exactly_the_new_group_bought_for_the_first_time_lately(world):
    assert set(found.new_accounts(world)) == {name for name, _ in story.NEW_GROUP}


def test_the_new_group_has_one_parent(world):
    members = [one for one in world.companies if one.name in dict(story.NEW_GROUP)]
    parents = {one.parent for one in members}
    assert len(parents) == 2
    assert parents == {None, world.companies.index(members[0])}


def test_only_the_discounting_seller_sells_clearly_below_list(world):
    ratios = found.price_ratios(world)
    assert ratios.pop(story.DISCOUNTING_SELLER) < 0.9
    assert min(ratios.values()) > 0.95


def test_the_docs_give_the_answers_for_seed_7():
    page = DOCS.read_text()
    for question, answer in found.answers(generate(DOCUMENTED_DAY, seed=7)):
        assert f"**{question}**\n{answer}\n" in page
