-- PIVOT and UNPIVOT.

-- case: pivot, with the group said
-- dialects: duckdb
select * from orders pivot (sum(paid) for status in ('new', 'sent') group by customer_id)
-- customer_id: orders.customer_id
-- new: orders.paid aggregation; orders.status conditional
-- sent: orders.paid aggregation; orders.status conditional
-- rows: orders.customer_id group_by

-- case: pivot groups by all that is left
select * from (select customer_id, status, paid from orders) as t pivot (sum(paid) for status in ('new', 'sent'))
-- customer_id: orders.customer_id
-- new: orders.paid aggregation; orders.status conditional
-- sent: orders.paid aggregation; orders.status conditional
-- rows: orders.customer_id group_by

-- case: pivot with two aggregates
select * from (select customer_id, status, paid, id from orders) as t
pivot (sum(paid) as total, max(id) as last for status in ('new' as n, 'sent' as s))
-- customer_id: orders.customer_id
-- n_total: orders.paid aggregation; orders.status conditional
-- n_last: orders.id aggregation; orders.status conditional
-- s_total: orders.paid aggregation; orders.status conditional
-- s_last: orders.id aggregation; orders.status conditional
-- rows: orders.customer_id group_by

-- case: columns of a pivot by name
select p.new as fresh from (select customer_id, status, paid from orders) as t pivot (sum(paid) for status in ('new')) as p
-- fresh: orders.paid aggregation; orders.status conditional
-- rows: orders.customer_id group_by

-- case: pivot as a statement, with values
-- dialects: duckdb
pivot (select customer_id, status, paid from orders) on status in ('new', 'sent') using sum(paid)
-- customer_id: orders.customer_id
-- new: orders.paid aggregation; orders.status conditional
-- sent: orders.paid aggregation; orders.status conditional
-- rows: orders.customer_id group_by

-- case: pivot whose columns depend on the data
-- dialects: duckdb
pivot orders on status using sum(paid) group by customer_id
-- customer_id: orders.customer_id
-- *: unknown
-- rows: orders.customer_id group_by; orders.status filter
-- describe: no

-- case: unpivot
-- dialects: duckdb
select * from measures unpivot (amount for month in (jan, feb, mar))
-- day: measures.day
-- kind: measures.kind
-- month: -
-- amount: measures.jan; measures.feb; measures.mar
-- rows: measures.jan filter; measures.feb filter; measures.mar filter

-- case: unpivot on Databricks
-- dialects: databricks
select * from measures unpivot (amount for month in (jan, feb, mar))
-- day: measures.day
-- kind: measures.kind
-- month: -
-- amount: measures.jan; measures.feb; measures.mar
-- rows: measures.jan filter; measures.feb filter; measures.mar filter

-- case: unpivot as a statement
-- dialects: duckdb
unpivot (select day, jan, feb from measures) on jan, feb into name month value amount
-- day: measures.day
-- month: -
-- amount: measures.jan; measures.feb
-- rows: measures.jan filter; measures.feb filter

-- case: unpivot, and a filter after it
select month, amount from (select day, jan, feb from measures) as m unpivot (amount for month in (jan, feb)) where amount > 1
-- month: -
-- amount: measures.jan; measures.feb
-- rows: measures.jan filter; measures.feb filter

-- case: names of several aggregates
-- dialects: duckdb
pivot (select kind, jan, feb from measures) on kind in ('a') using count(*), max(jan + 1), first(feb order by jan)
-- a_count_star(): measures.kind conditional
-- a_max((jan + 1)): measures.jan aggregation; measures.kind conditional
-- a_"first"(feb ORDER BY jan): measures.feb aggregation; measures.jan sort; measures.kind conditional

-- case: names of values of two columns
-- dialects: databricks
select * from (select kind, day, jan from measures) pivot (sum(jan) as s, max(jan) as m for (kind, day) in (('a', 1) as first, ('b', 2)))
-- first_s: measures.jan aggregation; measures.kind conditional; measures.day conditional
-- first_m: measures.jan aggregation; measures.kind conditional; measures.day conditional
-- {b, 2}_s: measures.jan aggregation; measures.kind conditional; measures.day conditional
-- {b, 2}_m: measures.jan aggregation; measures.kind conditional; measures.day conditional
