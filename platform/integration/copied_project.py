"""A dbt project as people have it, with a bit of everything that dbt builds on DuckDB offline.

It has no port, no contract and no ODPS file: what `cp -r` brings below `products/`.
"""

from __future__ import annotations

from collections.abc import Mapping

PROJECT = "garden_shop"

FILES = {
    "README.md": "# Garden shop\n",
    "requirements.txt": "dbt-core\n",
    "profiles.yml": "garden: {target: dev, outputs: {dev: {type: duckdb, path: garden.duckdb}}}\n",
    "dbt_project.yml": """\
name: garden_shop
version: "0.9"
config-version: 2
profile: garden
model-paths: [transform]
seed-paths: [raw]
test-paths: [checks]
macro-paths: [code]
snapshot-paths: [history]
analysis-paths: [questions]
docs-paths: [words]
target-path: out
clean-targets: [out, dbt_packages]
vars:
  smallest_bed: 2
  garden_shop:
    season: spring
query-comment: "garden {{ invocation_id }}"
dispatch:
  - macro_namespace: garden_tools
    search_order: [garden_shop, garden_tools]
on-run-start:
  - "create table if not exists {{ target.schema }}.runs (began varchar)"
  - "{{ note_run('begin') }}"
on-run-end:
  - "{{ note_run('end') }}"
seeds:
  garden_shop:
    +schema: landing
    plants:
      +column_types: {plant_id: integer, price: "decimal(10, 2)"}
snapshots:
  garden_shop:
    +schema: history
models:
  garden_shop:
    +materialized: view
    marts:
      +materialized: table
      +schema: marts
      +post-hook: "insert into {{ target.schema }}.runs values ('{{ this.identifier }}')"
    cut:
      +materialized: ephemeral
""",
    # The second lies in the project itself; the third is listed, and nothing calls it.
    "packages.yml": """\
packages:
  - local: ../../shared/garden_tools
  - local: packages/soil
  - package: somebody/never_called
    version: [">=1.0.0", "<2.0.0"]
""",
    "raw/plants.csv": "plant_id,plant,bed,price\n1,rose,3,4.50\n2,lily,1,2.25\n3,fern,5,9.00\n",
    "raw/beds.csv": "bed,width\n1,2\n3,4\n5,1\n",
    "raw/_seeds.yml": """\
version: 2
seeds:
  - name: plants
    columns:
      - name: plant_id
        data_tests: [unique, not_null]
""",
    "code/note_run.sql": """\
{% macro note_run(what) %}
    {% if execute %}
        {% do run_query("insert into " ~ target.schema ~ ".runs values ('" ~ what ~ "')") %}
    {% endif %}
{% endmacro %}
""",
    "code/in_euros.sql": "{% macro in_euros(x) %}round({{ x }} * 1.1, 2){% endmacro %}\n",
    "code/generate_schema_name.sql": """\
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
""",
    "code/generate_alias_name.sql": """\
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {%- set version = '_v' ~ node.version if node.version else '' -%}
    {{ custom_alias_name | trim if custom_alias_name else node.name ~ version }}
{%- endmacro %}
""",
    "code/kept_apart.sql": """\
{% materialization kept_apart, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        create or replace table {{ target_relation }} as ({{ sql }})
    {%- endcall %}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
""",
    "packages/soil/dbt_project.yml": "name: soil\nversion: 1.0.0\n",
    "packages/soil/macros/acid.sql": "{% macro acid(x) %}({{ x }} < 7){% endmacro %}\n",
    "packages/soil/models/soils.sql": "select 'clay' as soil, 6 as ph\n",
    "code/positive.sql": """\
{% test positive(model, column_name) %}
select * from {{ model }} where {{ column_name }} <= 0
{% endtest %}
""",
    "words/words.md": "{% docs plant %}What grows in a bed.{% enddocs %}\n",
    "transform/sources.yml": """\
version: 2
sources:
  - name: landing
    description: What the seeds put there.
    tables:
      - name: beds
""",
    "transform/stg_plants.sql": "select * from {{ ref('plants') }}\n",
    "transform/stg_beds.sql": "select bed, width from {{ source('landing', 'beds') }}\n",
    "transform/cut/cut_plants.sql": (
        "select *, {{ in_euros('price') }} as euros\nfrom {{ ref('stg_plants') }}\n"
    ),
    "transform/marts/planted_beds.sql": """\
select
    p.plant_id, p.plant, p.euros, b.width,
    '{{ var("season") }}' as season,
    {{ garden_dates.first_day() }} as opened
from {{ ref('cut_plants') }} p
left join {{ ref('stg_beds') }} b using (bed)
where b.width >= {{ var('smallest_bed') }} or b.width is null
""",
    "transform/marts/beds_by_plant.sql": """\
select bed
{% for plant in garden_tools.get_column_values(ref('stg_plants'), 'plant') %}
    , sum(case when plant = '{{ plant }}' then price end) as {{ plant }}
{% endfor %}
from {{ ref('stg_plants') }}
group by bed
""",
    "transform/marts/price_log.sql": """\
{{ config(materialized='incremental', unique_key='plant_id') }}
select plant_id, price from {{ ref('stg_plants') }}
{% if is_incremental() %} where plant_id > (select max(plant_id) from {{ this }}) {% endif %}
""",
    "transform/marts/acid_soils.sql": """\
{{ config(materialized='kept_apart', alias='soils_that_are_acid') }}
select soil from {{ ref('soil', 'soils') }} where {{ soil.acid('ph') }}
""",
    "transform/marts/labels_v1.sql": "select plant_id, plant from {{ ref('stg_plants') }}\n",
    "transform/marts/labels_v2.sql": ("select plant_id, plant, bed from {{ ref('stg_plants') }}\n"),
    "transform/marts/labels_in_use.sql": (
        "select l.plant from {{ ref('labels', v=1) }} as o"
        " join {{ ref('labels') }} as l using (plant_id)\n"
    ),
    "transform/marts/days.sql": (
        "{{ config(materialized='table') }}\n"
        "select cast(range as date) as day\n"
        "from range(date '2024-01-01', date '2024-02-01', interval 1 day)\n"
    ),
    "transform/marts/_marts.yml": """\
version: 2
models:
  - name: planted_beds
    description: "{{ doc('plant') }}"
    config: {group: gardeners}
    columns:
      - name: plant_id
        data_tests:
          - unique
          - relationships: {to: ref('plants'), field: plant_id}
      - name: euros
        data_tests:
          - positive:
              config: {store_failures: true}
          - accepted_values:
              values: [1]
              config: {severity: warn}
      - name: season
        data_tests:
          - accepted_values: {values: [spring, autumn]}
  - name: labels
    latest_version: 2
    columns: [{name: plant_id}, {name: plant}, {name: bed}]
    versions:
      - v: 1
        columns: [{include: all, exclude: [bed]}]
      - v: 2
  - name: days
    time_spine: {standard_granularity_column: day}
    columns: [{name: day, granularity: day}]
groups:
  - name: gardeners
    owner: {name: Gardeners, email: gardeners@example.com}
unit_tests:
  - name: prices_are_in_euros
    model: planted_beds
    given:
      - input: ref('cut_plants')
        # dbt asks for SQL where the input is ephemeral.
        format: sql
        rows: select 1 as plant_id, 'rose' as plant, 1.1 as euros, 1 as bed
      - input: ref('stg_beds')
        rows: [{bed: 1, width: 2}]
    expect:
      rows: [{plant_id: 1, euros: 1.1, width: 2}]
""",
    "transform/marts/uses.yml": """\
version: 2
exposures:
  - name: season_board
    type: dashboard
    owner: {name: Gardeners}
    depends_on: [ref('planted_beds')]
semantic_models:
  - name: plants
    model: ref('planted_beds')
    defaults: {agg_time_dimension: opened}
    entities: [{name: plant, type: primary, expr: plant_id}]
    dimensions:
      - {name: opened, type: time, type_params: {time_granularity: day}}
    measures: [{name: total_euros, agg: sum, expr: euros}]
metrics:
  - name: euros
    label: Euros
    type: simple
    type_params: {measure: total_euros}
saved_queries:
  - name: all_euros
    query_params: {metrics: [euros], group_by: [TimeDimension('plant__opened')]}
""",
    "history/prices.sql": """\
{% snapshot prices %}
{{ config(unique_key='plant_id', strategy='check', check_cols=['price'],
          target_schema='history') }}
select plant_id, price from {{ ref('stg_plants') }}
{% endsnapshot %}
""",
    "history/beds_then.yml": """\
snapshots:
  - name: beds_then
    relation: ref('stg_beds')
    config: {unique_key: bed, strategy: check, check_cols: all}
""",
    "questions/dearest.sql": "select max(price) from {{ ref('stg_plants') }}\n",
    "checks/no_free_plant.sql": "select * from {{ ref('stg_plants') }} where price = 0\n",
}
# As people publish them: a licence, tests of their own, a layout that is not ours, and the time of
# the machine. By their paths in a folder outside of the repository.
PACKAGES = {
    "garden_tools/LICENSE": "Do as you like.\n",
    "garden_tools/requirements.txt": "dbt-core\n",
    "garden_tools/dbt_project.yml": "name: garden_tools\nversion: 1.2.0\n",
    "garden_tools/packages.yml": (
        'packages:\n  - package: somebody/garden_dates\n    version: [">=1.0.0", "<2.0.0"]\n'
    ),
    "garden_tools/macros/get_column_values.sql": """\
{% macro get_column_values(table, column) %}
    {{ return(adapter.dispatch('get_column_values', 'garden_tools')(table, column)) }}
{% endmacro %}

{% macro default__get_column_values(table, column) %}
    {%- if not execute -%}{{ return([]) }}{%- endif -%}
    {%- set relation = load_relation(table) -%}
    {%- if relation is none -%}{{ exceptions.raise_compiler_error('no ' ~ table) }}{%- endif -%}
    {%- set found = run_query('SELECT DISTINCT ' ~ column ~ ' FROM ' ~ table ~ ' ORDER BY 1') -%}
    {{ return(found.columns[0].values() | list) }}
{% endmacro %}
""",
    "garden_tools/tests/generic/recent.sql": """\
{% test recent(model, column_name) %}
SELECT * FROM {{ model }} WHERE {{ column_name }} > current_timestamp
{% endtest %}
""",
    "garden_tools/integration_tests/dbt_project.yml": "name: garden_tools_tests\n",
    "garden_tools/integration_tests/models/a.sql": "SELECT * FROM {{ ref('nothing') }}\n",
    "garden_dates/LICENSE": "Do as you like.\n",
    "garden_dates/dbt_project.yml": "name: garden_dates\nversion: 1.0.0\n",
    "garden_dates/macros/first_day.sql": (
        "{% macro first_day() %}cast('2024-03-01' as date){% endmacro %}\n"
    ),
}


def small_project(name: str, more: Mapping[str, str]) -> dict[str, str]:
    """A model with a test, as a project named ``name``; ``more`` are further files."""
    return {
        "dbt_project.yml": f"name: {name}\nprofile: sheds\n",
        "models/beds.sql": "select 1 as bed\n",
        "models/_models.yml": (
            "models:\n  - name: beds\n    columns: [{name: bed, data_tests: [not_null]}]\n"
        ),
        **more,
    }
