-- Window functions.

-- case: a running sum
select sum(paid) over (partition by customer_id order by ordered_at) as x from orders
-- x: orders.paid aggregation; orders.customer_id window; orders.ordered_at window

-- case: a row number comes from its window only
select row_number() over (order by ordered_at) as n from orders
-- n: orders.ordered_at window

-- case: a named window
select rank() over w as r, sum(paid) over w as s from orders window w as (partition by status order by id)
-- r: orders.status window; orders.id window
-- s: orders.paid aggregation; orders.status window; orders.id window

-- case: a window that builds on another
-- dialects: duckdb
select sum(paid) over (w order by id) as s from orders window w as (partition by status)
-- s: orders.paid aggregation; orders.status window; orders.id window

-- case: a neighbour's value
select lag(status, 1) over (partition by customer_id order by ordered_at) as x from orders
-- x: orders.status aggregation; orders.customer_id window; orders.ordered_at window

-- case: a neighbour's value, with a default
select lead(status, 1, address.city) over (order by id) as x from orders
-- x: orders.status aggregation; orders.address aggregation; orders.id window

-- case: the first value
select first_value(status) over (partition by customer_id order by ordered_at) as x from orders
-- x: orders.status aggregation; orders.customer_id window; orders.ordered_at window

-- case: an aggregate over a window of a group
select status, sum(sum(paid)) over (order by status) as x from orders group by status
-- status: orders.status
-- x: orders.paid aggregation; orders.status window
-- rows: orders.status group_by

-- case: the share of a whole
select paid / sum(paid) over () as share from orders
-- share: orders.paid aggregation

-- case: a frame
select avg(paid) over (order by id rows between 2 preceding and current row) as x from orders
-- x: orders.paid aggregation; orders.id window

-- case: a filter before the window
-- dialects: duckdb
select count(*) filter (where status = 'x') over (partition by customer_id) as x from orders
-- x: orders.status conditional; orders.customer_id window

-- case: a window in a condition
select case when row_number() over (order by id) = 1 then status end as x from orders
-- x: orders.status transformation; orders.id conditional

-- case: a window over expressions
select dense_rank() over (partition by lower(status) order by paid * 2 desc) as x from orders
-- x: orders.status window; orders.paid window

-- case: what a window decides goes on with it
select n + 1 as m from (select row_number() over (order by id) as n from orders) as t
-- m: orders.id window
