-- grain: one row per month, segment before it and segment after it, of accounts that the viewer may see
-- key: month, segment_before, segment_after
create view gold.segment_migration with (security_barrier) as
with sums as (
    select
        month,
        -- While months are being replayed for a new day, some accounts are as of the one before.
        max(as_of) as as_of,
        segment_before,
        segment as segment_after,
        count(*) as accounts,
        sum(monetary) as monetary
    from silver.account_month
    group by month, segment_before, segment
),

final as (
    select
        month,
        max(as_of) over one_month as as_of,
        max(as_of) over one_month = month + interval '1 month' - interval '1 day' as is_complete,
        coalesce(segment_before, 'Not yet a customer') as segment_before,
        segment_after,
        segment_before is distinct from segment_after as is_move,
        accounts,
        sum(accounts) over (partition by month, segment_before)::bigint as accounts_from_before,
        sum(accounts) over (partition by month, segment_after)::bigint as accounts_after,
        monetary
    from sums
    window one_month as (partition by month)
)

select * from final;

comment on view gold.segment_migration is 'Which accounts moved between segments in each month, those that stayed too: summed over segments before, a month is the segments at its end. Thresholds and rules are those in force now for every month, so that a move is a move of the customer and not of the ruler. Accounts without a purchase by then are in no row.';
comment on column gold.segment_migration.month is 'date · first day of the month';
comment on column gold.segment_migration.as_of is 'date · last day of the month, in the month under way the reporting day';
comment on column gold.segment_migration.is_complete is 'yes/no · whether the month ended by the reporting day';
comment on column gold.segment_migration.segment_before is 'text · the segment at the end of the month before; “Not yet a customer” where the first purchase came in the month';
comment on column gold.segment_migration.segment_after is 'text · the segment at as_of';
comment on column gold.segment_migration.is_move is 'yes/no · whether the two differ';
comment on column gold.segment_migration.accounts is 'count · accounts that the viewer may see with this segment before and after';
comment on column gold.segment_migration.accounts_from_before is 'count · accounts with this segment before, whatever it is after: accounts ÷ this is the share that went this way';
comment on column gold.segment_migration.accounts_after is 'count · accounts in the segment after, wherever they came from';
comment on column gold.segment_migration.monetary is '$ · won revenue of these accounts up to as_of, whoever owns the deals';
