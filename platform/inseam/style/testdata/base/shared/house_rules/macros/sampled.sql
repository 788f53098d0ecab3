{%- macro sampled(relation) -%}
    {{- return(adapter.dispatch('sampled', 'house_rules')(relation)) -}}
{%- endmacro -%}

{%- macro duckdb__sampled(relation) -%}
    {{- return(relation ~ ' using sample 10') -}}
{%- endmacro -%}
