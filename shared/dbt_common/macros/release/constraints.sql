{#- For a project's own macro `spark__persist_constraints`, which a release adds. dbt-spark takes a
    table without a format for Delta here, although Spark makes it Parquet, which refuses NOT NULL. -#}
{%- macro persist_constraints_here(relation, model) -%}
    {%- if config.get('file_format') == 'delta' -%}
        {%- do dbt_spark.spark__persist_constraints(relation, model) -%}
    {%- endif -%}
{%- endmacro -%}
