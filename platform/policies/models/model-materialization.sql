-- title: A model is materialised as its layer is.
-- why: Staging keeps no copy of what it reads, and readers of a port need no grants on what is behind
--   it.
-- fix: Set `+materialized` of the layer in dbt_project.yml, and take `materialized` out of the model.
-- severity: error
-- since: 2026-11-21
-- parameter: staging = view, ephemeral
-- parameter: intermediate = view, ephemeral, table, incremental
-- parameter: output_ports = table, incremental, materialized_view

with permitted as (
    select *, case layer when 'staging' then $staging when 'intermediate' then $intermediate
        when 'output_ports' then $output_ports end as ways
    from models where kind = 'model'
)
select product, file, line, format('`{}` is a {}, and a model in `{}` is one of: {}.', model, materialized, layer, ways) as message
from permitted where not list_contains(string_split(ways, ', '), materialized)
