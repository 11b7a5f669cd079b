-- Take some months of owners off the log, with all their changes. The sums must be a later statement: its snapshot then
-- sees every deal whose change is taken here, and a change that comes between the two stays on the log.
delete from pipeline_saleschange
where (month, owner_id) in (
    select month, owner_id
    from pipeline_saleschange
    group by month, owner_id
    order by month desc, owner_id
    limit %(limit)s
)
returning month, owner_id
