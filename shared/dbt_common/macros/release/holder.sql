-- sqlfluff:max_line_length:180
{#- Who writes into the environment. A claim is a table that only one can create: `holder`, or the
    successor of a claim whose writer has ended. The last one in this order holds. So nobody takes
    away what somebody else has just taken over.
    row: {column: value}, other in each call. -#}
{%- macro hold_environment(row) -%}
    {%- do dbt_common.run_statements([dbt_common.create_schema_sql(dbt_common.state_relation('t'))]) -%}
    {%- do dbt_common.run_statements([dbt_common.create_claim_sql(dbt_common.state_relation('holder'), row)]) -%}
{%- endmacro -%}


{#- ended: the row of a holder that has ended. Fails if somebody else was faster. -#}
{%- macro take_over_environment(row, ended) -%}
    {%- set claim = dbt_common.state_relation(dbt_common.successor(ended)) -%}
    {%- do dbt_common.run_statements([dbt_common.create_claim_sql(claim, row)]) -%}
    {%- if claim not in dbt_common.claims() | map(attribute='relation') -%}
        {%- do dbt_common.run_statements(['drop table if exists ' ~ claim]) -%}
    {%- endif -%}
{%- endmacro -%}


{#- Does nothing if somebody else has taken over. -#}
{%- macro let_go_of_environment(row) -%}
    {%- set claims = dbt_common.claims() -%}
    {%- if claims and claims[-1]['row'] == row -%}
        {%- set statements = [] -%}
        {%- for claim in claims -%}
            {%- do statements.append('drop table if exists ' ~ claim['relation']) -%}
        {%- endfor -%}
        {%- do dbt_common.run_statements(statements) -%}
    {%- endif -%}
{%- endmacro -%}


{#- Answers the holder's row, or none. -#}
{%- macro environment_holder() -%}
    {%- set claims = dbt_common.claims() -%}
    {%- do dbt_common.answer(claims[-1]['row'] if claims else none) -%}
{%- endmacro -%}


{#- In their order: [{relation, row}, ...]. -#}
{%- macro claims() -%}
    {%- set found = [] -%}
    {%- set next = namespace(relation=dbt_common.state_relation('holder')) -%}
    {%- if dbt_common.schema_exists(next.relation) -%}
        {%- for _ in range(1000) -%}
            {%- if next.relation is not none and dbt_common.table_exists(next.relation) -%}
                {%- set row = dbt_common.claim_row(next.relation) -%}
                {%- do found.append({'relation': next.relation, 'row': row}) -%}
                {%- set next.relation = dbt_common.state_relation(dbt_common.successor(row)) -%}
            {%- else -%}
                {%- set next.relation = none -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{- return(found) -}}
{%- endmacro -%}


{%- macro successor(row) -%}
    {{- return('holder_after_' ~ local_md5(tojson(row, sort_keys=true))) -}}
{%- endmacro -%}


{%- macro create_claim_sql(relation, row) -%}
    {{- return(adapter.dispatch('create_claim_sql', 'dbt_common')(relation, row)) -}}
{%- endmacro -%}


{%- macro default__create_claim_sql(relation, row) -%}
    {%- set values = [] -%}
    {%- for column, value in row.items() -%}
        {%- do values.append(dbt_common.sql_literal(value) ~ ' as ' ~ adapter.quote(column)) -%}
    {%- endfor -%}
    {{- return('create table ' ~ relation ~ ' as select ' ~ (values | join(', '))) -}}
{%- endmacro -%}


{#- As a property: `create table as` writes its rows before Spark makes the table, so that two at once leave
    the rows of both in the one that is made. -#}
{%- macro spark__create_claim_sql(relation, row) -%}
    {{- return(
        'create table ' ~ relation ~ ' (nothing int) using parquet'
        ~ " tblproperties ('inseam.claim' = " ~ dbt_common.sql_literal(tojson(row, sort_keys=true)) ~ ')'
    ) -}}
{%- endmacro -%}


{#- The same without Parquet: tables there are Delta. -#}
{%- macro databricks__create_claim_sql(relation, row) -%}
    {{- return(
        'create table ' ~ relation ~ " (nothing int) tblproperties ('inseam.claim' = "
        ~ dbt_common.sql_literal(tojson(row, sort_keys=true)) ~ ')'
    ) -}}
{%- endmacro -%}


{%- macro claim_row(relation) -%}
    {{- return(adapter.dispatch('claim_row', 'dbt_common')(relation)) -}}
{%- endmacro -%}


{%- macro default__claim_row(relation) -%}
    {{- return(dbt_common.query_rows('select * from ' ~ relation)[0]) -}}
{%- endmacro -%}


{%- macro spark__claim_row(relation) -%}
    {{- return(fromjson(dbt_common.query_rows('show tblproperties ' ~ relation ~ " ('inseam.claim')")[0]['value'])) -}}
{%- endmacro -%}
