{% macro columns_of(relation, except=[]) -%}
    {{ return(adapter.dispatch('columns_of', 'parcel_tools')(relation, except)) }}
{%- endmacro %}

{% macro default__columns_of(relation, except=[]) -%}
    {%- do parcel_tools._is_relation(relation, 'columns_of') -%}
    {%- do _is_ephemeral(relation, 'columns_of') -%}
    {%- if not execute -%}{{ return('*') }}{%- endif -%}
    {%- set columns = adapter.get_columns_in_relation(relation) -%}
    {{ return(columns | map(attribute='name') | join(', ')) }}
{%- endmacro %}
