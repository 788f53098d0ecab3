{% macro _is_relation(given, macro) %}
    {%- if not (given is mapping and given.get('metadata', {}).get('type', '').endswith('Relation')) -%}
        {%- do exceptions.raise_compiler_error('`' ~ macro ~ '` takes a relation, not ' ~ given) -%}
    {%- endif -%}
{% endmacro %}

{% macro _is_ephemeral(given, macro) %}
    {%- if given.is_cte -%}
        {%- do exceptions.raise_compiler_error('`' ~ macro ~ '` takes no ephemeral model') -%}
    {%- endif -%}
{% endmacro %}
