-- What gold offers beside its views; made anew with them.
create function gold.as_of() returns date
language sql stable parallel safe
return crm.as_of();

comment on function gold.as_of() is
    'date · the reporting day, that every figure is as of: ask for "the last 30 days" from it, never from today';
grant execute on function gold.as_of() to public;
