-- The file's deals as they would be stored, beside what is stored; a cell that cannot be read is NULL here.
create temp table import_deal on commit drop as
with repeated as (
    select opportunity_id, min(line) as line
    from import_sales_pipeline
    group by opportunity_id
    having count(*) > 1
),

-- Materialized, or every use of a column would compute it again.
read as materialized (
    select
        raw.line,
        repeated.line as first_line,
        case when raw.opportunity_id ~ '^[0-9A-Z]{4,16}$' then raw.opportunity_id end as code,
        account.id as account_id,
        case when owner.matches = 1 then owner.id end as owner_id,
        product.id as product_id,
        stage.id as stage_id,
        stage.type as stage_type,
        stage.needs_engage_date as stage_needs_engage_date,
        engaged.day as engage_date,
        closed.day as close_date,
        pg_temp.as_amount(raw.close_value) as close_value,
        raw.account <> '' and account.id is null as account_unknown,
        raw.engage_date <> '' and engaged.day is null as engage_date_bad,
        raw.close_date <> '' and closed.day is null as close_date_bad,
        raw.close_value <> '' and pg_temp.as_amount(raw.close_value) is null as close_value_bad
    from import_sales_pipeline as raw
    left join repeated on repeated.opportunity_id = raw.opportunity_id and repeated.line < raw.line
    left join import_lookup as account on account.kind = 'account' and account.spelling = raw.account
    left join import_lookup as owner on owner.kind = 'user' and owner.spelling = raw.sales_agent
    left join import_lookup as product on product.kind = 'product' and product.spelling = raw.product
    left join import_lookup as named_stage on named_stage.kind = 'stage' and named_stage.spelling = raw.deal_stage
    left join pipeline_stage as stage on stage.id = named_stage.id
    left join import_day as engaged on engaged.spelling = raw.engage_date
    left join import_day as closed on closed.spelling = raw.close_date
)

select
    read.*,
    coalesce(deal.id, nextval((select deal_ids from import_run))) as id,
    deal.id is null as is_new,
    deal.stage_id as old_stage_id,
    coalesce(deal.quantity, 1) as quantity,
    deal.amount,
    -- A reason that somebody has given since stays.
    case when read.stage_type = 'lost' then coalesce(deal.lost_reason_id, run.unknown_reason_id) end as lost_reason_id,
    case when read.close_date is not null then current_date end as close_entered_on,
    deal.id is not null and (
        deal.account_id, deal.owner_id, deal.product_id, deal.stage_id,
        deal.engage_date, deal.close_date, deal.close_value
    )
    is distinct from (
        read.account_id, read.owner_id, read.product_id, read.stage_id,
        read.engage_date, read.close_date, read.close_value
    ) as changed,
    (
        read.code is null or read.first_line is not null or read.owner_id is null or read.product_id is null
        or read.stage_id is null or read.account_unknown or read.engage_date_bad or read.close_date_bad
        or read.close_value_bad
    ) as faulty
from read
cross join import_run as run
left join pipeline_opportunity as deal on deal.code = read.code;

analyze import_deal;
