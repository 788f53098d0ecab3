select {% for i in range(60000) %}order_id as column_{{ i }}, {% endfor %}1 as a from {{ source('shop_v1', 'orders') }}
