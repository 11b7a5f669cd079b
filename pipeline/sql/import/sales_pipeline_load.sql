-- By account, so that an account's deals lie together. The table's trigger fills what follows from the stage.
insert into pipeline_opportunity (
    id, code, account_id, owner_id, product_id, quantity, stage_id, engage_date, close_date, close_value,
    lost_reason_id, next_step, version, created_at
)
select
    d.id, d.code, d.account_id, d.owner_id, d.product_id, d.quantity, d.stage_id, d.engage_date, d.close_date,
    d.close_value, d.lost_reason_id, '', 1, coalesce(d.engage_date, run.as_of)::timestamptz
from import_deal as d
cross join import_run as run
where d.is_new
order by d.account_id, d.close_date;

update pipeline_opportunity as deal
set
    account_id = d.account_id, owner_id = d.owner_id, product_id = d.product_id, stage_id = d.stage_id,
    engage_date = d.engage_date, close_date = d.close_date, close_value = d.close_value,
    lost_reason_id = d.lost_reason_id
from import_deal as d
where d.changed and deal.id = d.id;
