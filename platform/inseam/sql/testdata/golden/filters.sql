-- WHERE, HAVING, QUALIFY, ORDER BY, LIMIT, DISTINCT.

-- case: a filter
select id from orders where paid > 0 and status = 'x'
-- id: orders.id
-- rows: orders.paid filter; orders.status filter

-- case: a column both selected and filtered
select status from orders where status is not null
-- status: orders.status
-- rows: orders.status filter

-- case: sorting
select id from orders order by ordered_at desc, paid
-- id: orders.id
-- rows: orders.ordered_at sort; orders.paid sort

-- case: sorting by an alias
select paid * 2 as p from orders order by p limit 3
-- p: orders.paid transformation
-- rows: orders.paid sort

-- case: an alias goes before a column in ORDER BY
select customer_id as id from orders order by id
-- id: orders.customer_id
-- rows: orders.customer_id sort

-- case: sorting by place
select id, status from orders order by 2
-- id: orders.id
-- status: orders.status
-- rows: orders.status sort

-- case: sorting by all
select id, status from orders order by all
-- id: orders.id
-- status: orders.status
-- rows: orders.id sort; orders.status sort

-- case: distinct compares all columns
select distinct status, customer_id from orders
-- status: orders.status
-- customer_id: orders.customer_id
-- rows: orders.status group_by; orders.customer_id group_by

-- case: distinct on
-- dialects: duckdb
select distinct on (customer_id) id, status from orders order by ordered_at
-- id: orders.id
-- status: orders.status
-- rows: orders.customer_id group_by; orders.ordered_at sort

-- case: qualify
select id from orders qualify row_number() over (partition by customer_id order by ordered_at desc) = 1
-- id: orders.id
-- rows: orders.customer_id filter; orders.ordered_at filter

-- case: qualify by an alias
select id, row_number() over (partition by customer_id order by ordered_at) as n from orders qualify n = 1
-- id: orders.id
-- n: orders.customer_id window; orders.ordered_at window
-- rows: orders.customer_id filter; orders.ordered_at filter

-- case: a filter by an alias
-- dialects: duckdb
select paid * 2 as p from orders where p > 3
-- p: orders.paid transformation
-- rows: orders.paid filter
-- note: DuckDB alone knows aliases in WHERE

-- case: in a query
select id from orders where customer_id in (select id from customers where country = 'CH')
-- id: orders.id
-- rows: orders.customer_id filter; customers.id filter; customers.country filter

-- case: not in a query
select id from orders where customer_id not in (select id from customers)
-- id: orders.id
-- rows: orders.customer_id filter; customers.id filter

-- case: exists
select id from orders as o where exists (select 1 from customers as c where c.id = o.customer_id)
-- id: orders.id
-- rows: customers.id filter; orders.customer_id filter

-- case: a correlated name without qualifier
select id from orders where exists (select 1 from products where sku = status)
-- id: orders.id
-- rows: products.sku filter; orders.status filter

-- case: the inner relation's column goes first
select status from orders where exists (select 1 from customers where id = customer_id)
-- status: orders.status
-- rows: customers.id filter; orders.customer_id filter

-- case: compared with a query's value
select id from orders where paid > (select avg(price) from products)
-- id: orders.id
-- rows: orders.paid filter; products.price filter

-- case: a sample changes nothing
select id from orders limit 10
-- id: orders.id

-- case: compared with all rows of a query
select paid from orders where paid > all (select price from products where sku = 'x')
-- paid: orders.paid
-- rows: orders.paid filter; products.price filter; products.sku filter

-- case: having takes an alias before a column
select customer_id, count(*) as paid, max(status) as id from orders group by customer_id having paid > 1 and id > 'a'
-- customer_id: orders.customer_id
-- paid: -
-- id: orders.status aggregation
-- rows: orders.customer_id group_by; orders.status filter

-- case: having takes a key of the groups before an alias
select status, count(*) as paid from orders group by status, paid having paid > 1
-- status: orders.status
-- paid: -
-- rows: orders.status group_by; orders.paid group_by; orders.paid filter

-- case: an aggregate in having takes a column before an alias
select status, count(*) as paid from orders group by status having max(paid) > 1
-- status: orders.status
-- paid: -
-- rows: orders.status group_by; orders.paid filter
