-- Take some changes of one shard off the log, and mark their accounts: their months are replayed in a step of its own.
-- The recomputation must be a later statement: its snapshot then sees every deal whose change is taken here.
with taken as (
    delete from accounts_accountchange
    where id in (
        select id
        from accounts_accountchange
        where mod(account_id, %(shards)s) = %(shard)s
        order by id
        limit %(limit)s
    )
    returning account_id
),

accounts as (
    select distinct account_id from taken
),

marked as (
    insert into analytics_accounttoreplay (account_id) select account_id from accounts
)

select account_id from accounts order by account_id
