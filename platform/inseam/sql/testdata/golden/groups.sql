-- Aggregates and GROUP BY.

-- case: a sum over all
select sum(paid) as total from orders
-- total: orders.paid aggregation

-- case: a group
select customer_id, sum(paid) as total from orders group by customer_id
-- customer_id: orders.customer_id
-- total: orders.paid aggregation
-- rows: orders.customer_id group_by

-- case: a group by place
select lower(status) as s, max(paid) as p from orders group by 1
-- s: orders.status transformation
-- p: orders.paid aggregation
-- rows: orders.status group_by

-- case: a group by an alias
select date_trunc('month', ordered_at) as m, min(paid) as p from orders group by m
-- m: orders.ordered_at transformation
-- p: orders.paid aggregation
-- rows: orders.ordered_at group_by

-- case: group by all
select customer_id, status, sum(paid) as total from orders group by all
-- customer_id: orders.customer_id
-- status: orders.status
-- total: orders.paid aggregation
-- rows: orders.customer_id group_by; orders.status group_by

-- case: a count of rows has no source
select count(*) as n from orders
-- n: -

-- case: a count of a column masks it
select count(customer_id) as n, count(distinct status) as s from orders
-- n: orders.customer_id aggregation masked
-- s: orders.status aggregation masked

-- case: an aggregate of an expression
select sum(paid * customer_id) as x from orders
-- x: orders.paid aggregation; orders.customer_id aggregation

-- case: an expression of aggregates stays an aggregation
select sum(paid) / count(customer_id) as x from orders
-- x: orders.paid aggregation; orders.customer_id aggregation masked

-- case: a filter of an aggregate is conditional
select sum(paid) filter (where status = 'x') as x from orders
-- x: orders.paid aggregation; orders.status conditional

-- case: a case in an aggregate
select sum(case when status = 'x' then paid else 0 end) as x from orders
-- x: orders.paid aggregation; orders.status conditional

-- case: having
select customer_id from orders group by customer_id having sum(paid) > 10
-- customer_id: orders.customer_id
-- rows: orders.customer_id group_by; orders.paid filter

-- case: what an aggregate sorts by
-- dialects: duckdb
select string_agg(status, ',' order by ordered_at) as x from orders
-- x: orders.status aggregation; orders.ordered_at sort

-- case: an aggregate within a group
select percentile_cont(0.5) within group (order by paid) as x from orders
-- x: orders.paid aggregation

-- case: the value at another's maximum
select max_by(status, ordered_at) as x from orders
-- x: orders.status aggregation; orders.ordered_at conditional

-- case: grouping sets
select status, customer_id, sum(paid) as x from orders group by grouping sets ((status), (customer_id), ())
-- status: orders.status
-- customer_id: orders.customer_id
-- x: orders.paid aggregation
-- rows: orders.status group_by; orders.customer_id group_by

-- case: rollup
select status, sum(paid) as x from orders group by rollup (status)
-- status: orders.status
-- x: orders.paid aggregation
-- rows: orders.status group_by

-- case: cube
select status, customer_id, count(*) as n from orders group by cube (status, customer_id)
-- status: orders.status
-- customer_id: orders.customer_id
-- n: -
-- rows: orders.status group_by; orders.customer_id group_by

-- case: lists of values
-- dialects: databricks
select collect_list(id) as ids, collect_set(status) as states from orders
-- ids: orders.id aggregation
-- states: orders.status aggregation

-- case: a value that is not masked on every way is not masked
select max(paid) - count(paid) as x from orders
-- x: orders.paid aggregation

-- case: an aggregate of an aggregate
select max(total) as x from (select customer_id, sum(paid) as total from orders group by customer_id) as t
-- x: orders.paid aggregation
-- rows: orders.customer_id group_by

-- case: the sum of a count is still masked
select sum(n) as x from (select count(name) as n from customers group by country) as t
-- x: customers.name aggregation masked
-- rows: customers.country group_by

-- case: the value of the row with the highest other value
select customer_id, max_by(status, ordered_at) as latest, min_by(id, paid) as cheapest from orders group by customer_id
-- customer_id: orders.customer_id
-- latest: orders.status aggregation; orders.ordered_at conditional
-- cheapest: orders.id aggregation; orders.paid conditional
-- rows: orders.customer_id group_by
