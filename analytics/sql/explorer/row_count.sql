-- How many rows a view has; one more than the most that are counted stands for more.
select count(*) from (select from {view} limit %(most)s + 1) as some_rows
