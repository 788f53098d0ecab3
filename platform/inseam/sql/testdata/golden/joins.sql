-- Joins, and what decides which rows there are.

-- case: an inner join
select o.id, c.name from orders as o join customers as c on o.customer_id = c.id
-- id: orders.id
-- name: customers.name
-- rows: orders.customer_id join; customers.id join

-- case: unqualified names find their relation
select status, country from orders join customers on customer_id = customers.id
-- status: orders.status
-- country: customers.country
-- rows: orders.customer_id join; customers.id join

-- case: a left join with a further condition
select o.id, c.name from orders as o left join customers as c on o.customer_id = c.id and c.country = 'CH'
-- id: orders.id
-- name: customers.name
-- rows: orders.customer_id join; customers.id join; customers.country join

-- case: USING makes one column of two
select id, o.status, c.name from orders as o join customers as c using (id)
-- id: orders.id; customers.id
-- status: orders.status
-- name: customers.name
-- rows: orders.id join; customers.id join

-- case: USING in a left join is the left side's
select id, c.name from orders as o left join customers as c using (id)
-- id: orders.id
-- name: customers.name
-- rows: orders.id join; customers.id join

-- case: USING in a right join is the right side's
select id, o.status from orders as o right join customers as c using (id)
-- id: customers.id
-- status: orders.status
-- rows: orders.id join; customers.id join

-- case: USING in a full join is one or the other
select id from orders as o full join customers as c using (id)
-- id: orders.id; customers.id
-- rows: orders.id join; customers.id join

-- case: sides of USING by name
select o.id as a, c.id as b from orders as o join customers as c using (id)
-- a: orders.id
-- b: customers.id
-- rows: orders.id join; customers.id join

-- case: a star after USING
-- dialects: duckdb
select * from tree join (select id, name from customers) as c using (id)
-- id: tree.id; customers.id
-- parent_id: tree.parent_id
-- label: tree.label
-- name: customers.name
-- rows: tree.id join; customers.id join

-- case: a star after USING begins with its columns on Databricks
-- dialects: databricks
select * from (select label, id from tree) as t join (select id, name from customers) as c using (id)
-- id: tree.id; customers.id
-- label: tree.label
-- name: customers.name
-- rows: tree.id join; customers.id join

-- case: USING twice
select id, name, label from orders join customers using (id) join tree using (id)
-- id: orders.id; customers.id; tree.id
-- name: customers.name
-- label: tree.label
-- rows: orders.id join; customers.id join; tree.id join

-- case: a natural join
select id, label, name from tree natural join (select id, name from customers) as c
-- id: tree.id; customers.id
-- label: tree.label
-- name: customers.name
-- rows: tree.id join; customers.id join

-- case: a cross join
select o.id, p.price from orders as o cross join products as p
-- id: orders.id
-- price: products.price

-- case: a comma and a condition
select o.id, c.name from orders as o, customers as c where o.customer_id = c.id
-- id: orders.id
-- name: customers.name
-- rows: orders.customer_id filter; customers.id filter

-- case: a relation joined with itself
select a.label as child, b.label as parent from tree as a join tree as b on a.parent_id = b.id
-- child: tree.label
-- parent: tree.label
-- rows: tree.parent_id join; tree.id join

-- case: a semi join
-- dialects: duckdb
select o.id from orders as o semi join customers as c on o.customer_id = c.id
-- id: orders.id
-- rows: orders.customer_id join; customers.id join

-- case: a left anti join
-- dialects: databricks
select * from tree left anti join customers as c on tree.id = c.id
-- id: tree.id
-- parent_id: tree.parent_id
-- label: tree.label
-- rows: tree.id join; customers.id join

-- case: an asof join
-- dialects: duckdb
select c.name, o.id from customers as c asof join orders as o on c.birthday >= o.ordered_at
-- name: customers.name
-- id: orders.id
-- rows: customers.birthday join; orders.ordered_at join

-- case: a join in brackets
select o.id, c.name, p.price
from orders as o left join (customers as c cross join products as p) on o.customer_id = c.id
-- id: orders.id
-- name: customers.name
-- price: products.price
-- rows: orders.customer_id join; customers.id join

-- case: a join over an expression
select o.id from orders as o join customers as c on lower(o.status) = lower(c.name)
-- id: orders.id
-- rows: orders.status join; customers.name join

-- case: a derived table in a join brings its own filter
select o.id from orders as o join (select id from customers where country = 'CH') as c on o.customer_id = c.id
-- id: orders.id
-- rows: orders.customer_id join; customers.id join; customers.country filter

-- case: four relations
select o.id, c.name, p.price, t.label
from orders as o
join customers as c on c.id = o.customer_id
left join products as p on p.sku = o.status
left join tree as t on t.id = c.id
-- id: orders.id
-- name: customers.name
-- price: products.price
-- label: tree.label
-- rows: customers.id join; orders.customer_id join; products.sku join; orders.status join; tree.id join

-- case: a join in parentheses that begins with a query
select c.name, o.status from ((select id, name from customers) as c join orders as o on o.customer_id = c.id)
-- name: customers.name
-- status: orders.status
-- rows: orders.customer_id join; customers.id join

-- case: a star over a join in parentheses that begins with a query
-- dialects: duckdb
select * from ((select id as customer_id, name from customers) as c join (select status, customer_id as customer from orders) as o on o.customer = c.customer_id) as j
-- customer_id: customers.id
-- name: customers.name
-- status: orders.status
-- customer: orders.customer_id
-- rows: orders.customer_id join; customers.id join

-- case: a join in two pairs of parentheses
select c.name, p.sku from ((customers as c cross join products as p))
-- name: customers.name
-- sku: products.sku

-- case: a join in parentheses that begins with another one
select c.name, p.price from (((select id, name from customers) as c join orders as o on o.customer_id = c.id) cross join products as p)
-- name: customers.name
-- price: products.price
-- rows: orders.customer_id join; customers.id join

-- case: VALUES in a join in parentheses
-- dialects: duckdb
select v.code, t.label from ((values (1, 'x')) as v(id, code) join tree as t on t.id = v.id)
-- code: -
-- label: tree.label
-- rows: tree.id join

-- case: a join with USING in parentheses, with an alias
-- dialects: duckdb
select * from (tree as t join (select id, name from customers) as c using (id)) as j
-- id: tree.id; customers.id
-- parent_id: tree.parent_id
-- label: tree.label
-- name: customers.name
-- rows: tree.id join; customers.id join

-- case: the rows without a partner, by USING
-- dialects: duckdb
select id, label from tree anti join customers using (id)
-- id: tree.id
-- label: tree.label
-- rows: tree.id join; customers.id join

-- case: the rows with a partner, by USING
-- dialects: duckdb
select * from (select id, label from tree) as t semi join customers using (id)
-- id: tree.id
-- label: tree.label
-- rows: tree.id join; customers.id join

-- case: left anti join with USING
-- dialects: databricks
select id, label from tree left anti join customers using (id)
-- id: tree.id
-- label: tree.label
-- rows: tree.id join; customers.id join
