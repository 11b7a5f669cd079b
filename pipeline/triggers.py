"""What the database does by itself when a deal is written, whichever way it is written."""

import pgtrigger

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

STAGE_HISTORY = [
    pgtrigger.Trigger(
        name="stage_history_insert",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func=_RECORD.format(select="id, null::bigint, stage_id", rows="new_rows"),
    ),
    pgtrigger.Trigger(
        name="stage_history_update",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
        func=_RECORD.format(
            select="n.id, o.stage_id, n.stage_id",
            rows="new_rows as n join old_rows as o on o.id = n.id and o.stage_id <> n.stage_id",
        ),
    ),
]

APPEND_ONLY = [
    pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update),
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

# Statement level like the log of accounts (accounts/change_log.py), and for the same reasons.
SALES_CHANGES = [
    pgtrigger.Trigger(
        name="sales_change_insert",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func=_LOG_SALES.format(rows=_NEW),
    ),
    pgtrigger.Trigger(
        name="sales_change_update",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
        func=_LOG_SALES.format(rows=f"{_OLD} union all {_NEW}"),
    ),
    pgtrigger.Trigger(
        name="sales_change_delete",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        referencing=pgtrigger.Referencing(old="old_rows"),
        func=_LOG_SALES.format(rows=_OLD),
    ),
    pgtrigger.Trigger(
        name="sales_change_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=_LOG_SALES.format(rows="select close_date, owner_id from pipeline_opportunity"),
    ),
]
