"""Saving, changing and reading audiences. Only its owner changes one; its members are read as whoever looks."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from accounts.models import AccountQuerySet
from analytics.account_filter import AccountFilter, Choices
from analytics.audience_models import Audience
from teams.models import User

UNSEEN = "something that you may not see, or that is gone"


@dataclass(frozen=True)
class Criterion:
    label: str
    value: str
    fits: bool


@dataclass(frozen=True)
class Members:
    """Who is in an audience for one viewer, in the order of `filters`."""

    audience: Audience
    filters: AccountFilter

    @cached_property
    def criteria(self) -> list[Criterion]:
        """What members have in common; a value that the viewer cannot choose is told to nobody but the owner."""
        own = self.audience.owner_id == self.filters.user.pk
        found = [
            Criterion(chip.label, chip.value if own or not chip.bad else UNSEEN, not chip.bad)
            for chip in self.filters.chips()
        ]
        words = self.audience.criteria.get("q", "")
        return [Criterion("Name contains", words, True), *found] if words else found

    @property
    def fits(self) -> bool:
        return bool(self.criteria) and all(criterion.fits for criterion in self.criteria)

    @property
    def accounts(self) -> AccountQuerySet:
        """Nobody where a criterion means nothing to the viewer: a list without it would be of other accounts."""
        accounts: AccountQuerySet = self.filters.accounts
        return self.filters.apply(accounts) if self.fits else accounts.none()

    @property
    def address(self) -> QueryDict:
        """The filters as the account list reads them."""
        return as_query(self.audience.criteria)


def members(audience: Audience, *, user: User, sort: str = "", choices: Choices | None = None) -> Members:
    params = as_query(audience.criteria)
    if sort:
        params["sort"] = sort
    return Members(audience, AccountFilter(params, user=user, choices=choices))


def as_query(criteria: Mapping[str, str]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(dict(criteria))
    return query


@transaction.atomic
def create_audience(*, by: User, name: str, filters: AccountFilter, is_shared: bool = False) -> Audience:
    """Save what the filters say; raise ValidationError where they say nothing or `by` has too many or such a name."""
    criteria = {name: str(value) for name, value in filters.in_force.items()}
    if not criteria:
        raise ValidationError("Filter the accounts first: an audience is what its filters say.")
    if filters.errors:
        raise ValidationError("A filter makes no sense. Drop it first.")
    User.objects.select_for_update().get(pk=by.pk)  # two saved at once would be one too many
    if Audience.objects.filter(owner=by).count() >= Audience.MOST:
        raise ValidationError(f"You have {Audience.MOST} audiences, the most that one may have. Delete one.")
    audience = Audience(owner=by, name=" ".join(name.split()), criteria=criteria, is_shared=is_shared)
    audience.full_clean()
    audience.save()
    return audience


@transaction.atomic
def edit_audience(audience: Audience, *, by: User, name: str, is_shared: bool) -> Audience:
    """Rename or share; raise ValidationError where `by` has another audience of that name."""
    audience = Audience.objects.select_for_update().get(pk=audience.pk, owner=by)
    audience.name, audience.is_shared = " ".join(name.split()), is_shared
    audience.full_clean()
    audience.save(update_fields=["name", "is_shared"])
    return audience


def delete_audience(audience: Audience, *, by: User) -> None:
    Audience.objects.filter(pk=audience.pk, owner=by).delete()
