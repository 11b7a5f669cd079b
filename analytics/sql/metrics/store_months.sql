-- Write the months that differ from what is stored, delete those that are no more, return how many of both.
with computed as materialized (
    select *, lag(segment_id) over (partition by account_id order by month) as segment_before_id
    from unnest(
        %(account_id)s::bigint[], %(month)s::date[], %(as_of)s::date[], %(recency)s::int[], %(frequency)s::int[],
        %(monetary)s::numeric[], %(r_score)s::smallint[], %(f_score)s::smallint[], %(m_score)s::smallint[],
        %(segment_id)s::bigint[], %(cltv)s::numeric[]
    ) as computed (
        account_id, month, as_of, recency, frequency, monetary, r_score, f_score, m_score, segment_id, cltv
    )
),

gone as (
    delete from analytics_accountmonth as stored
    where stored.account_id = any(%(accounts)s::bigint[])
        and not exists (
            select from computed where computed.account_id = stored.account_id and computed.month = stored.month
        )
    returning 1
),

written as (
    insert into analytics_accountmonth as stored (
        account_id, month, as_of, recency, frequency, monetary, r_score, f_score, m_score, segment_id,
        segment_before_id, cltv
    )
    select
        account_id, month, as_of, recency, frequency, monetary, r_score, f_score, m_score, segment_id,
        segment_before_id, cltv
    from computed
    on conflict (account_id, month) do update set
        as_of = excluded.as_of,
        recency = excluded.recency,
        frequency = excluded.frequency,
        monetary = excluded.monetary,
        r_score = excluded.r_score,
        f_score = excluded.f_score,
        m_score = excluded.m_score,
        segment_id = excluded.segment_id,
        segment_before_id = excluded.segment_before_id,
        cltv = excluded.cltv
    where (
        stored.as_of, stored.recency, stored.frequency, stored.monetary, stored.r_score, stored.f_score,
        stored.m_score, stored.segment_id, stored.segment_before_id, stored.cltv
    ) is distinct from (
        excluded.as_of, excluded.recency, excluded.frequency, excluded.monetary, excluded.r_score, excluded.f_score,
        excluded.m_score, excluded.segment_id, excluded.segment_before_id,
        excluded.cltv
    )
    returning 1
)

select (select count(*) from gone) + (select count(*) from written)
