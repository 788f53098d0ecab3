select order_id from {{ ref('int_chain_1') }}
