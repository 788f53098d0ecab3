-- Names, literals and expressions.

-- case: a column as it is
select id from orders
-- id: orders.id

-- case: a column renamed
select id as order_id from orders
-- order_id: orders.id

-- case: a qualified column
select orders.id from orders
-- id: orders.id

-- case: an alias of the table
select o.id from orders as o
-- id: orders.id

-- case: the table's full name
select shop.raw.orders.id from shop.raw.orders
-- id: orders.id

-- case: schema and table
select raw.orders.id from raw.orders
-- id: orders.id

-- case: names in another letter case
select ID, O.Status as S from ORDERS as o
-- id: orders.id
-- S: orders.status

-- case: quoted names
-- dialects: duckdb
select "Id" as "Order Id", "o"."status" from "shop"."raw"."orders" as "o"
-- Order Id: orders.id
-- status: orders.status

-- case: names in backticks
-- dialects: databricks
select `Id` as `Order Id`, `o`.`status` from `shop`.`raw`.`orders` as `o`
-- Order Id: orders.id
-- status: orders.status

-- case: a literal has no source
select 1 as one, 'x' as x, null as nothing, true as yes from orders
-- one: -
-- x: -
-- nothing: -
-- yes: -

-- case: arithmetic of two columns
select paid * customer_id + 1 as x from orders
-- x: orders.paid transformation; orders.customer_id transformation

-- case: a cast is a transformation
select cast(id as varchar(10)) as id_text from orders
-- id_text: orders.id transformation

-- case: a comparison
select status = 'paid' as is_paid from orders
-- is_paid: orders.status transformation

-- case: concatenation
select status || '-' || cast(id as varchar(20)) as code from orders
-- code: orders.status transformation; orders.id transformation

-- case: coalesce takes one or the other
select coalesce(status, 'new') as s, coalesce(customer_id, id) as c from orders
-- s: orders.status transformation
-- c: orders.customer_id transformation; orders.id transformation

-- case: what decides between values is conditional
select case when status = 'paid' then paid else 0 end as x from orders
-- x: orders.paid transformation; orders.status conditional

-- case: a case with an operand
select case status when 'a' then id when 'b' then customer_id end as x from orders
-- x: orders.id transformation; orders.customer_id transformation; orders.status conditional

-- case: a case of literals only
select case when paid > 10 then 'much' else 'little' end as x from orders
-- x: orders.paid conditional

-- case: a source may both flow and decide
select case when paid > 0 then paid end as x from orders
-- x: orders.paid transformation; orders.paid conditional

-- case: if
select if(paid > 10, id, customer_id) as x from orders
-- x: orders.id transformation; orders.customer_id transformation; orders.paid conditional

-- case: nullif lets the second decide
select nullif(status, address.city) as x from orders
-- x: orders.status transformation; orders.address conditional

-- case: between and in
select paid between id and customer_id as a, status in ('x', address.city) as b from orders
-- a: orders.paid transformation; orders.id transformation; orders.customer_id transformation
-- b: orders.status transformation; orders.address transformation

-- case: a field of a struct
select address.city from orders
-- city: orders.address transformation

-- case: a field of a struct of a table
select o.address.city as city, o.address.zip from orders as o
-- city: orders.address transformation
-- zip: orders.address transformation

-- case: an element of a list
select tags[1] as tag from orders
-- tag: orders.tags transformation

-- case: a field that was just put in is only its own value
-- dialects: duckdb
select s.x from (select {'x': id, 'y': status} as s from orders)
-- x: orders.id transformation

-- case: a field that was just put in, on Databricks
-- dialects: databricks
select s.x from (select named_struct('x', id, 'y', status) as s from orders) as t
-- x: orders.id transformation

-- case: a digest masks, and is a transformation
select md5(name) as x from customers
-- x: customers.name transformation masked

-- case: a function that nobody knows
select our_own(name, birthday) as x from customers
-- x: customers.name transformation; customers.birthday transformation
-- describe: no

-- case: a lambda
-- dialects: duckdb
select list_transform(tags, t -> t || status) as x from orders
-- x: orders.tags transformation; orders.status transformation

-- case: a lambda of Databricks
-- dialects: databricks
select transform(tags, t -> t || status) as x from orders
-- x: orders.tags transformation; orders.status transformation

-- case: a lambda's parameter hides a column
-- dialects: duckdb
select list_transform(tags, status -> upper(status)) as x from orders
-- x: orders.tags transformation

-- case: a comprehension
-- dialects: duckdb
select [upper(t) for t in tags if t <> status] as x from orders
-- x: orders.tags transformation; orders.tags conditional; orders.status conditional

-- case: extract and trim have a grammar of their own
select extract(year from ordered_at) as y, trim(both 'x' from status) as s from orders
-- y: orders.ordered_at transformation
-- s: orders.status transformation

-- case: the unit of a difference is not a column
-- dialects: databricks
select datediff(day, ordered_at, current_date) as days from orders
-- days: orders.ordered_at transformation

-- case: an interval
select ordered_at + interval 1 day as x from orders
-- x: orders.ordered_at transformation

-- case: an alias further left
select paid as p, p * 2 as double_p from orders
-- p: orders.paid
-- double_p: orders.paid transformation

-- case: a column goes before an alias of the same name
select customer_id as id, id + 1 as x from orders
-- id: orders.customer_id
-- x: orders.id transformation

-- case: two columns of one name
-- dialects: databricks
select id, customer_id as id from orders
-- id: orders.id
-- id: orders.customer_id

