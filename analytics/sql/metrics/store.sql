-- Write the rows that differ from what is stored; leave the others untouched.
insert into analytics_accountmetrics as stored (
    account_id, frequency, monetary, purchase_days, first_won_on, last_won_on, recency,
    r_score, f_score, m_score, segment_id, expected_purchases, p_alive, cltv,
    model_run_id, as_of, computed_at
)
select
    account_id, frequency, monetary, purchase_days, first_won_on, last_won_on, recency,
    r_score, f_score, m_score, segment_id,
    round(expected_purchases::numeric, 4), round(p_alive::numeric, 4), round(cltv::numeric, 2),
    %(model_run)s, %(as_of)s, clock_timestamp()
from unnest(
    %(account_id)s::bigint[], %(frequency)s::int[], %(monetary)s::numeric[], %(purchase_days)s::int[],
    %(first_won_on)s::date[], %(last_won_on)s::date[], %(recency)s::int[],
    %(r_score)s::smallint[], %(f_score)s::smallint[], %(m_score)s::smallint[], %(segment_id)s::bigint[],
    %(expected_purchases)s::float8[], %(p_alive)s::float8[], %(cltv)s::float8[]
) as computed (
    account_id, frequency, monetary, purchase_days, first_won_on, last_won_on, recency,
    r_score, f_score, m_score, segment_id, expected_purchases, p_alive, cltv
)
on conflict (account_id) do update set
    frequency = excluded.frequency,
    monetary = excluded.monetary,
    purchase_days = excluded.purchase_days,
    first_won_on = excluded.first_won_on,
    last_won_on = excluded.last_won_on,
    recency = excluded.recency,
    r_score = excluded.r_score,
    f_score = excluded.f_score,
    m_score = excluded.m_score,
    segment_id = excluded.segment_id,
    expected_purchases = excluded.expected_purchases,
    p_alive = excluded.p_alive,
    cltv = excluded.cltv,
    model_run_id = excluded.model_run_id,
    as_of = excluded.as_of,
    computed_at = excluded.computed_at
where (
    stored.frequency, stored.monetary, stored.first_won_on, stored.last_won_on, stored.recency, stored.purchase_days,
    stored.r_score, stored.f_score, stored.m_score, stored.segment_id,
    stored.expected_purchases, stored.p_alive, stored.cltv, stored.model_run_id, stored.as_of
) is distinct from (
    excluded.frequency, excluded.monetary, excluded.first_won_on, excluded.last_won_on, excluded.recency,
    excluded.purchase_days, excluded.r_score, excluded.f_score, excluded.m_score, excluded.segment_id,
    excluded.expected_purchases, excluded.p_alive, excluded.cltv, excluded.model_run_id, excluded.as_of
)
