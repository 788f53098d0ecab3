-- Queries inside expressions.

-- case: a value of a query
select (select max(price) from products) as p
-- p: products.price aggregation

-- case: a correlated value: what it is compared with only filters
select o.id, (select c.name from customers as c where c.id = o.customer_id) as name from orders as o
-- id: orders.id
-- name: customers.name; customers.id filter; orders.customer_id filter

-- case: a correlated aggregate
select c.id, (select sum(o.paid) from orders as o where o.customer_id = c.id) as total from customers as c
-- id: customers.id
-- total: orders.paid aggregation; orders.customer_id filter; customers.id filter

-- case: an outer column in the select list of a query
select (select o.status || max(name) from customers) as x from orders as o
-- x: orders.status transformation; customers.name aggregation

-- case: exists as a value
select id, exists (select 1 from customers as c where c.id = o.customer_id) as known from orders as o
-- id: orders.id
-- known: customers.id filter; orders.customer_id filter

-- case: membership as a value
select customer_id in (select id from customers) as known from orders
-- known: orders.customer_id transformation; customers.id conditional

-- case: two levels of correlation
select (select (select max(t.label) from tree as t where t.id = o.id and t.parent_id = c.id) from customers as c where c.id = o.customer_id) as x
from orders as o
-- x: tree.label aggregation; tree.id filter; orders.id filter; tree.parent_id filter; customers.id filter; orders.customer_id filter

-- case: a query in a case
select case when exists (select 1 from customers as c where c.id = o.customer_id) then o.status end as x from orders as o
-- x: orders.status transformation; customers.id filter; orders.customer_id filter

-- case: a condition on a query's value
select case when (select max(price) from products where sku = status) > 1 then id end as x from orders
-- x: orders.id transformation; products.price conditional; products.sku filter; orders.status filter

-- case: a query in a derived table
select t.p from (select (select max(price) from products) as p from orders) as t
-- p: products.price aggregation

-- case: a CTE in reach of a query
with best as (select max(price) as p from products) select id, (select p from best) as p from orders
-- id: orders.id
-- p: products.price aggregation

-- case: any of a query
select id from orders where customer_id = any (select id from customers)
-- id: orders.id
-- rows: orders.customer_id filter; customers.id filter

-- case: the first row of a query
select c.name, (select o.status from orders as o where o.customer_id = c.id order by o.paid limit 1) as s from customers as c
-- name: customers.name
-- s: orders.status; orders.customer_id filter; customers.id filter; orders.paid filter

-- case: a struct of the inner query goes before a relation of the outer one
-- dialects: duckdb
select (select max(address.city) from orders) as x from (select name as city from customers) as address
-- x: orders.address aggregation
