-- Common table expressions and derived tables.

-- case: a CTE
with a as (select id, status as s from orders) select s from a
-- s: orders.status

-- case: a CTE of a CTE
with a as (select id, paid from orders), b as (select id, paid * 2 as p from a) select p + 1 as q from b
-- q: orders.paid transformation

-- case: a CTE with names for its columns
with a (x, y) as (select id, status from orders) select y, x from a
-- y: orders.status
-- x: orders.id

-- case: a derived table with names for its columns
select t.x from (select id, status from orders) as t (x, y)
-- x: orders.id

-- case: a table with names for its columns
-- dialects: duckdb
select p.x, p.y from products as p (x, y)
-- x: products.sku
-- y: products.name

-- case: a CTE with the name of the table it reads
with orders as (select id, paid from orders where paid > 0) select paid from orders
-- paid: orders.paid
-- rows: orders.paid filter

-- case: a CTE hides a table
with customers as (select id, status as name from orders) select name from customers
-- name: orders.status

-- case: the full name reaches the table behind a CTE
with customers as (select status as name from orders) select name from shop.raw.customers
-- name: customers.name

-- case: a CTE inside a derived table
select x from (with a as (select id as x from orders) select x from a) as t
-- x: orders.id

-- case: an inner CTE hides an outer one
with a as (select id as x from orders)
select x from (with a as (select name as x from customers) select x from a) as t
-- x: customers.name

-- case: a CTE used twice
with a as (select id, parent_id, label from tree)
select one.label as l1, two.label as l2 from a as one join a as two on one.parent_id = two.id
-- l1: tree.label
-- l2: tree.label
-- rows: tree.parent_id join; tree.id join

-- case: a CTE that nobody uses has no edge
with a as (select paid from orders where paid > 0) select name from customers
-- name: customers.name

-- case: a CTE's filter stays with it
with a as (select id from orders where paid > 0), b as (select id from customers where country = 'CH')
select a.id from a left join b on a.id = b.id
-- id: orders.id
-- rows: orders.paid filter; customers.country filter; orders.id join; customers.id join

-- case: names in another letter case in a CTE
with A as (select ID as Order_Id from orders) select a.ORDER_ID from a
-- Order_Id: orders.id
-- databricks: the query's own spelling, ORDER_ID

-- case: the dbt way
with source as (select * from orders),
renamed as (select id as order_id, cast(paid as double) as amount from source),
final as (select * from renamed where amount > 0)
select * from final
-- order_id: orders.id
-- amount: orders.paid transformation
-- rows: orders.paid filter

-- case: a derived table in a derived table
select c from (select b as c from (select status as b from orders) as x) as y
-- c: orders.status

-- case: a recursive query
-- dialects: duckdb
with recursive up (id, root) as (
    select id, label from tree where parent_id is null
    union all
    select tree.id, up.root from tree join up on tree.parent_id = up.id
)
select id, root from up
-- id: tree.id
-- root: tree.label
-- rows: tree.parent_id filter; tree.parent_id join; tree.id join

-- case: a recursive query that counts
-- dialects: duckdb
with recursive n (i) as (select id from tree union all select i + 1 from n where i < 10) select i from n
-- i: tree.id transformation
-- rows: tree.id filter

-- case: a recursive query that exchanges its columns
-- dialects: duckdb
with recursive r (a, b) as (select id, parent_id from tree union all select b, a from r where a < b) select a from r
-- a: tree.id; tree.parent_id
-- rows: tree.id filter; tree.parent_id filter

-- case: recursive where nothing recurs
-- dialects: duckdb
with recursive a as (select id from tree) select id from a
-- id: tree.id
