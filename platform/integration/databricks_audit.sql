-- What the audit of a release asks a Databricks warehouse.

SELECT CURRENT_CATALOG();
SELECT CURRENT_DATABASE();
CREATE TEMPORARY VIEW `ibis_databricks_view_of_orders_some_name` AS SELECT * FROM `orders`;
DESCRIBE EXTENDED `ibis_databricks_view_of_orders_some_name` AS JSON;
DROP VIEW IF EXISTS `ibis_databricks_view_of_orders_some_name`;
SELECT column_name, full_data_type FROM information_schema.columns WHERE upper(table_name) = upper('orders') AND upper(table_schema) = upper('op_orders_v1__7_3f2a9c01');
SELECT COUNT(*) AS `CountStar(orders)` FROM `orders` AS `t0`;
SELECT COUNT(`t3`.`_dup_n`) AS `_dup_keys`, SUM(`t3`.`_dup_n`) AS `_dup_rows` FROM (SELECT * FROM (SELECT `t1`.`order_id`, COUNT(*) AS `_dup_n` FROM (SELECT * FROM `orders` AS `t0` WHERE `t0`.`order_id` IS NOT NULL) AS `t1` GROUP BY 1) AS `t2` WHERE `t2`.`_dup_n` > 1) AS `t3`;
SELECT SUM(IF(`t0`.`order_id` IS NULL, 1, 0)) AS `orders__order_id__field_required`, SUM(IF(`t0`.`customer` IS NULL, 1, 0)) AS `orders__customer__field_required`, SUM(IF(NOT (`t0`.`customer` IS NULL) AND NOT (REGEXP_LIKE(`t0`.`customer`, '^c[0-9]+$')), 1, 0)) AS `orders__customer__field_regex`, SUM(IF(NOT (`t0`.`amount` IS NULL) AND NOT (`t0`.`amount` >= 0), 1, 0)) AS `orders__amount__field_minimum`, SUM(IF(`t0`.`placed_at` IS NULL, 1, 0)) AS `orders__placed_at__field_required`, COUNT(*) AS `__dc_row_count__` FROM `orders` AS `t0`;
set time zone 'UTC';
SELECT COUNT(*) FILTER(WHERE TRUE), COUNT(*) FROM `shop`.`op_orders_v1__7_3f2a9c01`.`orders`;
select count(*) from `shop`.`op_orders_v1__7_3f2a9c01`.`orders` where amount < 0;
SELECT COUNT(customer) FROM `op_orders_v1__7_3f2a9c01`.orders;
select count(distinct customer) from orders;
SELECT COUNT(*) FILTER(WHERE (`customer` IS NULL OR (CAST(`customer` AS STRING) = 'N/A' OR COALESCE(TRY_CAST(CAST(`customer` AS STRING) AS DECIMAL(38, 9)) = TRY_CAST('N/A' AS DECIMAL(38, 9)), FALSE)))), COUNT(*) FROM `shop`.`op_orders_v1__7_3f2a9c01`.`orders`;
SELECT COUNT(*) FILTER(WHERE COALESCE(NOT `customer` IS NULL AND (NOT REGEXP_LIKE(`customer`, '^(?:[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*)\\z') OR LENGTH(`customer`) > 253), FALSE)), COUNT(*) FROM `shop`.`op_orders_v1__7_3f2a9c01`.`orders`;
SELECT COUNT(*) FILTER(WHERE COALESCE(NOT `amount` IS NULL AND `amount` % 0.01 <> 0, FALSE)), COUNT(*) FROM `shop`.`op_orders_v1__7_3f2a9c01`.`orders`;
SELECT MAX(TRY_CAST(TRY_CAST(`placed_at` AS TIMESTAMP) AS TIMESTAMP_NTZ)) FROM `shop`.`op_orders_v1__7_3f2a9c01`.`orders`;
