"""Figures of what was won, lost and at which price."""

from assistant.semantic.members import Measure, Metric

CLOSED = ("close", "engage")
ENTERED = ("engage", "close", "expected_close")
WON, LOST, BOTH = "deal.is_won", "deal.is_lost", "deal.is_closed"


def closed(aggregate: str, where: str, monthly: str = "", sold: str = "") -> tuple[Measure, ...]:
    """A measure over deals by close date; the same from the sums by month where they hold it, of rows with `sold`."""
    deals = Measure("deal", aggregate, where, "close", CLOSED)
    if not monthly:
        return (deals,)
    return Measure("sales_month", f"sum(sales_month.{monthly})", "", "close", ("close",), sold), deals


SALES = (
    Metric(
        "revenue", "Won value", "$",
        ("revenue", "sales", "bookings", "sold", "bought", "spent", "turnover we made", "won value", "income",
            "money"),
        "Revenue by region last quarter", column="sales_month.revenue", additive=True, deals={"type": "won"},
        measures=closed("sum(deal.won_value)", WON, "revenue", "sales_month.won > 0"),
    ),
    Metric(
        "wins", "Wins", "count",
        ("wins", "won deals", "deals won", "purchases", "orders", "closed won", "bought most often"),
        "Who won most deals this year?", column="sales_month.won", additive=True, deals={"type": "won"},
        measures=closed("count(*)", WON, "won", "sales_month.won > 0"),
    ),
    Metric(
        "units", "Units sold", "count", ("units", "units sold", "pieces", "quantity sold", "volume"),
        "Units sold by product", column="sales_month.units_won", additive=True, deals={"type": "won"},
        measures=closed("sum(deal.quantity)", WON, "units_won", "sales_month.won > 0"),
    ),
    Metric(
        "losses", "Losses", "count", ("losses", "lost deals", "deals lost", "lost", "closed lost"),
        "Losses by lost reason", column="sales_month.lost", additive=True, best_is_low=True, deals={"type": "lost"},
        measures=closed("count(*)", LOST, "lost", "sales_month.lost > 0"),
    ),
    Metric(
        "closed", "Closed deals", "count", ("closed deals", "closed", "decided", "won or lost"),
        "Closed deals by month", column="sales_month.closed", additive=True, deals={"type": "closed"},
        measures=closed("count(*)", BOTH, "closed"),
    ),
    Metric(
        "deals", "Deals", "count", ("deals", "opportunities", "all deals", "pipeline and closed"),
        "How many deals has each agent?", about="opportunities of all stages; a period means when they were engaged",
        additive=True, deals={}, measures=(Measure("deal", "count(*)", "", "engage", ENTERED),),
    ),
    Metric(
        "win_rate", "Win rate", "rate",
        ("win rate", "success rate", "closing rate", "hit rate", "conversion", "close rate"),
        "Best win rate by agent", "ratio", formula="1.0 * {wins} / nullif({closed}, 0)",
        column="agent_performance.win_rate", with_also=("wins", "closed"), deals={"type": "closed"},
    ),
    Metric(
        "loss_rate", "Loss rate", "rate", ("loss rate", "share lost"), "Loss rate by product", "ratio",
        formula="1.0 * {losses} / nullif({closed}, 0)", about="lost / (won + lost)", with_also=("closed",),
        best_is_low=True, deals={"type": "closed"},
    ),
    Metric(
        "average_deal", "Average deal", "$",
        ("average deal", "average deal size", "mean deal", "deal size", "average sale", "ticket size"),
        "Average deal by sector", "ratio", formula="1.0 * {revenue} / nullif({wins}, 0)",
        column="agent_performance.average_deal", with_also=("wins",), deals={"type": "won"},
    ),
    Metric(
        "median_deal", "Median deal", "$", ("median deal", "typical deal", "median deal size"),
        "Median deal by product",
        about="half of the won deals closed at or below it", deals={"type": "won"},
        measures=closed("percentile_cont(0.5) within group (order by deal.won_value)", WON),
    ),
    Metric(
        "largest_deal", "Largest deal", "$", ("largest deal", "biggest deal", "biggest sale", "record deal"),
        "Largest deal by agent", about="the highest close value of a won deal", deals={"type": "won"},
        measures=closed("max(deal.won_value)", WON),
    ),
    Metric(
        "smallest_deal", "Smallest deal", "$", ("smallest deal", "smallest sale", "lowest deal"),
        "Smallest deal by product",
        about="the lowest close value of a won deal", best_is_low=True, deals={"type": "won"},
        measures=closed("min(deal.won_value)", WON),
    ),
    Metric(
        "won_cycle_total", "Days of won deals", "days", ("total won cycle days",), "Days worked on wins by agent",
        column="sales_month.won_cycle_days_total", additive=True,
        measures=closed("sum(deal.cycle_days)", WON, "won_cycle_days_total", "sales_month.won > 0"),
    ),
    Metric(
        "lost_cycle_total", "Days of lost deals", "days", ("total lost cycle days",), "Days worked on losses by agent",
        column="sales_month.lost_cycle_days_total", additive=True,
        measures=closed("sum(deal.cycle_days)", LOST, "lost_cycle_days_total", "sales_month.lost > 0"),
    ),
    Metric(
        "won_cycle", "Won cycle", "days",
        ("sales cycle", "cycle", "won cycle", "time to close", "days to win", "how long to win"),
        "Average sales cycle by agent", "ratio", formula="1.0 * {won_cycle_total} / nullif({wins}, 0)",
        column="agent_performance.won_cycle_days_mean", with_also=("wins",), best_is_low=True, deals={"type": "won"},
    ),
    Metric(
        "lost_cycle", "Lost cycle", "days", ("lost cycle", "days to lose", "how long until lost"),
        "Lost cycle by product",
        "ratio", formula="1.0 * {lost_cycle_total} / nullif({losses}, 0)",
        column="agent_performance.lost_cycle_days_mean", with_also=("losses",), best_is_low=True,
        deals={"type": "lost"},
    ),
    Metric(
        "median_won_cycle", "Median won cycle", "days", ("median cycle", "median sales cycle", "typical cycle"),
        "Median cycle by product", about="half of the won deals were not longer from engage to close",
        best_is_low=True, deals={"type": "won"},
        measures=closed("percentile_cont(0.5) within group (order by deal.cycle_days)", WON),
    ),
    Metric(
        "list_value_won", "List value won", "$", ("list value won", "list price of wins"), "List value won by product",
        column="sales_month.list_value_won", additive=True, deals={"type": "won"},
        measures=closed("sum(deal.list_value)", WON, "list_value_won", "sales_month.won > 0"),
    ),
    Metric(
        "list_value_lost", "List value lost", "$",
        ("list value lost", "lost value", "value of lost deals", "worth of losses"),
        "List value lost by product", column="sales_month.list_value_lost", additive=True, deals={"type": "lost"},
        measures=closed("sum(deal.list_value)", LOST, "list_value_lost", "sales_month.lost > 0"),
    ),
    Metric(
        "discount", "Discount", "$", ("discount", "price cut", "below list", "money left on the table"),
        "Discount by agent", "derived", formula="{list_value_won} - {revenue}", additive=True,
        column="product_performance.discount", best_is_low=True, deals={"type": "won"},
    ),
    Metric(
        "discount_rate", "Discount rate", "ratio", ("discount rate", "discount percentage", "average discount"),
        "Average discount by product", "derived", formula="1 - 1.0 * {revenue} / nullif({list_value_won}, 0)",
        about="1 − revenue / list value of won deals, as sums; below 0 where sold above list", with_also=("wins",),
        best_is_low=True, deals={"type": "won"},
    ),
    Metric(
        "price_ratio", "Price ratio", "ratio",
        ("price ratio", "price realisation", "percent of list", "share of list price"),
        "Price ratio by agent", "ratio", formula="1.0 * {revenue} / nullif({list_value_won}, 0)",
        column="product_performance.price_ratio", with_also=("wins",), deals={"type": "won"},
    ),
    Metric(
        "mean_price_ratio", "Mean price ratio", "ratio", ("mean price ratio", "average price of list"),
        "Mean price ratio of deals", about="mean over won deals of won value / list value, each deal alike",
        with_also=("wins",), deals={"type": "won"}, measures=closed("avg(deal.price_ratio)", WON),
    ),
    Metric(
        "deep_discounts", "Deep discounts", "count",
        ("deep discounts", "deals more than 10 % below list", "heavy discounts"),
        "Deep discounts by agent", column="discount.is_deep_discount", additive=True, best_is_low=True,
        deals={"deep_discount": "on"},
        measures=(Measure("discount", "count(*)", "discount.is_deep_discount", "close", ("close",)),),
    ),
    Metric(
        "deep_discount_value", "Given away by deep discounts", "$", ("lost to deep discounts", "deep discount value"),
        "Value of deep discounts by agent", column="discount.deep_discount_value", additive=True,
        best_is_low=True,
        deals={"deep_discount": "on"},
        measures=(
            Measure("discount", "sum(discount.deep_discount_value)", "discount.is_deep_discount", "close", ("close",)),
        ),
    ),
    Metric(
        "given_away", "Given away below list", "$", ("given away", "sold below list", "discount given"),
        "How much did we give away below list?", column="discount.given_away", additive=True, best_is_low=True,
        measures=(Measure("discount", "sum(discount.given_away)", "discount.outcome = 'won'", "close", ("close",)),),
    ),
    Metric(
        "above_list", "Above list", "$", ("above list", "premium over list"), "How much did we sell above list?",
        column="discount.above_list", additive=True,
        measures=(Measure("discount", "sum(discount.above_list)", "discount.outcome = 'won'", "close", ("close",)),),
    ),
    Metric(
        "products_sold", "Products sold", "count", ("different products", "products sold", "product range sold"),
        "How many different products did each agent sell?", about="different products in won deals",
        deals={"type": "won"},
        measures=closed("count(distinct deal.product_id)", WON),
    ),
    Metric(
        "sellers", "Agents with a win", "count", ("sellers", "agents who sold", "agents with a win"),
        "How many agents sold something this quarter?", about="different owners of won deals", deals={"type": "won"},
        measures=closed("count(distinct deal.agent_id)", WON),
    ),
    Metric(
        "wins_per_agent", "Wins per selling agent", "count", ("wins per agent", "average wins of an agent"),
        "Wins per agent by region", "ratio", formula="1.0 * {wins} / nullif({sellers}, 0)",
        about="won deals / different owners of won deals", with_also=("sellers",),
    ),
    Metric(
        "revenue_per_agent", "Revenue per selling agent", "$", ("revenue per agent", "productivity", "sales per rep"),
        "Revenue per agent by region", "ratio", formula="1.0 * {revenue} / nullif({sellers}, 0)",
        about="revenue / different owners of won deals", with_also=("sellers",),
    ),
    Metric(
        "wins_per_month", "Wins per month", "count", ("wins per month on average", "average wins per month"),
        "Average wins per month by region", "ratio", formula="1.0 * {wins} / nullif({active_months}, 0)",
        about="won deals / months with a closed deal", with_also=("active_months",), deals={"type": "won"},
    ),
    Metric(
        "revenue_per_month", "Revenue per month", "$", ("revenue per month on average", "average monthly revenue"),
        "Average revenue per month by region", "ratio", formula="1.0 * {revenue} / nullif({active_months}, 0)",
        about="revenue / months with a closed deal", with_also=("active_months",), deals={"type": "won"},
    ),
    Metric(
        "active_months", "Months with a closed deal", "count", ("active months", "months with a closed deal"),
        "Active months by agent", about="different months in which deals were won or lost",
        measures=closed("count(distinct deal.close_month)", BOTH),
    ),
    Metric(
        "won_per_lost", "Won per lost deal", "ratio", ("won to lost", "wins per loss"), "Won to lost deals by region",
        "ratio", formula="1.0 * {wins} / nullif({losses}, 0)", about="won deals / lost deals",
        with_also=("wins", "losses"), deals={"type": "closed"},
    ),
    Metric(
        "lost_per_won", "Lost per won deal", "ratio", ("losses per win",), "Lost to won deals by region",
        "ratio", formula="1.0 * {losses} / nullif({wins}, 0)", about="lost deals / won deals",
        with_also=("losses", "wins"), best_is_low=True, deals={"type": "closed"},
    ),
    Metric(
        "first_win_on", "First win", "date", ("first win", "day of the first win"), "First win by agent",
        about="the first day on which a deal was won", best_is_low=True, deals={"type": "won"},
        measures=closed("min(deal.close_date)", WON),
    ),
    Metric(
        "last_win_on", "Last win", "date", ("last win", "day of the last win"), "Last win by agent",
        about="the last day on which a deal was won", deals={"type": "won"},
        measures=closed("max(deal.close_date)", WON),
    ),
    Metric(
        "revenue_share", "Share of revenue", "ratio",
        ("share", "share of revenue", "percent of sales", "contribution"),
        "Share of revenue by product", "share", base="revenue", column="region_performance.revenue_share",
    ),
    Metric(
        "revenue_rank", "Rank by revenue", "rank", ("rank", "ranking", "place", "position", "league table"),
        "Rank agents by revenue", "rank", base="revenue", column="agent_performance.revenue_rank",
    ),
    Metric(
        "revenue_to_date", "Revenue to date", "$",
        ("running total", "cumulative revenue", "accumulated sales", "so far"),
        "Cumulative revenue by month", "cumulative", base="revenue", column="sales_by_month.revenue_to_date",
    ),
    Metric(
        "revenue_change", "Change of revenue", "$", ("change", "difference", "increase", "decrease", "rose", "fell"),
        "Change of revenue by region from Q3 to Q4", "change", base="revenue",
        column="quarter_comparison.revenue_change",
    ),
    Metric(
        "revenue_growth", "Growth of revenue", "ratio",
        ("growth", "growth rate", "percent change", "grew", "month over month"),
        "Which region grew most from Q3 to Q4?", "growth", base="revenue",
        column="quarter_comparison.revenue_change_rate",
    ),
    Metric(
        "wins_growth", "Growth of wins", "ratio", ("growth of wins", "win growth"),
        "Growth of wins by agent from Q3 to Q4",
        "growth",
        base="wins", about="won deals / won deals of the period before − 1",
    ),
)  # fmt: skip
