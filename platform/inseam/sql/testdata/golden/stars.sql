-- Stars, and what may be taken from them.

-- case: a star
select * from customers
-- id: customers.id
-- name: customers.name
-- country: customers.country
-- birthday: customers.birthday

-- case: a star of one of two relations
select c.*, o.status from orders as o cross join customers as c
-- id: customers.id
-- name: customers.name
-- country: customers.country
-- birthday: customers.birthday
-- status: orders.status

-- case: a star of two relations, two columns with one name
-- dialects: databricks
select * from customers as c cross join products as p
-- id: customers.id
-- name: customers.name
-- country: customers.country
-- birthday: customers.birthday
-- sku: products.sku
-- name: products.name
-- price: products.price

-- case: exclude
-- dialects: duckdb
select * exclude (birthday, COUNTRY) from customers
-- id: customers.id
-- name: customers.name

-- case: except
-- dialects: databricks
select * except (birthday, country) from customers
-- id: customers.id
-- name: customers.name

-- case: replace
-- dialects: duckdb
select * replace (upper(name) as name) from customers
-- id: customers.id
-- name: customers.name transformation
-- country: customers.country
-- birthday: customers.birthday

-- case: rename
-- dialects: duckdb
select * rename (name as customer_name) from customers
-- id: customers.id
-- customer_name: customers.name
-- country: customers.country
-- birthday: customers.birthday

-- case: exclude, replace and rename together
-- dialects: duckdb
select c.* exclude (id) replace (name || country as name) rename (birthday as born) from customers as c
-- name: customers.name transformation; customers.country transformation
-- country: customers.country
-- born: customers.birthday

-- case: columns by a pattern
-- dialects: duckdb
select columns('^(id|na)') from customers
-- id: customers.id
-- name: customers.name

-- case: columns like
-- dialects: duckdb
select * like '%a%' from customers
-- name: customers.name
-- birthday: customers.birthday

-- case: columns of a star
-- dialects: duckdb
select columns(* exclude (id, birthday)) from customers
-- name: customers.name
-- country: customers.country

-- case: a star and columns beside it
select *, upper(name) as upper_name from products
-- sku: products.sku
-- name: products.name
-- price: products.price
-- upper_name: products.name transformation

-- case: a star over a CTE over a star
with a as (select * from products), b as (select * from a)
select * from b
-- sku: products.sku
-- name: products.name
-- price: products.price

-- case: a star over a derived table
select t.* from (select id as a, status as b from orders) as t
-- a: orders.id
-- b: orders.status

-- case: the fields of a struct
select address.* from orders
-- city: orders.address transformation
-- zip: orders.address transformation

-- case: a star of a relation nobody knows
select * from nowhere
-- *: nowhere.*; unknown
-- describe: no

-- case: a column of a star of a relation nobody knows
select x from (select * from nowhere) as t
-- x: nowhere.x
-- describe: no

-- case: a column left out of a star nobody knows
-- dialects: duckdb
select y from (select * exclude (x) from nowhere)
-- y: nowhere.y
-- describe: no

-- case: a column that one of two relations has
select price, x from products cross join nowhere
-- price: products.price
-- x: nowhere.x
-- describe: no

-- case: a column that either of two relations may have
select x from nowhere cross join elsewhere
-- x: unknown
-- describe: no

-- case: a qualified column of a relation nobody knows
select n.x, e.x as y from nowhere as n join elsewhere as e on n.k = e.k
-- x: nowhere.x
-- y: elsewhere.x
-- rows: nowhere.k join; elsewhere.k join
-- describe: no

-- case: duplicate names in a derived table
-- dialects: duckdb
select * from (select id, customer_id as id from orders)
-- id: orders.id
-- id_1: orders.customer_id

-- case: the digest of a row
-- dialects: databricks
select sha2(concat_ws('|', *), 256) as digest, hash(*) as number, xxhash64(* except (label)) as keys from tree
-- digest: tree.id transformation masked; tree.parent_id transformation masked; tree.label transformation masked
-- number: tree.id transformation masked; tree.parent_id transformation masked; tree.label transformation masked
-- keys: tree.id transformation masked; tree.parent_id transformation masked

-- case: stars as arguments
-- dialects: databricks
select coalesce(t.* except (label)) as some_id, array(* except (label))[0] as first_id, to_json(struct(*)) as whole from tree as t
-- some_id: tree.id transformation; tree.parent_id transformation
-- first_id: tree.id transformation; tree.parent_id transformation
-- whole: tree.id transformation; tree.parent_id transformation; tree.label transformation

-- case: a star in a list of a condition
-- dialects: databricks
select label from tree where 1 in (* except (label))
-- label: tree.label
-- rows: tree.id filter; tree.parent_id filter

-- case: the columns of COLUMNS as arguments
-- dialects: duckdb
select md5(concat_ws('|', *columns(*))) as digest, coalesce(*columns('id$')) as some_id from tree
-- digest: tree.id transformation masked; tree.parent_id transformation masked; tree.label transformation masked
-- some_id: tree.id transformation; tree.parent_id transformation

-- case: an expression over COLUMNS
-- dialects: duckdb
select max(columns(t.* exclude (label))), count(columns(['label'])) as labels from tree as t
-- id: tree.id aggregation
-- parent_id: tree.parent_id aggregation
-- labels: tree.label aggregation masked

-- case: a condition over COLUMNS
-- dialects: duckdb
select label from tree where columns('id$') > 1
-- label: tree.label
-- rows: tree.id filter; tree.parent_id filter

-- case: columns of a star chosen by their names
-- dialects: duckdb
select * not like '%id', * ilike 'LABEL', * similar to 'pa.*' from tree
-- label: tree.label
-- label: tree.label
-- parent_id: tree.parent_id

-- case: a column of one of two relations left out of a star
-- dialects: duckdb
select * exclude (t.id) rename (c.name as customer) from tree as t join customers as c on c.id = t.id
-- parent_id: tree.parent_id
-- label: tree.label
-- id: customers.id
-- customer: customers.name
-- country: customers.country
-- birthday: customers.birthday
-- rows: tree.id join; customers.id join

-- case: a column of USING left out of the star of one relation
-- dialects: duckdb
select * exclude (t.id) from tree as t join (select id, name from customers) as c using (id)
-- parent_id: tree.parent_id
-- label: tree.label
-- id: tree.id; customers.id
-- name: customers.name
-- rows: tree.id join; customers.id join

-- case: a field of a struct left out of a star
-- dialects: databricks
select address.city as city, inner_zip from (select * except (address.zip), address.zip as inner_zip from orders)
-- city: orders.address transformation
-- inner_zip: orders.address transformation
