-- The shards with changes on the log, or with accounts that a new champion has still to score.
select mod(account_id, %s) from accounts_accountchange
union
select shard from analytics_rescorechunk
