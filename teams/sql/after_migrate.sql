-- Triggers of the audit trail, the change log and the rules can be switched off by nobody. The library's own function
-- reads a setting that any role may change, and costs a subtransaction a row.
create or replace function public._pgtrigger_should_ignore(trigger_name name) returns boolean
language sql immutable parallel safe as 'select false';

-- A trigger's plan is made for the first statement of a session and kept: made for one row, it would join the rows
-- of a later bulk statement in nested loops, whose time grows with the square of the rows. Before PostgreSQL 18 a
-- forbidden loop that cannot be avoided looks so costly that the statement is compiled, for 0.2 s: hence no jit.
do $$
declare
    trigger_function regprocedure;
begin
    for trigger_function in
        select distinct tgfoid from pg_trigger
        where not tgisinternal and (tgnewtable is not null or tgoldtable is not null)
    loop
        execute format('alter function %s set enable_nestloop = off set jit = off', trigger_function);
    end loop;
end
$$
