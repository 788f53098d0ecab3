-- The relations that the golden cases read, with DuckDB's types.
create table shop.raw.orders (
    id bigint not null,
    customer_id bigint,
    status varchar,
    paid decimal(10, 2),
    ordered_at timestamp,
    tags varchar[],
    address struct(city varchar, zip varchar),
    items struct(sku varchar, qty integer)[]
);
create table shop.raw.customers (id bigint not null, name varchar, country varchar, birthday date);
create table shop.raw.products (sku varchar not null, name varchar, price decimal(10, 2));
create table shop.raw.measures (day date, kind varchar, jan integer, feb integer, mar integer);
create table shop.raw.tree (id bigint, parent_id bigint, label varchar);
