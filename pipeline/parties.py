"""Changes of who takes part in a deal: people with their roles, competitors, and which of those won it.

They are no fields of the deal and leave its version alone: two who name two people do not stand in each other's way.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Account, Contact
from pipeline.models import Competitor, DealCompetitor, DealContact, Opportunity, Stage
from pipeline.services import held_deal
from teams.models import User

MOST_PEOPLE = 50
MOST_COMPETITORS = 20


def possible_contacts(deal: Opportunity, user: User) -> "QuerySet[Contact]":
    """The contacts of the deal's account and of its group, as far as the user may see them."""
    group = Account.objects.visible_to(user).group_of(deal.account)
    return Contact.objects.filter(account__in=group.values("pk")).select_related("account")


@transaction.atomic
def add_contact(deal: Opportunity, *, by: User, contact: Contact, role: str) -> DealContact:
    """Give somebody of the account, or of its group, a part in the deal."""
    current = held_deal(deal, by=by)
    if not possible_contacts(current, by).filter(pk=contact.pk).exists():
        raise ValidationError({"contact": "Choose a contact of the deal's account or of its group."})
    if current.people.count() >= MOST_PEOPLE:
        raise ValidationError(f"A deal has {MOST_PEOPLE} people at most.")
    person = DealContact(opportunity=current, contact=contact, role=role)
    person.full_clean()
    person.save()
    return person


@transaction.atomic
def change_role(person: DealContact, *, by: User, role: str) -> DealContact:
    held_deal(person.opportunity, by=by)
    person.role = role
    person.full_clean()
    person.save()
    return person


@transaction.atomic
def remove_contact(person: DealContact, *, by: User) -> None:
    held_deal(person.opportunity, by=by)
    person.delete()


@transaction.atomic
def add_competitor(deal: Opportunity, *, by: User, competitor: Competitor) -> DealCompetitor:
    current = held_deal(deal, by=by)
    if not competitor.is_active:
        raise ValidationError({"competitor": f"{competitor} is not offered any more. Choose another one."})
    if current.competitors.count() >= MOST_COMPETITORS:
        raise ValidationError(f"A deal has {MOST_COMPETITORS} competitors at most.")
    rival = DealCompetitor(opportunity=current, competitor=competitor)
    rival.full_clean()
    rival.save()
    return rival


@transaction.atomic
def remove_competitor(rival: DealCompetitor, *, by: User) -> None:
    held_deal(rival.opportunity, by=by)
    rival.delete()


@transaction.atomic
def name_winner(deal: Opportunity, *, by: User, competitor: Competitor | None) -> None:
    """Say which competitor won a lost deal, or that it is not known; one that was not named before joins the deal."""
    current = held_deal(deal, by=by)
    if current.stage_type != Stage.Type.LOST:
        raise ValidationError("Only a lost deal was won by somebody else.")
    others = current.competitors.filter(won_it=True)
    for former in others.exclude(competitor=competitor) if competitor else others:
        former.won_it = False
        former.save()
    if competitor is not None:
        rival = current.competitors.filter(competitor=competitor).first()
        rival = rival or DealCompetitor(opportunity=current, competitor=competitor)
        rival.won_it = True
        rival.full_clean()
        rival.save()
