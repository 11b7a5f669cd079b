-- Take some accounts off the list of those whose months are to be replayed.
with taken as (
    delete from analytics_accounttoreplay
    where id in (select id from analytics_accounttoreplay order by id limit %(limit)s)
    returning account_id
)

select distinct account_id from taken order by account_id
