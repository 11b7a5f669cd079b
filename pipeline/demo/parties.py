"""Who takes part in the demo's open deals, and by when their next steps are due: by number, so that no story moves."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.apps import apps

from pipeline.demo.copy_rows import copy_rows, reserve_keys
from pipeline.demo.world import Deal, World
from pipeline.models import Competitor, DealCompetitor, DealContact

COMPETITORS = ["Contoso Systems", "Fabrikam", "Northwind Supply", "Tailspin Works"]
ROLES = [DealContact.Role.DECISION_MAKER, DealContact.Role.INFLUENCER, DealContact.Role.USER]
OPEN = {"prospecting", "engaging"}


def next_step_day(place: int, deal: Deal, today: date) -> date | None:
    """From four days ago to ten days ahead, for open deals with a step."""
    return today + timedelta(place % 15 - 4) if deal.next_step and deal.stage in OPEN else None


def store_parties(world: World, *, contacts: list[int], deals: list[int]) -> dict[str, list[int]]:
    """Name up to three people of the company in each open deal, and a competitor in every third; return the keys."""
    taken = {name.upper() for name in Competitor.objects.values_list("name", flat=True)}
    made = Competitor.objects.bulk_create(Competitor(name=name) for name in COMPETITORS if name.upper() not in taken)
    people = list(_people(world, contacts, deals))
    keys = reserve_keys(DealContact, len(people))
    rows = ((key, *person) for key, person in zip(keys, people, strict=True))
    copy_rows(DealContact, ["id", "opportunity", "contact", "role"], rows)
    rivals = [
        DealCompetitor(opportunity_id=deals[place], competitor=made[place % len(made)])
        for place, deal in enumerate(world.deals)
        if made and deal.stage in OPEN and place % 3 == 0
    ]
    stored = DealCompetitor.objects.bulk_create(rivals)
    # They have been in their deals all along: what the trail says of this moment would stand in every history.
    for name in ("DealContactEvent", "DealCompetitorEvent"):
        apps.get_model("pipeline", name)._default_manager.filter(opportunity__in=deals).delete()
    return {
        DealContact._meta.label: keys,
        DealCompetitor._meta.label: [rival.pk for rival in stored],
        Competitor._meta.label: [competitor.pk for competitor in made],
    }


def _people(world: World, contacts: list[int], deals: list[int]) -> Iterator[tuple[int, int, str]]:
    at_company: dict[int, list[int]] = {}
    for key, contact in zip(contacts, world.contacts, strict=True):
        at_company.setdefault(contact.company, []).append(key)
    for key, deal in zip(deals, world.deals, strict=True):
        if deal.stage in OPEN and deal.company is not None:
            for contact_key, role in zip(at_company.get(deal.company, []), ROLES, strict=False):
                yield key, contact_key, role.value
