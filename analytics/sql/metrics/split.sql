-- Split all accounts into chunks: of one shard each, by range of number, of equal size.
with numbered as (
    select
        id,
        mod(id, %(shards)s) as shard,
        (row_number() over (partition by mod(id, %(shards)s) order by id) - 1) / %(size)s as part
    from accounts_account
)

insert into analytics_rescorechunk (shard, first_account, last_account)
select shard, min(id), max(id)
from numbered
group by shard, part
order by part, shard
