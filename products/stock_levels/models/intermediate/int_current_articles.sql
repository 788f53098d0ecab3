{# A version that begins after the run is not in force yet. #}
with

versions as (

    select *
    from {{ ref('stg_article_versions') }}
    where valid_from <= {{ dbt_common.as_of() }}

),

current_versions as (

    select *
    from {{ dbt_common.latest_version(
        'versions', 'article_id', ['valid_from', 'version_number']
    ) }} as latest

)

select
    article_id,
    article_name,
    article_category,
    valid_from
from current_versions
