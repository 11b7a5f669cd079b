-- grain: one row per account that the viewer may see and month from its first purchase to the reporting day's
-- key: account_id, month
create view gold.account_month with (security_barrier) as
with final as (
    select
        account_id,
        account,
        month,
        as_of,
        as_of = month + interval '1 month' - interval '1 day' as is_complete,
        recency,
        frequency,
        monetary,
        r_score,
        f_score,
        m_score,
        cltv,
        coalesce(segment_before, 'Not yet a customer') as segment_before,
        segment,
        segment_before is distinct from segment as is_move
    from silver.account_month
)

select * from final;

comment on view gold.account_month is 'Every account''s metrics at each month''s end, replayed from its deals as they are known today. Thresholds, rules and parameters are those in force now for every month, so that a move is a move of the customer and not of the ruler. Whole for whoever sees the account. For a past day, take the rows of the last as_of up to it.';
comment on column gold.account_month.account_id is 'id · the account';
comment on column gold.account_month.account is 'text · the account''s name';
comment on column gold.account_month.month is 'date · first day of the month';
comment on column gold.account_month.as_of is 'date · last day of the month, in the month under way the reporting day';
comment on column gold.account_month.is_complete is 'yes/no · whether the month ended by the reporting day';
comment on column gold.account_month.recency is 'days · as_of − last won close up to it, of all deals of the account';
comment on column gold.account_month.frequency is 'count · won deals closed up to as_of, whoever owns them';
comment on column gold.account_month.monetary is '$ · won revenue by close date up to as_of, whoever owns the deals';
comment on column gold.account_month.r_score is 'score · recency from 1 to 5 by the thresholds in force now; 5 bought last';
comment on column gold.account_month.f_score is 'score · frequency from 1 to 5 by the thresholds in force now; 5 bought most often';
comment on column gold.account_month.m_score is 'score · monetary from 1 to 5 by the thresholds in force now; 5 bought most';
comment on column gold.account_month.cltv is '$ · revenue expected in the 12 months after as_of, discounted by 1 % a month, from what was bought up to it; by the parameters in force now';
comment on column gold.account_month.segment_before is 'text · the segment of the month before; “Not yet a customer” in the month of the first purchase';
comment on column gold.account_month.segment is 'text · the segment at as_of, by the rules in force now';
comment on column gold.account_month.is_move is 'yes/no · whether the segment differs from the month before, or this is the first';
