-- Take some changes of one shard off the log. The recomputation must be a later statement: its snapshot then sees
-- every deal whose change is taken here.
delete from accounts_accountchange
where id in (
    select id
    from accounts_accountchange
    where mod(account_id, %(shards)s) = %(shard)s
    order by id
    limit %(limit)s
)
returning account_id
