-- grain: one row per author, month and kind of activity
-- key: agent_id, month, kind
create view gold.activity_count with (security_barrier) as
with activity as (
    select *, date_trunc('month', happened_on::timestamp)::date as month from silver.activity
),

final as (
    select
        author_id as agent_id,
        author as agent,
        month,
        kind,
        count(*) as activities,
        count(deal_id) as on_deals,
        count(distinct deal_id) as deals,
        count(distinct account_id) as accounts,
        max(happened_on) as last_on
    from activity
    group by author_id, author, month, kind
)

select * from final;

comment on view gold.activity_count is
    'How much was written, called, mailed and met, by author and month.';
comment on column gold.activity_count.agent_id is 'id · the author';
comment on column gold.activity_count.agent is 'text · the author''s name';
comment on column gold.activity_count.month is 'date · first day of the month it happened in';
comment on column gold.activity_count.kind is 'text · note, call, email or meeting';
comment on column gold.activity_count.activities is 'count · activities';
comment on column gold.activity_count.on_deals is
    'count · of them, those about a deal; the others are about an account alone';
comment on column gold.activity_count.deals is 'count · different deals; does not add up over rows';
comment on column gold.activity_count.accounts is 'count · different accounts; does not add up over rows';
comment on column gold.activity_count.last_on is 'date · the last one';
