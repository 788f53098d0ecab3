{% macro grant_read(role) %}
    {%- if role is defined and comment is defined -%}
        comment on table {{ this }} is '{{ comment }}';
    {%- endif -%}
    grant select on {{ this.schema }}.{{ model.name }} to {{ role | default("readers") }}
    {{- model.config.get("materialized") ~ model["alias"] ~ model.columns.items() }}
{% endmacro %}
