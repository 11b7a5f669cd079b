"""What the database does by itself when a deal is written, whichever way it is written."""

import pgtrigger

from teams.statement_triggers import statement_triggers

# Row level, before: the type and the flag of the stage, the day on which a close was entered, the version.
FILL_FROM_STAGE = pgtrigger.Trigger(
    name="fill_from_stage",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    func="""
        select type, needs_engage_date into new.stage_type, new.stage_needs_engage_date
        from pipeline_stage where id = new.stage_id;
        if new.close_date is null then
            new.close_entered_on := null;
        elsif tg_op = 'INSERT' then
            new.close_entered_on := current_date;
        elsif new.close_date is distinct from old.close_date then
            new.close_entered_on := current_date;
        end if;
        -- Any write counts as an edit, so that a form opened before it is refused as stale.
        if tg_op = 'UPDATE' and new.version = old.version then
            new.version := old.version + 1;
        end if;
        return new;
    """,
)

# Imports derive the history from the deals' dates; they switch the recording off for their transaction.
_RECORD = """
    if current_setting('dealwright.derived_history', true) = 'on' then
        return null;
    end if;
    insert into pipeline_stagechange (opportunity_id, from_stage_id, to_stage_id, changed_by_id, source)
    select {select},
        (nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'user')::bigint, 'recorded'
    from {rows};
    return null;
"""

STAGE_HISTORY = statement_triggers(
    "stage_history",
    insert=_RECORD.format(select="id, null::bigint, stage_id", rows="new_rows"),
    update=_RECORD.format(
        select="n.id, o.stage_id, n.stage_id",
        rows="new_rows as n join old_rows as o on o.id = n.id and o.stage_id <> n.stage_id",
    ),
)

# What a step is never changes. When its stay ended is written by the trigger below, and by nothing else.
_FACTS = "id, opportunity_id, from_stage_id, to_stage_id, changed_at, changed_by_id, source"
_OLD_FACTS, _NEW_FACTS = (", ".join(f"{row}.{name}" for name in _FACTS.split(", ")) for row in ("old", "new"))

APPEND_ONLY = [
    pgtrigger.Protect(
        name="never_changed",
        operation=pgtrigger.Update,
        condition=pgtrigger.Condition(
            f"pg_trigger_depth() = 0 or row({_OLD_FACTS}) is distinct from row({_NEW_FACTS})"
        ),
    ),
    # Only together with its deal may a step go: asked at commit, when the deal is gone or is not.
    pgtrigger.Trigger(
        name="goes_with_its_deal",
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        timing=pgtrigger.Deferred,
        func="""
            if exists (select from pipeline_opportunity where id = old.opportunity_id) then
                raise exception 'The history of a deal cannot be deleted.';
            end if;
            return null;
        """,
    ),
]

# A deal has a close date exactly when it is closed: the rules of a deal see to that.
_LOG_SALES = """
    insert into pipeline_saleschange (month, owner_id)
    select distinct date_trunc('month', close_date::timestamp)::date, owner_id
    from ({rows}) as touched
    where close_date is not null;
    return null;
"""
_OLD = "select close_date, owner_id from old_rows"
_NEW = "select close_date, owner_id from new_rows"

SALES_CHANGES = statement_triggers(
    "sales_change",
    insert=_LOG_SALES.format(rows=_NEW),
    update=_LOG_SALES.format(rows=f"{_OLD} union all {_NEW}"),
    delete=_LOG_SALES.format(rows=_OLD),
    truncate=_LOG_SALES.format(rows="select close_date, owner_id from pipeline_opportunity"),
)

# A deal's stays are put in order anew whenever it gets a step: imported steps may come before those that are there.
_END_STAYS = """
    update pipeline_stagechange as step
    set left_at = stay.left_at, next_stage_id = stay.next_stage_id
    from (
        select id, lead(changed_at) over in_order as left_at, lead(to_stage_id) over in_order as next_stage_id
        from pipeline_stagechange
        where opportunity_id in (select opportunity_id from new_rows)
        window in_order as (partition by opportunity_id order by changed_at, id)
    ) as stay
    where step.id = stay.id
        and (step.left_at, step.next_stage_id) is distinct from (stay.left_at, stay.next_stage_id);
"""

# Writers of one deal at a time wait for each other at its row, always in the order of the deals.
_TOUCH = """
    insert into pipeline_lasttouch as touch (opportunity_id, {column})
    select opportunity_id, max({moment})
    from ({rows}) as rows
    where opportunity_id is not null
    group by opportunity_id
    order by opportunity_id
    on conflict (opportunity_id) do update set {column} = excluded.{column}
    where touch.{column} is null or touch.{column} < excluded.{column};
"""
# What is taken away may have been the last. Lock first: the second statement then sees what others did meanwhile.
_TOUCH_ANEW = """
    perform from pipeline_lasttouch where opportunity_id in (select opportunity_id from ({rows}) as rows)
    order by opportunity_id for update;
    update pipeline_lasttouch as touch
    set last_activity_at = last.moment
    from (
        select touched.opportunity_id, max(activity.happened_at) as moment
        from (select distinct opportunity_id from ({rows}) as rows) as touched
        left join pipeline_activity as activity on activity.opportunity_id = touched.opportunity_id
        group by touched.opportunity_id
    ) as last
    where last.opportunity_id = touch.opportunity_id and last.moment is distinct from touch.last_activity_at;
    delete from pipeline_lasttouch
    where opportunity_id in (select opportunity_id from ({rows}) as rows)
        and entered_stage_at is null and last_activity_at is null;
"""
_MOVED = """
    select {row}.opportunity_id, {row}.happened_at
    from old_rows as o join new_rows as n on n.id = o.id
    where (o.opportunity_id, o.happened_at) is distinct from (n.opportunity_id, n.happened_at)
"""
_ALL_NEW = "select * from new_rows"
_DEALS_OF_OLD = "select opportunity_id from old_rows"
_STEPPED = _TOUCH.format(column="entered_stage_at", moment="changed_at", rows=_ALL_NEW)
_DONE = {"column": "last_activity_at", "moment": "happened_at"}

STAYS = statement_triggers(
    "stays",
    insert=f"{_END_STAYS}{_STEPPED}return null;",
    # Steps go only with their deal, all of them.
    delete="""
            delete from pipeline_lasttouch where opportunity_id in (select opportunity_id from old_rows);
            return null;
        """,
    truncate="""
            update pipeline_lasttouch set entered_stage_at = null where entered_stage_at is not null;
            delete from pipeline_lasttouch where last_activity_at is null;
            return null;
        """,
)

LAST_ACTIVITY = statement_triggers(
    "last_activity",
    insert=_TOUCH.format(**_DONE, rows=_ALL_NEW) + "return null;",
    update=(
        _TOUCH_ANEW.format(rows=_MOVED.format(row="o"))
        + _TOUCH.format(**_DONE, rows=_MOVED.format(row="n"))
        + "return null;"
    ),
    delete=_TOUCH_ANEW.format(rows=_DEALS_OF_OLD) + "return null;",
    truncate="""
            update pipeline_lasttouch set last_activity_at = null where last_activity_at is not null;
            delete from pipeline_lasttouch where entered_stage_at is null;
            return null;
        """,
)
