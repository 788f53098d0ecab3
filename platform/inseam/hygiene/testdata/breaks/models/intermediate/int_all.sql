select order_id from {{ ref('int_long') }}
union all
select order_id from {{ ref('int_incremental') }}
union all
select order_id from {{ ref('amounts') }}
union all
select order_id from {{ ref('int_joins_source') }}
union all
select order_id from {{ ref('int_chain_1') }}
union all
select order_id from {{ ref('int_chain_2') }}
union all
select order_id from {{ ref('int_chain_3') }}
union all
select order_id from {{ ref('int_chain_4') }}
union all
select order_id from {{ ref('int_reads_1') }}
union all
select order_id from {{ ref('int_reads_2') }}
union all
select order_id from {{ ref('int_reads_3') }}
union all
select order_id from {{ ref('int_reads_4') }}
