{% macro as_of() %}{{ return("cast('" ~ var("as_of", "now()")[:10] ~ "' as timestamp)") }}{% endmacro %}
