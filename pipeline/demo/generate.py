"""Generate the demo's world from a seed: the same seed, day and size give the same world."""

from datetime import date

import numpy as np

from pipeline.demo.companies import make_companies, make_contacts
from pipeline.demo.days import days_until
from pipeline.demo.deals import make_deals
from pipeline.demo.story import ENGAGING_SHARE, PROSPECTING_SHARE
from pipeline.demo.touches import Narrator, make_todos, make_touches
from pipeline.demo.world import World

LEAST_DEALS = 300


def generate(today: date, *, seed: int = 7, deals: int = 9000) -> World:
    """Return a world whose last day is `today`, with so many deals (at least 300)."""
    if deals < LEAST_DEALS:
        raise ValueError(f"The demo's story needs {LEAST_DEALS} deals or more.")
    # A stream of its own for each part: a change of the texts leaves the deals as they are.
    for_companies, for_contacts, for_deals, for_touches, for_todos = np.random.default_rng(seed).spawn(5)
    days = days_until(today)
    closed = deals - round(deals * ENGAGING_SHARE) - round(deals * PROSPECTING_SHARE)
    companies = make_companies(for_companies, days, closed)
    contacts = make_contacts(for_contacts, companies)
    made = make_deals(for_deals, days, companies, deals)
    touches = make_touches(Narrator(for_touches, companies, contacts), made, today)
    todos = make_todos(Narrator(for_todos, companies, contacts), made, today)
    return World(today, seed, companies, contacts, made, touches, todos)
