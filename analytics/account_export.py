"""The account list as a file: what its filters show, in its order, all rows."""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import AccountQuerySet
from analytics.account_filter import AccountFilter, with_order_keys
from pipeline.models import Opportunity
from teams.downloads import rows_of
from teams.table_files import Column, Kind, Table

# Each column with the field that it shows. A parent's name is left out: its reader may not see that account.
FIELDS = {
    Column("account", label="Account"): "name",
    Column("sector", label="Sector"): "sector",
    Column("country", label="Office location"): "country",
    Column("type", label="Type"): "type",
    Column("status", label="Status"): "status",
    Column("segment", label="Segment"): "metrics__segment__name",
    Column("recommended_action", label="Recommended action"): "metrics__segment__action",
    Column("won_value", Kind.NUMBER, label="Won value", unit="$", places=2): "won_value",
    Column("wins", Kind.WHOLE, label="Wins"): "wins",
    Column("last_won_on", Kind.DATE, label="Last won"): "metrics__last_won_on",
    Column("r_score", Kind.WHOLE, label="Recency score"): "metrics__r_score",
    Column("f_score", Kind.WHOLE, label="Frequency score"): "metrics__f_score",
    Column("m_score", Kind.WHOLE, label="Monetary score"): "metrics__m_score",
    Column("p_alive", Kind.NUMBER, label="P(alive)", places=4): "metrics__p_alive",
    Column("cltv", Kind.NUMBER, label="CLTV", unit="$", places=2): "metrics__cltv",
    Column("open_deals", Kind.WHOLE, label="Open deals"): "open_deals",
}


def account_table(filters: AccountFilter, accounts: AccountQuerySet | None = None) -> Table:
    """Return the accounts that the filters leave as a table, or those given in the filters' order."""
    accounts, order = filters.apply(filters.accounts) if accounts is None else accounts, filters.order
    deals = Opportunity.objects.visible_to(filters.user).open().filter(account=OuterRef("pk")).order_by()
    counted = Subquery(deals.values("account").annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    sign = "-" if order.descending else ""
    rows = (
        with_order_keys(accounts)
        .annotate(open_deals=Coalesce(counted, 0))
        .order_by(f"{sign}{order.key}", f"{sign}pk")
        .values_list(*FIELDS.values())
    )
    return Table("accounts", tuple(FIELDS), rows_of(rows), accounts.order_by().count)
