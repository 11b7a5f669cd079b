"""The gold views that figures are counted on, with the columns that the dimensions are in."""

from collections.abc import Mapping

from assistant.semantic.members import Column, Source

WHO = ("agent", "team", "manager", "region")
WHAT = ("product", "series")
KEYS = {
    "agent": "agent_id", "team": "team_id", "product": "product_id", "account": "account_id", "stage": "stage_id",
    "segment": "segment_key", "deal": "deal_id", "account_group": "group_id", "quality_rule": "rule",
}  # fmt: skip


def _of(view: str, *names: str, **columns: str) -> dict[str, Column]:
    """Columns of a view that are called as the dimension is, or as `columns` says."""
    named = {name: name for name in names} | columns
    return {
        dimension: Column(f"{view}.{column}", f"{view}.{KEYS[dimension]}" if dimension in KEYS else "")
        for dimension, column in named.items()
    }


def _from(view: str, **columns: str) -> dict[str, Column]:
    """Columns of a joined view or expressions, without keys."""
    return {name: Column(f"{view}.{column}") for name, column in columns.items()}


# What is known of an account beyond what its deals say.
OF_ACCOUNT = {
    "segment": Column("account_retention.segment"),
    "rhythm": Column("account_retention.rhythm"),
    "recency_days": Column("account_retention.days_since_last_purchase"),
    "lifetime_value": Column("account_retention.cltv"),
    **_from(
        "account_360", account_type="type", account_status="status", r_score="r_score", f_score="f_score",
        m_score="m_score", recommended_action="recommended_action", company_turnover="company_turnover",
        employees="employees", founded="year_established",
    ),
}  # fmt: skip
DEAL = Source(
    "deal",
    columns={
        **_of("deal", *WHO, *WHAT, "account", "sector", "country", "stage", "stage_type", "forecast_category"),
        **_of("deal", "lost_reason", deal="code", stale="is_stale", overdue="is_overdue"),
        **_of("deal", without_account="is_without_account", quantity="quantity", cycle_length="cycle_days"),
        **_of("deal", age="age_days", price_level="price_ratio", list_price="list_price"),
        "deal_value": Column("coalesce(deal.won_value, deal.open_value, deal.list_value)"),
        "account_group": Column("account_group.group_name", "deal.group_id"),
        "price_band": Column("discount.band"),
        **OF_ACCOUNT,
    },
    times={
        "close": "deal.close_date",
        "engage": "deal.engage_date",
        "expected_close": "deal.expected_close_date",
    },
    grains={
        ("close", "month"): "deal.close_month",
        ("close", "quarter"): "deal.close_quarter",
        ("close", "month_of_quarter"): "deal.month_of_quarter",
        ("engage", "month"): "deal.engage_month",
    },
    joins={
        "account_group": "account_group.group_id = deal.group_id",
        "account_retention": "account_retention.account_id = deal.account_id",
        "account_360": "account_360.account_id = deal.account_id",
        "discount": "discount.deal_id = deal.deal_id",
    },
)
SALES_MONTH = Source(
    "sales_month",
    columns=_of("sales_month", *WHO, *WHAT),
    times={"close": "sales_month.month"},
    grains={
        ("close", "month"): "sales_month.month",
        ("close", "quarter"): "sales_month.quarter",
        ("close", "month_of_quarter"): "sales_month.month_of_quarter",
    },
    monthly=True,
)
ACCOUNT = Source(
    "account_360",
    columns={
        **_of("account_360", "account", "segment", "sector", "country", "recommended_action", "parent"),
        **_of("account_360", "r_score", "f_score", "m_score", account_type="type", account_status="status"),
        **_of("account_360", "employees", "company_turnover", recency_days="recency", founded="year_established"),
        **_of("account_360", lifetime_value="cltv", first_bought="first_won_on", last_bought="last_won_on"),
        "has_bought": Column("(account_360.frequency > 0)"),
        "rhythm": Column("account_retention.rhythm"),
    },
    times={"first_win": "account_360.first_won_on"},
    joins={"account_retention": "account_retention.account_id = account_360.account_id"},
)
GROUP = Source(
    "account_group",
    columns={**_of("account_group", account_group="group_name"), "is_group": Column("account_group.is_group")},
)
AGENT = Source("agent", columns=_of("agent", *WHO, role="role", is_active="is_active"))
PRODUCT = Source(
    "product_performance",
    columns=_of("product_performance", *WHAT, product_status="status", list_price="list_price"),
)
ACTIVITY = Source(
    "activity_count",
    columns={
        **_of("activity_count", "agent", activity_kind="kind"),
        "team": Column("agent.team", "agent.team_id"),
        "manager": Column("agent.manager"),
        "region": Column("agent.region"),
    },
    times={"activity": "activity_count.month"},
    grains={("activity", "month"): "activity_count.month"},
    joins={"agent": "agent.agent_id = activity_count.agent_id"},
    monthly=True,
)
STAGE_STAY = Source(
    "stage_stay",
    columns={
        **_of("stage_stay", "agent", "team", "region", *WHAT, "stage", stay_outcome="outcome", stay_source="source"),
        "manager": Column("agent.manager"),
    },
    times={"entered": "stage_stay.entered_on", "left": "stage_stay.left_on"},
    joins={"agent": "agent.agent_id = stage_stay.agent_id"},
)
DISCOUNT = Source(
    "discount",
    columns={
        **_of("discount", "agent", "team", "region", *WHAT, "account", "sector", deal="code", price_band="band"),
        "manager": Column("agent.manager"),
        "deep_discount": Column("discount.is_deep_discount"),
        "price_level": Column("discount.price_ratio"),
    },
    times={"close": "discount.close_date"},
    grains={("close", "month"): "discount.close_month"},
    joins={"agent": "agent.agent_id = discount.agent_id"},
)
CONCENTRATION = Source(
    "concentration",
    columns={**_of("concentration", "account"), "customer_rank": Column("concentration.rank_visible")},
)
ACCOUNT_PRODUCT = Source(
    "account_product",
    columns=_of("account_product", "account", "sector", *WHAT, buying_kind="kind"),
)
MOVES = Source(
    "segment_migration",
    columns={
        "segment_before": Column("segment_migration.segment_before"),
        "segment_after": Column("segment_migration.segment_after"),
        "is_move": Column("segment_migration.is_move"),
    },
    times={"month_end": "segment_migration.month"},
    grains={("month_end", "month"): "segment_migration.month"},
    monthly=True,
)
QUALITY = Source(
    "data_quality",
    columns=_of(
        "data_quality", quality_rule="rule_name", quality_table="table_name", severity="severity",
        quality_dimension="dimension", examples="examples",
    ),
)  # fmt: skip
# In the order of preference where several would do: sums by month are small, deals know everything.
SOURCES: Mapping[str, Source] = {
    source.view: source
    for source in (
        SALES_MONTH, DEAL, ACCOUNT, AGENT, PRODUCT, GROUP, ACTIVITY, STAGE_STAY, DISCOUNT, CONCENTRATION,
        ACCOUNT_PRODUCT, MOVES, QUALITY,
    )
}  # fmt: skip
# Who is there whether or not anything happened: the members of a dimension, with the condition for those meant.
ROSTERS: Mapping[str, tuple[str, str]] = {
    "agent": ("agent", "agent.role = 'rep' and agent.is_active"),
    "account": ("account_360", ""),
    "product": ("product_performance", ""),
}
