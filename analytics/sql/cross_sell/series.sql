-- Accounts that take fewer deals of a series than their peers by more than chance would have it, the largest sum first;
-- beside each row, how many accounts were compared in how many series. Peers are the others in the same {peers}.
with purchase as (
    select account_id, series, {sector} as sector, count(*) as won, sum(won_value) as revenue
    from gold.closed_deal
    where is_won and account_id is not null and {whose}
    group by account_id, series
),

buyer as (
    select account_id, min(sector) as sector, sum(won)::bigint as won, sum(revenue) as revenue
    from purchase
    group by account_id
    having sum(won) >= %(least_won)s and sum(revenue) > 0
),

member as (
    select
        buyer.account_id,
        {peers} as peers,
        buyer.won,
        buyer.revenue,
        count(*) over (partition by {peers}) - 1 as others
    from buyer {facts}
    where {peers} is not null
),

whole as (
    select peers, sum(won) as won, sum(revenue) as revenue from member group by peers
),

part as (
    select member.peers, purchase.series, sum(purchase.won) as won, sum(purchase.revenue) as revenue
    from member
    join purchase on purchase.account_id = member.account_id
    group by member.peers, purchase.series
),

compared as (
    select
        member.account_id,
        member.peers,
        member.others,
        part.series,
        member.won as deals,
        coalesce(purchase.won, 0) as won,
        member.revenue as spend,
        coalesce(purchase.revenue, 0) as revenue,
        (part.won - coalesce(purchase.won, 0)) / (whole.won - member.won) as rate,
        (part.revenue - coalesce(purchase.revenue, 0)) / nullif(whole.revenue - member.revenue, 0) as share_of_peers
    from member
    join whole on whole.peers = member.peers
    join part on part.peers = member.peers
    left join purchase on purchase.account_id = member.account_id and purchase.series = part.series
    where member.others >= %(least_peers)s
),

-- The normal approximation of the number of deals needs five expected ones.
tested as (
    select *, revenue / spend as share, share_of_peers * spend - revenue as missing
    from compared
    where deals * rate >= 5 and rate < 1
),

low as (
    select * from tested
    where missing > 0
        and (won - deals * rate) / sqrt(deals * rate * (1 - rate)) < - %(deviations)s
        and (%(account)s::bigint is null or account_id = %(account)s)
),

shown as (
    select * from low order by missing desc, account_id, series limit %(rows)s
)

select shown.*, counted.*
from (
    select
        count(distinct account_id) as accounts_compared,
        count(*) as comparisons,
        (select count(*) from low) as found
    from tested
) as counted
left join shown on true
order by shown.missing desc, shown.account_id, shown.series
