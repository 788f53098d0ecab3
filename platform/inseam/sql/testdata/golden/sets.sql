-- UNION, INTERSECT, EXCEPT.

-- case: union all
select id from orders union all select id from customers
-- id: orders.id; customers.id

-- case: columns meet by place, and have the first one's names
select id, status from orders union all select id, name from customers
-- id: orders.id; customers.id
-- status: orders.status; customers.name

-- case: union compares all columns
select id from orders union select id from customers
-- id: orders.id; customers.id
-- rows: orders.id group_by; customers.id group_by

-- case: union by name
-- dialects: duckdb
select id, status from orders union all by name select name as status, id from customers
-- id: orders.id; customers.id
-- status: orders.status; customers.name

-- case: union by name with a column of one side
-- dialects: duckdb
select id from orders union all by name select id, name from customers
-- id: orders.id; customers.id
-- name: customers.name

-- case: three sides
select id from orders union all select id from customers union all select id from tree
-- id: orders.id; customers.id; tree.id

-- case: a literal on one side
select status, 'order' as what from orders union all select name, 'customer' from customers
-- status: orders.status; customers.name
-- what: -

-- case: except lets nothing of the second side through
select id from orders except select id from customers
-- id: orders.id
-- rows: orders.id filter; customers.id filter

-- case: intersect lets through what both have
select id from orders intersect select id from customers
-- id: orders.id; customers.id
-- rows: orders.id filter; customers.id filter

-- case: a filter of one side
select id from orders where paid > 0 union all select id from customers
-- id: orders.id; customers.id
-- rows: orders.paid filter

-- case: sorted as a whole
select id, status from orders union all select id, name from customers order by status
-- id: orders.id; customers.id
-- status: orders.status; customers.name
-- rows: orders.status sort; customers.name sort

-- case: a union in a derived table
select t.id * 2 as x from (select id from orders union all select id from customers) as t
-- x: orders.id transformation; customers.id transformation

-- case: stars on both sides
select * from (select id, status from orders) as a union all select * from (select id, name from customers) as b
-- id: orders.id; customers.id
-- status: orders.status; customers.name

-- case: CTEs of a union
with a as (select id from orders), b as (select id from customers) select id from a union all select id from b
-- id: orders.id; customers.id

-- case: brackets
(select id from orders) union all (select id from customers)
-- id: orders.id; customers.id

-- case: an aggregate on one side
select sum(paid) as x from orders union all select price from products
-- x: orders.paid aggregation; products.price

-- case: a union of stars of relations that nobody knows
select x from (select * from nowhere union all select * from elsewhere) as t
-- x: nowhere.x; unknown
-- describe: no

-- case: by name, a column that one side lacks
-- dialects: duckdb
select id, status from orders union all by name select name, id from customers
-- id: orders.id; customers.id
-- status: orders.status
-- name: customers.name

-- case: by name, three sides
-- dialects: duckdb
select id as a, status as b from orders union all by name select name as b from customers union all by name select sku as c, id as A from products, tree
-- a: orders.id; tree.id
-- b: orders.status; customers.name
-- c: products.sku
