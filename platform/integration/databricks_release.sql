-- What a release sends to Databricks, by the macros that send it.

-- environment_holder
show tables in `entropy_data_prod`.`inseam` like 'holder';
show tblproperties `entropy_data_prod`.`inseam`.`holder` ('inseam.claim');
show tables in `entropy_data_prod`.`inseam` like 'holder_after_16686688c106dad60b1961b5e1cfd5e3';

-- hold_environment
create schema if not exists `entropy_data_prod`.`inseam`;
create table `entropy_data_prod`.`inseam`.`holder` (nothing int) tblproperties ('inseam.claim' = '{"host": "builder", "lease_until": "2026-01-31T12:00:00+00:00", "pid": 7, "since": "2026-01-31T06:00:00+00:00", "started": "Sat Jan 31 06:00:00 2026", "what": "release", "who": "ann@example.com"}');

-- create_state
create schema if not exists `entropy_data_prod`.`inseam`;
create table if not exists `entropy_data_prod`.`inseam`.`releases` (`entry` bigint, `product` string, `release` string, `step` string, `note` string);

-- state_rows
show tables in `entropy_data_prod`.`inseam`;

-- begin_release
insert into `entropy_data_prod`.`inseam`.`releases` (`entry`, `product`, `release`, `step`, `note`) values (1, 'orders', '2_bb', 'started', 'It\'s a \\ in a note');
create schema if not exists `entropy_data_prod`.`internal_orders__2_bb`;
create schema if not exists `entropy_data_prod`.`op_orders_v1__2_bb`;
create table `entropy_data_prod`.`op_orders_v1__2_bb`.`orders` clone `entropy_data_prod`.`op_orders_v1__1_aa`.`orders`;

-- add_state_rows
insert into `entropy_data_prod`.`inseam`.`releases` (`entry`, `product`, `release`, `step`, `note`) values (2, 'orders', '2_bb', 'publishing', 'It\'s a \\ in a note');

-- publish_release
show tables in `entropy_data_prod`.`op_orders_v1` like 'new_orders';
show tables in `entropy_data_prod`.`op_orders_v1` like 'orders';
create schema if not exists `entropy_data_prod`.`op_orders_v1`;
create or replace view `entropy_data_prod`.`op_orders_v1`.`new_orders` as select * from `entropy_data_prod`.`op_orders_v1__2_bb`.`new_orders`;
alter view `entropy_data_prod`.`op_orders_v1`.`orders` as select * from `entropy_data_prod`.`op_orders_v1__2_bb`.`orders`;
drop view if exists `entropy_data_prod`.`op_orders_v1`.`old_orders`;
insert into `entropy_data_prod`.`inseam`.`releases` (`entry`, `product`, `release`, `step`, `note`) values (3, 'orders', '2_bb', 'published', 'It\'s a \\ in a note');

-- views_on
select table_catalog as `database`, table_schema as `schema`, table_name as identifier, view_definition as `sql` from system.information_schema.views;

-- drop_release
drop schema if exists `entropy_data_prod`.`internal_orders__1_aa` cascade;
drop schema if exists `entropy_data_prod`.`op_orders_v1__1_aa` cascade;
insert into `entropy_data_prod`.`inseam`.`releases` (`entry`, `product`, `release`, `step`, `note`) values (4, 'orders', '2_bb', 'dropped', 'It\'s a \\ in a note');

-- let_go_of_environment
show tables in `entropy_data_prod`.`inseam` like 'holder';
show tblproperties `entropy_data_prod`.`inseam`.`holder` ('inseam.claim');
show tables in `entropy_data_prod`.`inseam` like 'holder_after_16686688c106dad60b1961b5e1cfd5e3';
drop table if exists `entropy_data_prod`.`inseam`.`holder`;
