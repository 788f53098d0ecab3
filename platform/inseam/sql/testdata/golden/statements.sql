-- Statements around a query, and SQL that is none.

-- case: create table as
create table x as select id as a from orders
-- a: orders.id
-- describe: no

-- case: insert with names
insert into x (p, q) select id, status from orders
-- p: orders.id
-- q: orders.status
-- describe: no

-- case: a hint changes nothing
-- dialects: databricks
select /*+ broadcast(c) */ o.id from orders as o join customers as c on o.customer_id = c.id
-- id: orders.id
-- rows: orders.customer_id join; customers.id join

-- case: comments change nothing
select id, -- status,
    /* paid, */ customer_id
from orders
-- id: orders.id
-- customer_id: orders.customer_id

-- case: a semicolon at the end
select id from orders;
-- id: orders.id

-- case: an update is not a query
update orders set paid = 0
-- not understood: is not a query but Update

-- case: two statements are not a query
select 1; select 2
-- not understood: 2 statements where there should be one query

-- case: no SQL
selekt id from
-- not understood: cannot be parsed: Invalid expression / Unexpected token

-- case: a column that does not exist
select updated_at from orders
-- updated_at: orders.updated_at
-- problem: shop.raw.orders has no column updated_at
-- describe: no

-- case: a column that a CTE does not have
with a as (select id from orders) select a.paid from a
-- paid: unknown
-- problem: a has no column paid
-- describe: no

-- case: a relation that is not there
select x.id from orders
-- id: unknown
-- problem: nothing here is called x
-- describe: no
