{% macro table_of_the_shop() %}shop.op_shop_v1.customers{% endmacro %}
