"""The questions of docs/demo-stories.md and their answers, counted in a generated world without any database."""

from collections.abc import Callable
from datetime import date, timedelta
from math import sqrt

from pipeline.demo import story
from pipeline.demo.world import Deal, World

QUIET_DAYS = 270  # without a purchase: an account that bought regularly has left
REGULAR_WINS = 5
NEW_DAYS = 60


def answers(world: World) -> list[tuple[str, str]]:
    """Return each question with its answer as a sentence."""
    return [
        ("Which agent wins clearly more often than the others?", _extreme(world, _by_seller, best=True)),
        ("Which agent wins clearly less often?", _extreme(world, _by_seller, best=False)),
        ("Which product is won clearly less often?", _extreme(world, _by_product, best=False)),
        ("Which agent gives discounts?", _discount(world)),
        ("Which good customers have stopped buying?", _listed(world, churned_accounts(world), "last bought")),
        ("Which region grows?", _growth(world)),
        ("Which customers are new?", _listed(world, new_accounts(world), "first bought")),
        ("How does the month of the quarter matter?", _months(world)),
        ("Which agents have no deals?", f"{', '.join(idle_sellers(world))}."),
        ("How much has been won?", f"${sum(_value(deal) for deal in world.won):,} in {len(world.won):,} deals."),
    ]


def wilson(won: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a rate (Wilson 1927)."""
    z = 1.96
    centre = (won + z * z / 2) / (count + z * z)
    half = z / (count + z * z) * sqrt(won * (count - won) / count + z * z / 4)
    return centre - half, centre + half


def win_rates(world: World, name: Callable[[Deal], str]) -> dict[str, tuple[int, int]]:
    """Return how many deals were won, and closed, by what `name` gives."""
    counts: dict[str, tuple[int, int]] = {}
    for deal in world.deals:
        if deal.closed is not None:
            won, closed = counts.get(name(deal), (0, 0))
            counts[name(deal)] = won + (deal.stage == "won"), closed + 1
    return counts


def price_ratios(world: World) -> dict[str, float]:
    """Return the mean of price ÷ list price of the won deals by agent."""
    ratios: dict[str, list[float]] = {}
    for deal in world.won:
        listed = story.PRODUCTS[deal.product].list_price * deal.quantity
        ratios.setdefault(_by_seller(deal), []).append(_value(deal) / listed)
    return {name: sum(values) / len(values) for name, values in ratios.items()}


def churned_accounts(world: World) -> dict[str, date]:
    """Return accounts that bought regularly and have been quiet for long, with the day of their last purchase."""
    quiet_since = world.today - timedelta(days=QUIET_DAYS)
    days = _purchase_days(world)
    return {name: max(own) for name, own in days.items() if len(own) >= REGULAR_WINS and max(own) < quiet_since}


def new_accounts(world: World) -> dict[str, date]:
    """Return accounts whose first purchase is recent, with its day."""
    since = world.today - timedelta(days=NEW_DAYS)
    return {name: min(own) for name, own in _purchase_days(world).items() if min(own) >= since}


def idle_sellers(world: World) -> list[str]:
    busy = {deal.seller for deal in world.deals}
    return [one.name for place, one in enumerate(story.SELLERS) if place not in busy]


def revenue_by_quarter(world: World, office: str) -> list[tuple[str, int, int]]:
    """Return (quarter, won deals, revenue) of the last full quarters of a regional office, oldest first."""
    offices = {one.team: one.office for one in story.OFFICES}
    current = _quarter(world.today)
    wins: list[list[Deal]] = [[] for _ in range(story.GROWING_QUARTERS)]
    for deal in world.won:
        age = current - _quarter(deal.closed) if deal.closed else 0
        if 1 <= age <= len(wins) and offices[story.SELLERS[deal.seller].team] == office:
            wins[-age].append(deal)
    first = current - len(wins)
    return [
        (f"{(first + place) // 4} Q{(first + place) % 4 + 1}", len(own), sum(_value(deal) for deal in own))
        for place, own in enumerate(wins)
    ]


def _quarter(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _value(deal: Deal) -> int:
    return deal.value or 0


def _by_seller(deal: Deal) -> str:
    return story.SELLERS[deal.seller].name


def _by_product(deal: Deal) -> str:
    return story.PRODUCTS[deal.product].name


def _purchase_days(world: World) -> dict[str, list[date]]:
    days: dict[str, list[date]] = {}
    for deal in world.won:
        if deal.company is not None and deal.closed is not None:
            days.setdefault(world.companies[deal.company].name, []).append(deal.closed)
    return days


def _extreme(world: World, name: Callable[[Deal], str], *, best: bool) -> str:
    """Name the one whose interval lies farthest out, so that few deals do not decide."""
    counts = win_rates(world, name)
    ranked = sorted(counts, key=lambda one: wilson(*counts[one])[0] if best else -wilson(*counts[one])[1])
    won, closed = counts[ranked[-1]]
    low, high = wilson(won, closed)
    all_won, all_closed = (sum(column) for column in zip(*counts.values(), strict=True))
    return (
        f"{ranked[-1]}: {won / closed:.1%} of {closed:,} (95 % interval {low:.1%} to {high:.1%}); "
        f"all together {all_won / all_closed:.1%} of {all_closed:,}."
    )


def _discount(world: World) -> str:
    ratios = price_ratios(world)
    lowest = min(ratios, key=lambda one: ratios[one])
    others = [ratio for name, ratio in ratios.items() if name != lowest]
    mean = f"{ratios[lowest]:.1%} of list price on average"
    return f"{lowest}: {mean}; the others {min(others):.1%} to {max(others):.1%}."


def _listed(world: World, accounts: dict[str, date], what: str) -> str:
    return "; ".join(f"{name} ({what} {(world.today - day).days} days ago)" for name, day in accounts.items()) + "."


def _growth(world: World) -> str:
    lines = []
    for office in dict.fromkeys(one.office for one in story.OFFICES):
        quarters = revenue_by_quarter(world, office)
        lines.append(f"{office} " + ", ".join(f"${revenue:,} ({wins} won)" for _, wins, revenue in quarters))
    names = ", ".join(name for name, _, _ in revenue_by_quarter(world, story.GROWING_OFFICE))
    return f"{story.GROWING_OFFICE}. In {names}: {'; '.join(lines)}."


def _months(world: World) -> str:
    counts = win_rates(world, lambda deal: str((deal.closed.month - 1) % 3 + 1) if deal.closed else "")
    rates = [f"month {key}: {won / closed:.1%} of {closed:,} won" for key, (won, closed) in sorted(counts.items())]
    return "; ".join(rates).capitalize() + "."