-- case: a path into JSON text
-- dialects: databricks
select status:a.b as x from orders
-- x: orders.status transformation

-- case: arrows into JSON
-- dialects: duckdb
select status -> '$.a' as x, status ->> 'b' as y from orders
-- x: orders.status transformation
-- y: orders.status transformation

-- case: a query without FROM
select 1 as a, 2 + 3 as b
-- a: -
-- b: -

-- case: FROM first
-- dialects: duckdb
from orders select id, status as s
-- id: orders.id
-- s: orders.status

-- case: an alias before its value
-- dialects: duckdb
select order_id: id, status from orders
-- order_id: orders.id
-- status: orders.status

-- case: a whole row is a struct of its columns
-- dialects: duckdb
select c as row from customers as c
-- row: customers.id transformation; customers.name transformation; customers.country transformation; customers.birthday transformation

-- case: a column by its place in FROM
-- dialects: duckdb
select #3 || 'x' as x, #1, (#2), sum(#4) over () as y from orders where #2 > 3
-- x: orders.status transformation
-- id: orders.id
-- customer_id: orders.customer_id
-- y: orders.paid aggregation
-- rows: orders.customer_id filter

-- case: a column by its place, of a struct, a query and an outer join
-- dialects: duckdb
select (#1).city as city, #2 as s, #3 from (select address, status from orders) left join customers on true
-- city: orders.address transformation
-- s: orders.status
-- id: customers.id

-- case: a place in FROM counts what USING merges
-- dialects: duckdb
select #1, #9 as id_there, #10 from orders full join customers using (id)
-- id: orders.id
-- id_there: customers.id
-- name: customers.name
-- rows: orders.id join; customers.id join

-- case: a place in GROUP BY is one of FROM, in ORDER BY one of the select list
-- dialects: duckdb
select max(status) as s, #2 as c from orders group by #2 order by #1
-- s: orders.status aggregation
-- c: orders.customer_id
-- rows: orders.customer_id group_by; orders.status sort

-- case: a place in DISTINCT ON is one of the select list
-- dialects: duckdb
select distinct on (#2) paid, status from orders
-- paid: orders.paid
-- status: orders.status
-- rows: orders.status group_by

-- case: a place in a relation that nobody knows
-- dialects: duckdb
select #2, #2 || 'x' as x from nowhere
-- *: unknown
-- x: unknown
-- problem: which column #2 means is not known
-- describe: no

-- case: a place in a join's condition
-- dialects: duckdb
select orders.id from orders join customers on #2 = 1
-- id: orders.id
-- problem: which column #2 means is not known
-- describe: no

-- case: an element of a list that a call has just made
-- dialects: duckdb
select list(status order by paid)[1] as first_status, array(select name from customers)[1] as a_name from orders
-- first_status: orders.status aggregation; orders.paid sort
-- a_name: customers.name transformation

-- case: an element of an array that a call has just made
-- dialects: databricks
select array(name, country)[0] as one, upper(array(country)[0]) as two from customers
-- one: customers.name transformation; customers.country transformation
-- two: customers.country transformation

-- case: an element of a list of arrays
-- dialects: duckdb
select list(tags)[1][2] as tag, list(address)[1].city as city from orders
-- tag: orders.tags aggregation
-- city: orders.address aggregation

-- case: elements of columns that are called like a type
-- dialects: duckdb
select list[1] as one, t.list[1] as two, "array"[1] as three from (select tags as list, tags as "array" from orders) as t
-- one: orders.tags transformation
-- two: orders.tags transformation
-- three: orders.tags transformation

-- case: elements of a column named interval
select interval[1] as one, t.interval[1] as two from (select tags as interval from orders) as t
-- one: orders.tags transformation
-- two: orders.tags transformation

-- case: a column named interval in sums
-- dialects: duckdb
select interval + 1 as more, interval - 1 as less, interval * 2 as twice, interval % 2 as rest, interval not in (3) as other, interval '1' day as a_day, interval (interval) day as days from (select paid as interval from orders) as t
-- more: orders.paid transformation
-- less: orders.paid transformation
-- twice: orders.paid transformation
-- rest: orders.paid transformation
-- other: orders.paid transformation
-- a_day: -
-- days: orders.paid transformation

-- case: a column named interval beside lengths of time
-- dialects: databricks
select interval * 2 as twice, interval / 2 as half, interval not in (3) as other, interval -1 day as yesterday, interval '1' day as a_day from (select paid as interval from orders) as t
-- twice: orders.paid transformation
-- half: orders.paid transformation
-- other: orders.paid transformation
-- yesterday: -
-- a_day: -

-- case: a list of the rows of a query
-- dialects: duckdb
select c.id, array(select o.paid from orders as o where o.customer_id = c.id) as payments from customers as c
-- id: customers.id
-- payments: orders.paid transformation; orders.customer_id filter; customers.id filter

-- case: the place of a row in its table
-- dialects: duckdb
select rowid as place, t.rowid + 1 as next, label from tree as t where t.rowid > 2
-- place: -
-- next: -
-- label: tree.label

-- case: the file a row is read from
-- dialects: databricks
select _metadata.file_path as file, t._metadata.file_size as size, label from tree as t
-- file: -
-- size: -
-- label: tree.label

-- case: decode by keys
-- dialects: databricks
select decode(status, 'new', id, 'old', customer_id) as one, nvl2(status, paid, 0) as two from orders
-- one: orders.id transformation; orders.customer_id transformation; orders.status conditional
-- two: orders.paid transformation; orders.status conditional
