grant usage on schema gold to {role};
grant select on all tables in schema gold to {role};
