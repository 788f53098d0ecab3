-- Output port stock-levels-v1, governed by the contract beside this file.

select
    article_id,
    cast(dbt_valid_from as timestamp) as valid_from,
    cast(dbt_valid_to as timestamp) as valid_to,
    article_name,
    article_category
from {{ ref('article_history') }}
