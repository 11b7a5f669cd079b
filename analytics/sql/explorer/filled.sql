-- How many rows of a view have each of its columns.
select count(*) as rows, {counts} from {view}
