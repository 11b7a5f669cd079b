"""What was done and said about deals and accounts, and what is still to do."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from pipeline.demo import names, story
from pipeline.demo.deals import FIRST_MINUTE, LAST_MINUTE
from pipeline.demo.world import Company, Deal, Person, ToDo, Touch

KINDS = {"note": 0.25, "call": 0.35, "email": 0.25, "meeting": 0.15}
TOUCHES_A_DEAL = 1.3
TOUCHES_A_COMPANY = (2, 9)
TASK_SHARE_OPEN, TASK_SHARE_CLOSED = 0.45, 0.12


class Narrator:
    """Writes the texts; it knows who is a contact of whom."""

    def __init__(self, rng: np.random.Generator, companies: list[Company], contacts: list[Person]) -> None:
        self.rng = rng
        self.companies = companies
        self.contacts = contacts
        self.by_company: dict[int | None, list[int]] = {}
        for place, person in enumerate(contacts):
            self.by_company.setdefault(person.company, []).append(place)

    def contact_at(self, company: int | None) -> int | None:
        people = self.by_company.get(company, [])
        return people[int(self.rng.integers(len(people)))] if people else None

    def text(self, phrases: list[str], *, company: int | None, contact: int | None, product: int) -> str:
        phrase = phrases[int(self.rng.integers(len(phrases)))]
        words = phrase.format(
            contact="the buyer" if contact is None else self.contacts[contact].name,
            company="the customer" if company is None else self.companies[company].name,
            product=story.PRODUCTS[product].name,
            days=int(self.rng.integers(2, 9)) * 5,
        )
        return words[0].upper() + words[1:]

    def kind(self) -> str:
        return str(self.rng.choice(list(KINDS), p=list(KINDS.values())))

    def day_between(self, first: date, last: date) -> date:
        return first + timedelta(days=int(self.rng.integers(0, max(0, (last - first).days) + 1)))

    def minute(self) -> int:
        return int(self.rng.integers(FIRST_MINUTE, LAST_MINUTE))


def make_touches(narrator: Narrator, deals: list[Deal], today: date) -> list[Touch]:
    """Return the activities on deals and on companies alone, oldest first."""
    counts = narrator.rng.poisson(TOUCHES_A_DEAL, len(deals))
    touches = [
        _touch(narrator, deal, deal.company, place, narrator.day_between(deal.created, deal.closed or today))
        for place, deal in enumerate(deals)
        for _ in range(counts[place])
    ]
    for company, own in _deals_by_company(deals).items():
        last_day = max(deals[place].closed or today for place in own)
        for _ in range(int(narrator.rng.integers(*TOUCHES_A_COMPANY))):
            deal = deals[own[int(narrator.rng.integers(len(own)))]]
            touches.append(_touch(narrator, deal, company, None, narrator.day_between(deal.created, last_day)))
    return sorted(touches, key=lambda touch: (touch.day, touch.minute))


def _touch(narrator: Narrator, deal: Deal, company: int | None, place: int | None, day: date) -> Touch:
    kind, contact = narrator.kind(), narrator.contact_at(company)
    return Touch(
        kind=kind,
        company=company,
        deal=place,
        contact=contact,
        seller=deal.seller,
        text=narrator.text(names.TOUCHES[kind], company=company, contact=contact, product=deal.product),
        day=day,
        minute=narrator.minute(),
    )


def make_todos(narrator: Narrator, deals: list[Deal], today: date) -> list[ToDo]:
    """Return tasks on open deals (overdue, today, to come), done ones on closed deals, and some on accounts."""
    todos = []
    for place, deal in enumerate(deals):
        share = TASK_SHARE_OPEN if deal.closed is None else TASK_SHARE_CLOSED
        if narrator.rng.random() < share:
            created = narrator.day_between(deal.created, deal.closed or today)
            todos.append(_todo(narrator, names.DEAL_TASKS, deal, place, created, today))
    for own in _deals_by_company(deals).values():
        deal = deals[own[-1]]
        if deal.closed is None or (today - deal.closed).days < 180:
            created = narrator.day_between(today - timedelta(days=30), today)
            todos.append(_todo(narrator, names.ACCOUNT_TASKS, deal, None, created, today))
    return todos


def _todo(narrator: Narrator, phrases: list[str], deal: Deal, place: int | None, created: date, today: date) -> ToDo:
    contact = narrator.contact_at(deal.company)
    title = narrator.text(phrases, company=deal.company, contact=contact, product=deal.product)
    done: date | None = None
    if deal.closed is not None and place is not None:
        due = narrator.day_between(created, deal.closed)
        done = min(due + timedelta(days=int(narrator.rng.integers(0, 4))), today)
    else:
        due = _due(narrator, created, today)
    return ToDo(title, deal.company, place, deal.seller, created, due, done)


def _due(narrator: Narrator, created: date, today: date) -> date:
    """Three of ten are overdue, one is for today, the rest are to come."""
    drawn = narrator.rng.random()
    if drawn < 0.3:
        return max(created, today - timedelta(days=int(narrator.rng.integers(1, 30))))
    return today if drawn < 0.4 else today + timedelta(days=int(narrator.rng.integers(1, 45)))


def _deals_by_company(deals: Sequence[Deal]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = {}
    for place, deal in enumerate(deals):
        if deal.company is not None:
            places.setdefault(deal.company, []).append(place)
    return places
