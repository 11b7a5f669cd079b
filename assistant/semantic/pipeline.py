"""Figures of open deals, of stages, of people and of what they do."""

from assistant.semantic.members import Measure, Metric

DATES = ("engage", "expected_close")


def open_deals(aggregate: str, where: str = "deal.is_open") -> tuple[Measure, ...]:
    """As of the reporting day: a period has to say whether it is when they were engaged or should close."""
    return (Measure("deal", aggregate, where, "", DATES),)


def stays(aggregate: str, where: str = "", time: str = "left") -> tuple[Measure, ...]:
    return (Measure("stage_stay", aggregate, where, time, ("entered", "left")),)


OPEN = (
    Metric(
        "open_deals", "Open deals", "count",
        ("open deals", "open opportunities", "deals in the pipeline", "live deals", "in play"),
        "Open deals by agent", column="agent_performance.open", additive=True, deals={"type": "open"},
        measures=open_deals("count(*)"),
    ),
    Metric(
        "open_value", "Open value", "$",
        ("open value", "pipeline", "pipeline value", "open pipeline", "value of open deals"),
        "Open pipeline by stage", column="deal.open_value", additive=True, deals={"type": "open"},
        measures=open_deals("sum(deal.open_value)"),
    ),
    Metric(
        "weighted_value", "Weighted value", "$",
        ("weighted value", "weighted pipeline", "expected value of the pipeline"),
        "Weighted pipeline by region", column="deal.weighted_value", additive=True, deals={"type": "open"},
        measures=open_deals("sum(deal.weighted_value)"),
    ),
    Metric(
        "open_list_value", "Open list value", "$", ("open list value", "pipeline at list price"),
        "Open list value by stage",
        about="list price × quantity of open deals", additive=True, deals={"type": "open"},
        measures=open_deals("sum(deal.list_value)"),
    ),
    Metric(
        "average_open", "Average open deal", "$", ("average open deal", "mean open deal"),
        "Average open deal by stage",
        "ratio", formula="1.0 * {open_value} / nullif({open_deals}, 0)", about="open value / open deals",
        with_also=("open_deals",), deals={"type": "open"},
    ),
    Metric(
        "stale_deals", "Stale deals", "count",
        ("stale deals", "stale", "rotting deals", "stuck deals", "dead deals", "inactive deals"),
        "Who has most stale deals?", column="agent_performance.stale", additive=True, best_is_low=True,
        deals={"stale": "on"}, measures=open_deals("count(*)", "deal.is_stale"),
    ),
    Metric(
        "stale_value", "Stale value", "$", ("stale value", "value of stale deals", "stuck value"),
        "Stale value by agent",
        about="open value of stale deals", additive=True, best_is_low=True, deals={"stale": "on"},
        measures=open_deals("sum(deal.open_value)", "deal.is_stale"),
    ),
    Metric(
        "stale_share", "Share of open deals that are stale", "ratio", ("share of stale deals", "stale rate"),
        "Share of stale deals by team", "ratio", formula="1.0 * {stale_deals} / nullif({open_deals}, 0)",
        about="stale deals / open deals", with_also=("open_deals",), best_is_low=True,
    ),
    Metric(
        "overdue_deals", "Overdue deals", "count",
        ("overdue deals", "overdue", "past due", "late deals", "slipped deals"),
        "Overdue deals by agent", column="deal.is_overdue", additive=True, best_is_low=True, deals={"overdue": "on"},
        measures=open_deals("count(*)", "deal.is_overdue"),
    ),
    Metric(
        "overdue_value", "Overdue value", "$", ("overdue value", "value of overdue deals"), "Overdue value by team",
        about="open value of overdue deals", additive=True, best_is_low=True, deals={"overdue": "on"},
        measures=open_deals("sum(deal.open_value)", "deal.is_overdue"),
    ),
    Metric(
        "deals_without_account", "Open deals without account", "count",
        ("without account", "deals without a customer", "no customer", "missing account", "without customer"),
        "Open deals without a customer by stage", column="deal.is_without_account", additive=True, best_is_low=True,
        deals={"type": "open", "without_account": "on"},
        measures=open_deals("count(*)", "deal.is_open and deal.is_without_account"),
    ),
    Metric(
        "without_account_share", "Share of open deals without account", "ratio", ("share without account",),
        "Share of open deals without account by team", "ratio",
        formula="1.0 * {deals_without_account} / nullif({open_deals}, 0)",
        about="open deals without account / open deals", with_also=("deals_without_account", "open_deals"),
        best_is_low=True,
    ),
    Metric(
        "open_per_closed", "Open per closed deal", "ratio", ("open to closed",), "Open to closed deals by region",
        "ratio", formula="1.0 * {open_deals} / nullif({closed}, 0)", about="open deals / (won + lost)",
        with_also=("open_deals", "closed"),
    ),
    Metric(
        "open_age", "Age of open deals", "days",
        ("age of open deals", "average age", "how old are open deals", "pipeline age"),
        "Average age of open deals by agent", column="deal.age_days", best_is_low=True, deals={"type": "open"},
        about="mean over engaged open deals of reporting day − engage date", measures=open_deals("avg(deal.age_days)"),
    ),
    Metric(
        "oldest_open", "Oldest open deal", "days", ("oldest open deal", "oldest deal", "longest open"),
        "Oldest open deal by agent", about="reporting day − earliest engage date of open deals", best_is_low=True,
        deals={"type": "open"}, measures=open_deals("max(deal.age_days)"),
    ),
    Metric(
        "open_stage_age", "Time in the present stage", "days",
        ("time in current stage", "days in stage so far", "sitting in stage"),
        "How long have open deals been in their stage?", column="deal.stage_days", best_is_low=True,
        deals={"type": "open"}, measures=open_deals("avg(deal.stage_days)"),
    ),
)  # fmt: skip
STAGES = (
    Metric(
        "stays_entered", "Stays entered", "count", ("entered stage", "came into the stage"),
        "How many deals entered each stage?",
        column="stage_conversion.entered", additive=True, measures=stays("count(*)", time="entered"),
    ),
    Metric(
        "stays_ended", "Stays ended", "count", ("left stage", "ended stays"), "How many deals left each stage?",
        column="stage_conversion.ended", additive=True,
        measures=stays("count(*)", "stage_stay.left_on is not null"),
    ),
    Metric(
        "stays_advanced", "Advanced", "count", ("advanced", "moved forward"),
        "How many deals advanced from each stage?",
        about="stays that ended in a later open stage or in winning", additive=True,
        measures=stays("count(*)", "stage_stay.outcome in ('forward', 'won')"),
    ),
    Metric(
        "stays_won", "Won from the stage", "count", ("won from stage",), "How many deals were won from each stage?",
        column="stage_conversion.won", additive=True, measures=stays("count(*)", "stage_stay.outcome = 'won'"),
    ),
    Metric(
        "advance_rate", "Stage conversion", "rate",
        ("stage conversion", "advance rate", "conversion rate by stage", "funnel"),
        "Stage conversion by stage", "ratio", formula="1.0 * {stays_advanced} / nullif({stays_ended}, 0)",
        column="stage_conversion.advance_rate", with_also=("stays_ended",),
    ),
    Metric(
        "stage_won_rate", "Won directly from the stage", "rate", ("stage win rate", "won rate of a stage"),
        "Stage win rate by stage", "ratio", formula="1.0 * {stays_won} / nullif({stays_ended}, 0)",
        column="stage_conversion.won_rate", with_also=("stays_ended",),
    ),
    Metric(
        "stage_time", "Time in stage", "days",
        ("time in stage", "days in stage", "stage duration", "how long in stage"),
        "Time in stage by stage", column="stage_duration.finished_mean_days", best_is_low=True,
        with_also=("stays_ended",),
        measures=stays("avg(stage_stay.finished_days)", "stage_stay.left_on is not null"),
    ),
    Metric(
        "median_stage_time", "Median time in stage", "days", ("median time in stage", "typical time in stage"),
        "Median time in stage by team", column="stage_duration.finished_median_days", best_is_low=True,
        measures=stays(
            "percentile_cont(0.5) within group (order by stage_stay.finished_days)", "stage_stay.left_on is not null"
        ),
    ),
)  # fmt: skip
PEOPLE = (
    Metric(
        "agents", "Agents", "count", ("agents", "reps", "number of agents", "salespeople", "headcount of sales"),
        "How many agents has each team?", about="active representatives", additive=True,
        measures=(Measure("agent", "count(*)", "agent.role = 'rep' and agent.is_active"),),
    ),
    Metric(
        "teams", "Teams", "count", ("teams", "number of teams"), "How many teams has each region?",
        about="teams with an active representative",
        measures=(Measure("agent", "count(distinct agent.team_id)", "agent.role = 'rep' and agent.is_active"),),
    ),
    Metric(
        "products", "Products", "count", ("products", "number of products", "catalogue size"),
        "How many products has each series?",
        about="products of the catalogue", additive=True,
        measures=(Measure("product_performance", "count(*)"),),
    ),
    Metric(
        "list_price_mean", "List price", "$", ("list price", "catalogue price", "price"), "List price by product",
        column="product_performance.list_price", about="mean over products of the list price of one unit today",
        measures=(Measure("product_performance", "avg(product_performance.list_price)"),),
    ),
    Metric(
        "activities", "Activities", "count",
        ("activities", "touches", "interactions", "notes, calls, emails and meetings"),
        "Activities by kind", column="activity_count.activities", additive=True,
        measures=(Measure("activity_count", "sum(activity_count.activities)", "", "activity", ("activity",)),),
    ),
    Metric(
        "deal_activities", "Activities about deals", "count", ("activities on deals", "deal activities"),
        "Activities on deals by agent", column="activity_count.on_deals", additive=True,
        measures=(Measure("activity_count", "sum(activity_count.on_deals)", "", "activity", ("activity",)),),
    ),
    *(
        Metric(
            f"{kind}s", f"{label}s", "count", words, f"{label}s by agent", about=f"activities of the kind {kind}",
            additive=True,
            measures=(
                Measure(
                    "activity_count", "sum(activity_count.activities)", f"activity_count.kind = '{kind}'", "activity",
                    ("activity",),
                ),
            ),
        )
        for kind, label, words in (
            ("call", "Call", ("calls", "phone calls", "called")),
            ("email", "Email", ("emails", "mails", "emailed")),
            ("meeting", "Meeting", ("meetings", "met", "visits")),
            ("note", "Note", ("notes", "wrote")),
        )
    ),
)  # fmt: skip
QUALITY = (
    Metric(
        "faulty_rows", "Faulty rows", "count",
        ("faulty rows", "bad records", "break the contract", "data errors", "data quality"),
        "Data quality problems by rule", column="data_quality.failed", additive=True, best_is_low=True,
        about="rows that break a rule at its latest check; of the whole data for every viewer",
        measures=(
            Measure(
                "data_quality", "sum(data_quality.failed)",
                "data_quality.failed > 0 and "
                "data_quality.day = (select max(latest.day) from gold.data_quality as latest)",
            ),
        ),
    ),
)  # fmt: skip
