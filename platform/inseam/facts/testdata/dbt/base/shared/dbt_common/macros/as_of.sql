{# The instant of the run. #}

{% macro as_of() %}cast('{{ var("as_of") }}' as timestamp){% endmacro %}

{% macro not_used() %}{{ dbt_common.as_of() }}{% endmacro %}
