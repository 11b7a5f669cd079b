-- grain: one row per open stage that a deal has been in
-- key: stage_id
create view gold.stage_conversion with (security_barrier) as
with sums as (
    select
        stage_id,
        stage,
        stage_position,
        count(*) as entered,
        count(*) filter (where source = 'imported') as imported,
        count(left_at) as ended,
        count(*) filter (where outcome = 'forward') as forward,
        count(*) filter (where outcome = 'back') as back,
        count(*) filter (where outcome = 'won') as won,
        count(*) filter (where outcome = 'lost') as lost
    from silver.stage_stay
    group by stage_id, stage, stage_position
),

final as (
    select
        stage_id,
        stage,
        stage_position,
        entered,
        imported,
        forward,
        back,
        won,
        lost,
        entered - ended as still_there,
        ended,
        round((forward + won)::numeric / nullif(ended, 0), 6) as advance_rate,
        ended as advance_rate_n,
        crm.wilson_low(forward + won, ended) as advance_rate_low,
        crm.wilson_high(forward + won, ended) as advance_rate_high,
        round(won::numeric / nullif(ended, 0), 6) as won_rate,
        ended as won_rate_n,
        crm.wilson_low(won, ended) as won_rate_low,
        crm.wilson_high(won, ended) as won_rate_high,
        round(lost::numeric / nullif(ended, 0), 6) as lost_rate,
        ended as lost_rate_n,
        crm.wilson_low(lost, ended) as lost_rate_low,
        crm.wilson_high(lost, ended) as lost_rate_high
    from sums
)

select * from final;

comment on view gold.stage_conversion is
    'Where deals go from each open stage. Rates are over stays that ended.';
comment on column gold.stage_conversion.stage_id is 'id · the stage';
comment on column gold.stage_conversion.stage is 'text · the stage''s name';
comment on column gold.stage_conversion.stage_position is 'rank · the stage''s place in the pipeline';
comment on column gold.stage_conversion.entered is 'count · stays that began by the reporting day';
comment on column gold.stage_conversion.imported is
    'count · of them, those derived from imported dates instead of recorded';
comment on column gold.stage_conversion.forward is 'count · stays that ended in a later open stage';
comment on column gold.stage_conversion.back is 'count · stays that ended in an earlier open stage';
comment on column gold.stage_conversion.won is 'count · stays that ended in winning, directly from this stage';
comment on column gold.stage_conversion.lost is 'count · stays that ended in losing, directly from this stage';
comment on column gold.stage_conversion.still_there is 'count · stays that have not ended';
comment on column gold.stage_conversion.ended is 'count · forward, back, won and lost';
comment on column gold.stage_conversion.advance_rate is 'rate · (forward + won) ÷ ended; empty when no stay has ended';
comment on column gold.stage_conversion.advance_rate_n is 'count · the ended stays that the advance rate is of';
comment on column gold.stage_conversion.advance_rate_low is
    'rate · lower end of the advance rate''s 95 % Wilson interval';
comment on column gold.stage_conversion.advance_rate_high is
    'rate · upper end of the advance rate''s 95 % Wilson interval';
comment on column gold.stage_conversion.won_rate is 'rate · won ÷ ended';
comment on column gold.stage_conversion.won_rate_n is 'count · the ended stays that the won rate is of';
comment on column gold.stage_conversion.won_rate_low is 'rate · lower end of the won rate''s 95 % Wilson interval';
comment on column gold.stage_conversion.won_rate_high is 'rate · upper end of the won rate''s 95 % Wilson interval';
comment on column gold.stage_conversion.lost_rate is 'rate · lost ÷ ended';
comment on column gold.stage_conversion.lost_rate_n is 'count · the ended stays that the lost rate is of';
comment on column gold.stage_conversion.lost_rate_low is 'rate · lower end of the lost rate''s 95 % Wilson interval';
comment on column gold.stage_conversion.lost_rate_high is 'rate · upper end of the lost rate''s 95 % Wilson interval';
