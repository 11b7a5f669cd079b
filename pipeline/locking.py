"""A row that must neither change nor vanish while something is stored that hangs on it."""

from pipeline.models import Opportunity


def lock(deal: Opportunity) -> None:
    """Hold the deal until the transaction ends; raise DoesNotExist where it was deleted."""
    if not Opportunity.objects.select_for_update().filter(pk=deal.pk).values_list("pk", flat=True):
        raise Opportunity.DoesNotExist("The deal was deleted.")
