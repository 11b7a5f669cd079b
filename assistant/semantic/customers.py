"""Figures of accounts: what they are worth, when they bought last, how much hangs on few."""

from assistant.semantic.members import Measure, Metric


def account(aggregate: str, where: str = "", time: str = "") -> Measure:
    return Measure("account_360", aggregate, where, time, (time,) if time else ())


CUSTOMERS = (
    Metric(
        "accounts", "Accounts", "count", ("accounts", "number of accounts", "companies", "how many accounts"),
        "Accounts by segment", additive=True,
        about="accounts that the viewer may see; by deals, those with such a deal",
        accounts={},
        measures=(account("count(*)"),
            Measure("deal", "count(distinct deal.account_id)", "", "engage", ("engage", "close"))),
    ),
    Metric(
        "customers", "Customers", "count",
        ("customers", "buyers", "number of customers", "clients", "accounts that bought"),
        "How many customers bought this quarter?",
        about="accounts with a won deal; in a period, with one that closed in it",
        accounts={"bought": "yes"},
        measures=(
            account("count(*)", "account_360.frequency > 0"),
            Measure("deal", "count(distinct deal.account_id)", "deal.is_won", "close", ("close", "engage")),
        ),
    ),
    Metric(
        "new_customers", "New customers", "count",
        ("new customers", "first purchases", "customers gained", "acquired"),
        "New customers by month", about="accounts by the day of their first won close", additive=True,
        measures=(account("count(*)", "account_360.frequency > 0", "first_win"),),
    ),
    Metric(
        "recency", "Days since the last purchase", "days",
        ("recency", "days since last purchase", "last bought", "not bought for", "quiet", "silent for"),
        "Who has not bought for over 14 days?", column="account_360.recency", best_is_low=True,
        about="reporting day − last won close; of several accounts the mean", accounts={"bought": "yes"},
        measures=(account("avg(account_360.recency)", "account_360.frequency > 0"),),
    ),
    Metric(
        "frequency", "Purchases of all time", "count", ("frequency", "number of purchases", "how often they bought"),
        "Frequency by segment", column="account_360.frequency", additive=True,
        measures=(account("sum(account_360.frequency)"),),
    ),
    Metric(
        "monetary", "Spent in all time", "$", ("monetary", "monetary value", "total spend", "lifetime spend"),
        "Monetary by segment", column="account_360.monetary", additive=True,
        measures=(account("sum(account_360.monetary)"),),
    ),
    Metric(
        "average_purchase", "Average purchase", "$", ("average purchase", "mean purchase", "basket"),
        "Average purchase by segment", "ratio", formula="1.0 * {monetary} / nullif({frequency}, 0)",
        column="account_segment.average_purchase", with_also=("frequency",),
    ),
    Metric(
        "spend_per_customer", "Spent per customer", "$",
        ("spend per customer", "revenue per customer", "revenue per account"),
        "Revenue per customer by sector", "ratio", formula="1.0 * {monetary} / nullif({customers}, 0)",
        about="monetary / accounts with a won deal", with_also=("customers",),
    ),
    Metric(
        "r_score_mean", "Recency score", "score", ("r score", "recency score"), "Recency score by sector",
        column="account_360.r_score", about="from 1 to 5, 5 bought last; of several accounts the mean",
        measures=(account("avg(account_360.r_score)"),),
    ),
    Metric(
        "f_score_mean", "Frequency score", "score", ("f score", "frequency score"), "Frequency score by sector",
        column="account_360.f_score", about="from 1 to 5, 5 bought most often; of several accounts the mean",
        measures=(account("avg(account_360.f_score)"),),
    ),
    Metric(
        "m_score_mean", "Monetary score", "score", ("m score", "monetary score"), "Monetary score by sector",
        column="account_360.m_score", about="from 1 to 5, 5 bought most; of several accounts the mean",
        measures=(account("avg(account_360.m_score)"),),
    ),
    Metric(
        "cltv", "Lifetime value", "$", ("lifetime value", "cltv", "clv", "ltv", "customer value", "future value"),
        "Lifetime value by segment", column="account_360.cltv", additive=True, accounts={},
        measures=(account("sum(account_360.cltv)"),),
    ),
    Metric(
        "average_cltv", "Average lifetime value", "$",
        ("average lifetime value", "average cltv", "mean lifetime value"),
        "Average lifetime value by sector", about="mean over accounts with a lifetime value", accounts={},
        measures=(account("avg(account_360.cltv)"),),
    ),
    Metric(
        "median_cltv", "Median lifetime value", "$",
        ("median lifetime value", "median cltv", "typical lifetime value"),
        "Median lifetime value by segment", column="account_segment.median_cltv",
        measures=(account("percentile_cont(0.5) within group (order by account_360.cltv)"),),
    ),
    Metric(
        "expected_purchases", "Expected purchases", "count",
        ("expected purchases", "purchases to come", "will buy how often"),
        "Expected purchases by segment", column="account_360.expected_purchases", additive=True,
        measures=(account("sum(account_360.expected_purchases)"),),
    ),
    Metric(
        "turnover", "Companies' own revenue", "$",
        ("company revenue", "customer's own revenue", "annual turnover of the company"),
        "Own revenue of the companies by sector", column="account_360.company_turnover", additive=True,
        measures=(account("sum(account_360.company_turnover)"),),
    ),
    Metric(
        "staff", "Employees", "count", ("employees", "company headcount", "people employed"), "Employees by sector",
        column="account_360.employees", additive=True, measures=(account("sum(account_360.employees)"),),
    ),
    Metric(
        "wallet_share", "Spent of own revenue", "ratio",
        ("share of wallet", "share of turnover", "spend of own revenue"),
        "Share of turnover by account", "ratio", formula="1.0 * {monetary} / nullif({turnover}, 0)",
        column="account_profitability.share_of_turnover",
    ),
    Metric(
        "groups", "Groups", "count", ("groups", "number of groups", "corporate groups"), "How many groups are there?",
        about="companies without a parent, with their subsidiaries", additive=True,
        measures=(Measure("account_group", "count(*)"),),
    ),
    Metric(
        "subsidiaries", "Subsidiaries", "count", ("subsidiaries", "daughter companies"), "Subsidiaries by group",
        column="account_group.subsidiaries_visible", additive=True,
        measures=(Measure("account_group", "sum(account_group.subsidiaries_visible)"),),
    ),
    Metric(
        "concentration", "Share of the largest customers", "ratio",
        ("concentration", "share of top customers", "dependence", "how much hangs on few customers"),
        "What share do the top five customers have?", column="concentration.share_visible", additive=True,
        about="of won value; narrow by the customers' rank",
        measures=(Measure("concentration", "sum(concentration.share_visible)"),),
    ),
    Metric(
        "top_five_share", "Share of the five largest customers", "ratio",
        ("top five share", "share of the five largest"),
        "Top five share", about="won value of the five largest customers / won value of all",
        measures=(Measure("concentration", "sum(concentration.share_visible)", "concentration.rank_visible <= 5"),),
    ),
    Metric(
        "cumulative_share", "Cumulative share", "ratio",
        ("cumulative share", "pareto", "80 20", "curve of concentration"),
        "Pareto of customers", column="concentration.cumulative_share_visible", best_is_low=True,
        measures=(Measure("concentration", "max(concentration.cumulative_share_visible)"),),
    ),
    Metric(
        "product_buyers", "Buying relations", "count",
        ("account-product pairs", "who buys what", "repeat purchases of products"),
        "Buying relations by kind of buyer", about="pairs of account and product with a closed deal", additive=True,
        measures=(Measure("account_product", "count(*)"),),
    ),
    Metric(
        "segment_accounts", "Accounts by month", "count",
        ("segment moves", "moved segment", "migration", "accounts that changed segment"),
        "Segment moves by month", column="segment_migration.accounts",
        about="accounts with a purchase, at each month's end by segment before and after; does not add up over months",
        measures=(Measure("segment_migration", "sum(segment_migration.accounts)", "", "month_end", ("month_end",)),),
    ),
)  # fmt: skip
