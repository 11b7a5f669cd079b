from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from accounts.tests.factories import AccountFactory
from pipeline.models import LostReason, Opportunity, Product, Stage
from teams.tests.factories import UserFactory


class ProductFactory(DjangoModelFactory):
    class Meta:
        model = Product

    name = factory.Sequence(lambda n: f"Product {n}")
    series = "GTX"
    list_price = Decimal(1000)


class OpportunityFactory(DjangoModelFactory):
    """An engaged open deal; the traits close it."""

    class Meta:
        model = Opportunity

    account = factory.SubFactory(AccountFactory)
    owner = factory.SubFactory(UserFactory)
    product = factory.SubFactory(ProductFactory)
    stage = factory.LazyFunction(lambda: Stage.objects.get(name="Engaging"))
    engage_date = date(2025, 1, 7)

    class Params:
        won = factory.Trait(
            stage=factory.LazyFunction(lambda: Stage.objects.get(type="won")),
            close_date=date(2025, 3, 4),
            close_value=Decimal(1000),
        )
        lost = factory.Trait(
            stage=factory.LazyFunction(lambda: Stage.objects.get(type="lost")),
            close_date=date(2025, 3, 4),
            close_value=Decimal(0),
            lost_reason=factory.LazyFunction(lambda: LostReason.objects.get(name="Price")),
        )
