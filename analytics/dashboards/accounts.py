"""Accounts: how much hangs on the largest, what groups buy, and who has not bought for a while."""

from typing import Any

from django.urls import reverse

from analytics.dashboards import equality, plots
from analytics.dashboards.figures import Stat
from analytics.dashboards.members import before, now_and_before
from analytics.dashboards.parts import Chart, Column, Dashboard, Link, Row, Table
from analytics.dashboards.scope import NARROWING, Scope

DRAWN = 10
LISTED = 15
TOPS = (1, 5, 10)

BUYERS = """
    with buyer as (
        select account_id, sum(won_value) as revenue from {closed} as deal
        where is_won and account_id is not null group by account_id
    ),
    ranked as (
        select row_number() over in_order as place, sum(revenue) over in_order as running,
            sum(revenue) over () as total, count(*) over () as buyers
        from buyer window in_order as (order by revenue desc, account_id rows unbounded preceding)
    )"""
FIGURES = f"""{BUYERS}
    select coalesce(max(buyers), 0) as buyers, max(total) as total,
        max(running) filter (where place <= 5) / nullif(max(total), 0) as top_five,
        (select count(*) from gold.account_retention where days_since_last_purchase > %(days)s) as quiet
    from ranked"""


def accounts_figures(scope: Scope) -> list[Stat]:
    """Accounts that bought in the period, what each bought, the share of the five largest, and who is quiet."""
    [row] = scope.ask(FIGURES)
    each = row["total"] / row["buyers"] if row["buyers"] else None
    return [
        Stat("buyers", "Accounts that bought", row["buyers"], "count"),
        Stat("each", "Won revenue of each", each, "$"),
        Stat("top_five", "Share of the five largest", row["top_five"], "rate", note="of won revenue"),
        Stat("quiet", f"Not bought for over {scope.days:,} days", row["quiet"], "count",
             note="of all time, whoever sold", url=scope.account_list(quiet=scope.days)),
    ]  # fmt: skip


def _page(row: Row, scope: Scope) -> str:
    return reverse("analytics:account_page", args=[row["account_id"]])


def _won_by_account(which: str = "now") -> Link:
    return lambda row, scope: scope.closed_list(kind="won", which=which, of_account=row["account_id"])


def _won_by_group(row: Row, scope: Scope) -> str:
    return scope.closed_list(kind="won", group=row["group_id"])


def _tops(table: Table) -> str:
    said = [f"top {row['place']}: {row['share'] * 100:.1f}\u00a0%" for row in table.rows if row["place"] in TOPS]
    return ", ".join(said).capitalize()


def _most(table: Table, name: str) -> str:
    return f"Most: {table.rows[0][name]} with {table.rows[0]['revenue']:,.0f} dollars"


def _quiet(table: Table) -> dict[str, Any]:
    """How many are quiet, where they are listed, and what the form that asks for other days must keep."""
    scope = table.scope
    kept = {name: scope.params[name] for name in ("period", "compare", *NARROWING) if scope.params.get(name)}
    return {"count": table.rows[0]["quiet"], "url": scope.account_list(quiet=scope.days), "kept": kept}


CONCENTRATION = Chart(
    key="concentration",
    title="How much hangs on the largest accounts",
    about="Share of accounts, the largest first, and their share of won revenue. Dotted line: all equal",
    sql=f"""{BUYERS}
        select place, 'Top ' || place as name, running as revenue, running / nullif(total, 0) as share,
            place::numeric / buyers as accounts_share
        from ranked
        where place <= 10 or place = 20 or place %% greatest(1, buyers / 30) = 0 or place = buyers
        order by place""",
    columns=(
        Column("name", "Accounts"),
        Column("accounts_share", "Share of accounts", "ratio"),
        Column("revenue", "Won revenue", "$"),
        Column("share", "Share of won revenue", "ratio"),
    ),
    plot=lambda table: equality.curve(table, "accounts_share", "share", "name"),
    sentence=_tops,
    note=_tops,
    empty="Nothing was won in this period",
)

