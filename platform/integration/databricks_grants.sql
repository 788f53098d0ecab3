-- What `grants` sends to Databricks, by the macros that send it.

-- grants_on
show catalogs;
show grants on catalog `entropy_data_prod`;
show schemas in `entropy_data_prod`;
show grants on schema `entropy_data_prod`.`op_orders_v1`;
show views in `entropy_data_prod`.`op_orders_v1`;
show grants on view `entropy_data_prod`.`op_orders_v1`.`orders`;

-- change_grants
grant use catalog on catalog `entropy_data_prod` to `analysts of ``x``.y-z`;
grant use schema on schema `entropy_data_prod`.`op_orders_v1` to `analysts of ``x``.y-z`;
grant select on view `entropy_data_prod`.`op_orders_v1`.`orders` to `analysts of ``x``.y-z`;
revoke select on view `entropy_data_prod`.`op_orders_v1`.`orders` from `2026`;
