"""Whom the demo sells to: sizes, families, when each buys and how much."""

import re

import numpy as np

from pipeline.demo import names, story
from pipeline.demo.days import Days
from pipeline.demo.world import Company, Person

SIZE_SPREAD = 0.75
INTENSITY_SHAPE = 20.0  # of the gamma that spreads accounts of one size beyond Poisson
FAMILIES = 6  # parents of two subsidiaries each, beside the new group
PROSPECTS = 3  # companies that have not bought yet


def make_companies(rng: np.random.Generator, days: Days, closed_deals: int) -> list[Company]:
    """Return the companies; parents come before their subsidiaries."""
    regular = [(name, sector) for sector, group in names.COMPANIES.items() for name in group]
    regular = [regular[place] for place in rng.permutation(len(regular))]
    listed = [*regular, *((one.name, one.sector) for one in story.CHURNED), *story.NEW_GROUP]
    sizes = rng.lognormal(0, SIZE_SPREAD, len(listed))
    noise = rng.lognormal(0, 0.3, len(listed))
    founded = rng.integers(1979, days.today.year - 3, len(listed))
    spread = rng.gamma(INTENSITY_SHAPE, 1 / INTENSITY_SHAPE, len(listed))
    abroad = {int(place): country for country, place in zip(names.ABROAD, rng.permutation(len(listed)), strict=False)}
    churned_deals = max(12, round(closed_deals * story.CHURNED_SHARE))
    companies = []
    for place, (name, sector) in enumerate(listed):
        first, last, fixed = _window(place - len(regular), days, churned_deals)
        prospect = len(regular) - PROSPECTS <= place < len(regular)
        companies.append(
            Company(
                name=name,
                sector=sector,
                country=abroad.get(place, names.HOME),
                employees=int(2_769 * sizes[place] ** 1.5) + 9,
                revenue_millions=round(float(1_224 * sizes[place] ** 1.5 * noise[place]), 2),
                founded=int(founded[place]),
                parent=_parent(place, len(regular)),
                first_day=first,
                last_day=last,
                intensity=float(sizes[place] ** 0.4 * spread[place]),
                closed_deals=0 if prospect else fixed,
            )
        )
    return companies


def _window(after_regular: int, days: Days, churned_deals: int) -> tuple[int, int, int | None]:
    """Return the first and last day on which a company buys, and how many closed deals the story gives it."""
    if after_regular < 0:
        return 0, days.last, None
    if after_regular < len(story.CHURNED):
        return 0, days.last - story.CHURNED[after_regular].stopped_days_ago, churned_deals
    return days.last - story.NEW_GROUP_DAYS, days.last, story.NEW_GROUP_DEALS


def _parent(place: int, regular: int) -> int | None:
    """The first companies are parents, the next ones their subsidiaries; the new group has a parent of its own."""
    group = regular + len(story.CHURNED)
    if place > group:
        return group
    return (place - FAMILIES) % FAMILIES if FAMILIES <= place < 3 * FAMILIES else None


def make_contacts(rng: np.random.Generator, companies: list[Company]) -> list[Person]:
    """Return one to four people for each company, in the companies' order."""
    contacts = []
    for place, company in enumerate(companies):
        domain = re.sub(r"[^a-z]+", "", company.name.lower()) + ".example"
        for _ in range(int(rng.integers(1, 5))):
            first, last = str(rng.choice(names.FIRST_NAMES)), str(rng.choice(names.LAST_NAMES))
            contacts.append(
                Person(
                    company=place,
                    name=f"{first} {last}",
                    job_title=str(rng.choice(names.JOB_TITLES)),
                    email=f"{first}.{last}@{domain}".lower(),
                    phone=f"+1 {rng.integers(201, 990)} 555 {rng.integers(100, 200):04d}",
                )
            )
    return contacts
