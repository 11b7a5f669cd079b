-- grain: one row per account that the viewer may see and that has bought
-- key: account_id
create view gold.account_lifetime_value with (security_barrier) as
with final as (
    select
        account.account_id,
        account.account,
        account.sector,
        account.country,
        account.segment_key,
        coalesce(account.segment, 'Not scored yet') as segment,
        account.first_won_on,
        account.last_won_on,
        account.frequency,
        account.purchase_days,
        account.monetary,
        coalesce(year.monetary, 0) as monetary_last_year,
        account.expected_purchases,
        account.p_alive,
        account.cltv,
        account.metrics_as_of
    from silver.account as account
    left join silver.account_year as year on year.account_id = account.account_id
    where account.frequency > 0
)

select * from final;

comment on view gold.account_lifetime_value is 'What the accounts that have bought are expected to bring in the next 12 months, beside what they brought. Whole for whoever sees the account. The interval of an account is on its page and in the API: it is computed when it is read.';
comment on column gold.account_lifetime_value.account_id is 'id · the account';
comment on column gold.account_lifetime_value.account is 'text · the account''s name';
comment on column gold.account_lifetime_value.sector is 'text · the account''s sector';
comment on column gold.account_lifetime_value.country is 'text · the country of its office';
comment on column gold.account_lifetime_value.segment_key is 'id · the segment; empty without scores';
comment on column gold.account_lifetime_value.segment is 'text · by the scores';
comment on column gold.account_lifetime_value.first_won_on is 'date · first won close';
comment on column gold.account_lifetime_value.last_won_on is 'date · last won close';
comment on column gold.account_lifetime_value.frequency is 'count · won deals, whoever owns them';
comment on column gold.account_lifetime_value.purchase_days is 'count · different days with a won close';
comment on column gold.account_lifetime_value.monetary is '$ · won revenue, whoever owns the deals';
comment on column gold.account_lifetime_value.monetary_last_year is '$ · won revenue of the 365 days up to the reporting day, by close date, whoever owns the deals';
comment on column gold.account_lifetime_value.expected_purchases is 'count · purchase days expected in the next 365 days';
comment on column gold.account_lifetime_value.p_alive is 'ratio · probability that the account still buys, by BG/NBD; empty where it cannot be estimated';
comment on column gold.account_lifetime_value.cltv is '$ · revenue expected in the next 12 months, discounted by 1 % a month; empty before the first fit';
comment on column gold.account_lifetime_value.metrics_as_of is 'date · the day as of which the metrics were computed';
