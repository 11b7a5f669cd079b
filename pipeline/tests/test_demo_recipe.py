"""The generated deals look like the history that they imitate, and depend on the seed, the day and the size alone."""

from collections import Counter
from dataclasses import astuple
from datetime import date, timedelta
from statistics import mean, median

import pytest

from pipeline.demo import story
from pipeline.demo.generate import generate
from pipeline.demo.world import World

TODAY = date(2025, 6, 30)


@pytest.fixture(scope="module")
def world() -> World:
    return generate(TODAY, seed=7)


@pytest.fixture(scope="module")
def closed(world: World) -> list:
    return [deal for deal in world.deals if deal.closed]


def test_the_shares_of_the_stages(world):
    counts = Counter(deal.stage for deal in world.deals)
    assert len(world.deals) == 9000
    assert (counts["engaging"], counts["prospecting"]) == (1620, 513)
    assert 0.57 < counts["won"] / (counts["won"] + counts["lost"]) < 0.66


def test_the_size_of_the_company(world):
    assert (len(world.companies), len(story.SELLERS), len(story.OFFICES), len(story.PRODUCTS)) == (90, 35, 6, 7)
    contacts = Counter(contact.company for contact in world.contacts)
    assert set(contacts.values()) == {1, 2, 3, 4}
    assert len(contacts) == 90


def test_the_first_month_of_a_quarter_closes_short_cycles_only(closed):
    cycles = [(deal.closed - deal.engaged).days for deal in closed if deal.closed.month % 3 == 1]
    assert max(cycles) <= 14
    assert min(cycles) >= 1


def test_cycles_are_a_mixture_of_short_and_long(closed):
    cycles = [(deal.closed - deal.engaged).days for deal in closed]
    short = [days for days in cycles if days <= 21]
    assert len(short) / len(cycles) == pytest.approx(0.46, abs=0.03)
    assert mean(short) == pytest.approx(8.0, abs=1)
    assert mean(days for days in cycles if days > 21) == pytest.approx(82.5, abs=2)


def test_the_end_of_a_quarter_wins_more(closed):
    rates = [mean(deal.stage == "won" for deal in closed if deal.closed.month % 3 == rest) for rest in (1, 2, 0)]
    assert rates == [pytest.approx(rate, abs=0.06) for rate in story.WON_BY_MONTH]


def test_won_values_lie_around_the_list_price(world):
    priced = [deal for deal in world.won if story.SELLERS[deal.seller].name != story.DISCOUNTING_SELLER]
    ratios = [deal.value / story.PRODUCTS[deal.product].list_price / deal.quantity for deal in priced]
    assert mean(ratios) == pytest.approx(0.997, abs=0.01)
    assert min(ratios) > 0.64
    assert max(ratios) < 1.36


def test_lost_deals_have_no_value_and_all_reasons(closed):
    lost = [deal for deal in closed if deal.stage == "lost"]
    assert {deal.value for deal in lost} == {0}
    assert {deal.lost_reason for deal in lost} == set(story.LOST_REASONS)


def test_most_open_deals_have_no_account_and_closed_ones_all(world, closed):
    missing = mean(deal.company is None for deal in world.deals if deal.stage == "engaging")
    assert missing == pytest.approx(0.68, abs=0.04)
    assert all(deal.company is not None for deal in closed)


def test_accounts_differ_as_real_ones_do(world):
    regular = {place for place, one in enumerate(world.companies) if one.closed_deals is None}
    counts = Counter(deal.company for deal in world.won if deal.company in regular)
    assert 35 < median(counts.values()) < 65
    assert 3 < mean((n - mean(counts.values())) ** 2 for n in counts.values()) / mean(counts.values()) < 18


def test_nothing_happens_after_today_and_the_history_has_two_years(world, closed):
    days = [day for deal in world.deals for day in (deal.created, deal.engaged, deal.closed) if day]
    days += [touch.day for touch in world.touches]
    days += [day for todo in world.todos for day in (todo.created, todo.done) if day]
    assert max(days) == TODAY
    assert TODAY - timedelta(days=730) <= min(deal.closed for deal in closed) < TODAY - timedelta(days=720)


def test_the_visitor_has_tasks_overdue_for_today_and_to_come(world):
    dues = [todo.due for todo in world.todos if not todo.done and story.SELLERS[todo.seller].name == story.VISITOR]
    assert min(dues) < TODAY < max(dues)
    assert TODAY in dues


def test_what_is_said_varies(world):
    texts = Counter(touch.text for touch in world.touches)
    assert len(texts) > len(world.touches) / 4
    assert not [text for text in texts if "{" in text]
    assert {touch.kind for touch in world.touches} == {"note", "call", "email", "meeting"}


def test_the_same_seed_and_day_give_the_same_world():
    assert generate(TODAY, seed=3, deals=300) == generate(TODAY, seed=3, deals=300)


def test_another_seed_gives_other_deals():
    assert generate(TODAY, seed=3, deals=300).deals != generate(TODAY, seed=4, deals=300).deals


def test_the_dates_move_with_today():
    """A whole leap cycle of weeks later the calendar is the same, so all is the same but the dates."""
    later = date(TODAY.year + 28, TODAY.month, TODAY.day)
    shift = later - TODAY
    moved, here = generate(later, seed=3, deals=300), generate(TODAY, seed=3, deals=300)
    for one, other in zip(here.deals, moved.deals, strict=True):
        assert [part + shift if isinstance(part, date) else part for part in astuple(one)] == list(astuple(other))


def test_too_few_deals_are_refused():
    with pytest.raises(ValueError, match="300"):
        generate(TODAY, deals=299)
