-- Some rows of a view. Not sorted: that would work out every column of every row first.
select * from {view} limit %(most)s
