-- Functions that make rows: unnest, explode, lateral, values, range.

-- case: unnest in FROM
-- dialects: duckdb
select o.id, t.tag from orders as o, unnest(o.tags) as t (tag)
-- id: orders.id
-- tag: orders.tags transformation
-- rows: orders.tags join

-- case: unnest in the select list
-- dialects: duckdb
select id, unnest(tags) as tag from orders
-- id: orders.id
-- tag: orders.tags transformation
-- rows: orders.tags join

-- case: unnest of a struct makes columns
-- dialects: duckdb
select id, unnest(address) from orders
-- id: orders.id
-- city: orders.address transformation
-- zip: orders.address transformation
-- rows: orders.address join

-- case: fields of unnested structs
-- dialects: duckdb
select i.item.sku as sku, i.item.qty as qty from orders as o, unnest(o.items) as i (item)
-- sku: orders.items transformation
-- qty: orders.items transformation
-- rows: orders.items join

-- case: a lateral query
select o.id, l.x from orders as o, lateral (select o.paid * 2 as x) as l
-- id: orders.id
-- x: orders.paid transformation

-- case: a lateral join with a limit
select c.name, l.id from customers as c
cross join lateral (select o.id from orders as o where o.customer_id = c.id order by o.paid desc limit 1) as l
-- name: customers.name
-- id: orders.id
-- rows: orders.customer_id filter; customers.id filter; orders.paid sort

-- case: a lateral query without the word
-- dialects: duckdb
select o.id, l.x from orders as o, (select o.paid * 2 as x) as l
-- id: orders.id
-- x: orders.paid transformation

-- case: lateral view explode
-- dialects: databricks
select id, tag from orders lateral view explode(tags) t as tag
-- id: orders.id
-- tag: orders.tags transformation
-- rows: orders.tags join

-- case: lateral view outer posexplode
-- dialects: databricks
select id, pos, tag from orders lateral view outer posexplode(tags) t as pos, tag
-- id: orders.id
-- pos: orders.tags transformation
-- tag: orders.tags transformation
-- rows: orders.tags join

-- case: two lateral views, the second of the first
-- dialects: databricks
select id, upper(tag) as u from orders lateral view explode(array(tags)) a as one lateral view explode(one) b as tag
-- id: orders.id
-- u: orders.tags transformation
-- rows: orders.tags join

-- case: explode in the select list
-- dialects: databricks
select id, explode(tags) as tag from orders
-- id: orders.id
-- tag: orders.tags transformation
-- rows: orders.tags join

-- case: inline makes a column of each field
-- dialects: databricks
select id, inline(items) from orders
-- id: orders.id
-- sku: orders.items transformation
-- qty: orders.items transformation
-- rows: orders.items join

-- case: stack
-- dialects: databricks
select stack(2, id, status, customer_id, address.city) as (x, y) from orders
-- x: orders.id transformation; orders.customer_id transformation
-- y: orders.status transformation; orders.address transformation
-- rows: orders.id join; orders.status join; orders.customer_id join; orders.address join

-- case: a table function with lateral
-- dialects: databricks
select o.id, t.col from orders as o, lateral explode(o.tags) as t
-- id: orders.id
-- col: orders.tags transformation
-- rows: orders.tags join

-- case: values
select v.a, v.b from (values (1, 'x'), (2, 'y')) as v (a, b)
-- a: -
-- b: -

-- case: values joined
select o.id, v.label from orders as o join (values ('a', 'first'), ('b', 'second')) as v (code, label) on o.status = v.code
-- id: orders.id
-- label: -
-- rows: orders.status join

-- case: numbers in a range
-- dialects: duckdb
select i from range(10) as r (i)
-- i: -

-- case: a range of numbers of Databricks
-- dialects: databricks
select id * 2 as x from range(10)
-- x: -

-- case: a file is a relation nobody knows
-- dialects: duckdb
select * from read_csv('x.csv')
-- *: unknown
-- describe: no

-- case: a subquery over unnested values
-- dialects: duckdb
select id, (select max(t.tag) from unnest(o.tags) as t (tag)) as last_tag from orders as o
-- id: orders.id
-- last_tag: orders.tags aggregation; orders.tags join