TOP_ACCOUNTS = Chart(
    key="top-accounts",
    title="Accounts by won revenue",
    about=f"The {DRAWN} that bought most",
    sql="""
        with now as (
            select account_id, count(*) as won, sum(won_value) as revenue from {closed} as deal
            where is_won and account_id is not null group by account_id order by revenue desc, account_id limit 100
        ),
        before as (
            select account_id, sum(won_value) as revenue from {closed_before} as deal
            where is_won and account_id in (select account_id from now) group by account_id
        )
        select account_id, account, won, now.revenue, coalesce(before.revenue, 0) as revenue_before,
            now.revenue / nullif(before.revenue, 0) - 1 as growth
        from now left join before using (account_id) join gold.account_retention using (account_id)
        order by now.revenue desc, account""",
    columns=(
        Column("account", "Account", link=_page),
        Column("won", "Won", "count", _won_by_account(), total=True),
        Column("revenue", "Won revenue", "$", _won_by_account(), total=True),
        Column("revenue_before", "Before", "$", _won_by_account("before"), total=True),
        Column("growth", "Change", "ratio"),
    ),
    plot=lambda table: plots.rows(
        table.first(DRAWN), "account", "revenue", "$", before=before(table, "revenue_before")
    ),
    legend=now_and_before,
    sentence=lambda table: _most(table, "account"),
    note=lambda table: "The table has the first 100" if len(table.rows) == 100 else "",
    empty="Nothing was won in this period",
)

GROUPS = Chart(
    key="groups",
    title="Groups by won revenue",
    about="Companies with what their subsidiaries bought",
    sql="""
        with buyer as (
            select group_id, account_id, count(*) as won, sum(won_value) as revenue from {closed} as deal
            where is_won and account_id is not null group by group_id, account_id
        ),
        company as (
            select group_id, sum(won)::bigint as won, sum(revenue) as revenue,
                count(*) filter (where account_id <> group_id) as subsidiaries,
                coalesce(sum(revenue) filter (where account_id <> group_id), 0) as by_subsidiaries
            from buyer group by group_id order by revenue desc, group_id limit 100
        )
        select company.*, company.group_id as account_id, coalesce(parent.account, 'Parent not visible') as name,
            parent.account is not null as is_visible
        from company left join gold.account_360 as parent on parent.account_id = company.group_id
        order by company.revenue desc, name""",
    columns=(
        Column("name", "Group", link=lambda row, scope: _page(row, scope) if row["is_visible"] else ""),
        Column("won", "Won", "count", _won_by_group, total=True),
        Column("revenue", "Won revenue", "$", _won_by_group, total=True),
        Column("subsidiaries", "Subsidiaries that bought", "count"),
        Column("by_subsidiaries", "Of it by subsidiaries", "$", total=True),
    ),
    plot=lambda table: plots.rows(table.first(LISTED), "name", "revenue", "$"),
    sentence=lambda table: _most(table, "name"),
    note=lambda table: f"The {LISTED} largest are drawn" if len(table.rows) > LISTED else "",
    empty="Nothing was won in this period",
)

NOT_BOUGHT = Chart(
    key="not-bought",
    title="Not bought for a while",
    about="Days since the last purchase, whoever sold it and whatever the period",
    sql=f"""
        select account_id, account, days_since_last_purchase as days, last_won_on, gap_ratio, frequency, monetary,
            count(*) over () as quiet
        from gold.account_retention where days_since_last_purchase > %(days)s
        order by days desc, monetary desc, account limit {LISTED}""",
    columns=(
        Column("account", "Account", link=_page),
        Column("days", "Not bought for", "days"),
        Column("last_won_on", "Last purchase", "date"),
        Column("frequency", "Purchases", "count"),
        Column("monetary", "Won revenue", "$"),
    ),
    template="analytics/dashboards/_not_bought.html",
    drawing=_quiet,
    sentence=lambda table: f"{table.rows[0]['account']}: {table.rows[0]['days']} days",
    empty="Every account has bought in these days",
)

ACCOUNTS = Dashboard(
    key="accounts",
    title="Accounts",
    about="How much hangs on whom, and who has gone quiet",
    figures=accounts_figures,
    charts=(CONCENTRATION, NOT_BOUGHT, TOP_ACCOUNTS, GROUPS),
    narrowing=(*NARROWING, "days"),
)
