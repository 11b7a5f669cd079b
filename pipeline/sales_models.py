"""What is kept of changes of closed deals, so that sums by month can be stored and still be right at every moment."""

from django.db import models


class SalesChange(models.Model):
    """A log of months and owners whose closed deals have changed. Rows are appended by database triggers only.

    Until they are taken off, the warehouse sums these deals live. No unique key and no foreign key, as for
    AccountChange.
    """

    month = models.DateField()
    owner_id = models.BigIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"owner {self.owner_id} in {self.month:%Y-%m}"
