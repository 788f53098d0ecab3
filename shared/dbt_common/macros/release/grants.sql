-- sqlfluff:max_line_length:180
-- sqlfluff:exclude_rules:AL05,AM04,CV06,LT02,RF04,ST06
{#- Privileges of groups on what is published. An object is the list of names that lead to it: a
    catalog, a schema in one, a view in one. -#}

{#- Answers whether the engine has privileges at all. -#}
{%- macro has_grants() -%}
    {%- do dbt_common.answer(adapter.dispatch('has_grants', 'dbt_common')()) -%}
{%- endmacro -%}


{%- macro default__has_grants() -%}
    {{- return(false) -}}
{%- endmacro -%}


{%- macro databricks__has_grants() -%}
    {{- return(true) -}}
{%- endmacro -%}


{#- Answers, for each object, none if there is none, else who has what on it, also by an object that
    it is in: [[principal, privilege, kind of object], ...]. -#}
{%- macro grants_on(objects) -%}
    {%- do dbt_common.answer(adapter.dispatch('grants_on', 'dbt_common')(objects)) -%}
{%- endmacro -%}


{%- macro default__grants_on(objects) -%}
    {{- return(dbt_common.unsupported_engine('grants_on')) -}}
{%- endmacro -%}


{%- macro databricks__grants_on(objects) -%}
    {%- set inside = {} -%}
    {%- set found = [] -%}
    {%- for names in objects -%}
        {%- set exists = [true] -%}
        {%- for depth in range(names | length) -%}
            {#- What is in an object can only be asked for where that object is. -#}
            {%- if exists[0] -%}
                {%- set holder = names[:depth] -%}
                {%- set key = tojson(holder) -%}
                {%- if key not in inside -%}
                    {%- do inside.update({key: dbt_common.names_in(holder)}) -%}
                {%- endif -%}
                {%- do exists.insert(0, names[depth] in inside[key]) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if exists[0] -%}
            {%- set rows = [] -%}
            {%- for row in run_query('show grants on ' ~ dbt_common.securable_sql(names)).rows -%}
                {%- do rows.append([row[0] | string, row[1] | string, row[2] | string]) -%}
            {%- endfor -%}
            {%- do found.append(rows) -%}
        {%- else -%}
            {%- do found.append(none) -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(found) -}}
{%- endmacro -%}


{#- The names of all catalogs, of the schemas in a catalog, or of the views in a schema, in small
    letters. -#}
{%- macro names_in(holder) -%}
    {%- set column = [0, 0, 1][holder | length] -%}
    {%- set what = ['show catalogs', 'show schemas in ', 'show views in '][holder | length] -%}
    {%- set names = [] -%}
    {%- for row in run_query(what ~ dbt_common.dotted_sql(holder)).rows -%}
        {%- do names.append(row[column] | string | lower) -%}
    {%- endfor -%}
    {{- return(names) -}}
{%- endmacro -%}


{#- Gives or takes privileges, one after the other; done twice, they are as after once.
    changes: [{give: true or false, privilege, object, principal}, ...] -#}
{%- macro change_grants(changes) -%}
    {%- for change in changes -%}
        {%- do run_query(dbt_common.grant_sql(change)) -%}
    {%- endfor -%}
{%- endmacro -%}


{%- macro grant_sql(change) -%}
    {{- return(adapter.dispatch('grant_sql', 'dbt_common')(change)) -}}
{%- endmacro -%}


{%- macro default__grant_sql(change) -%}
    {{- return(dbt_common.unsupported_engine('grant_sql')) -}}
{%- endmacro -%}


{%- macro databricks__grant_sql(change) -%}
    {{- return(
        ('grant ' if change['give'] else 'revoke ') ~ change['privilege'] | lower
        ~ ' on ' ~ dbt_common.securable_sql(change['object'])
        ~ (' to ' if change['give'] else ' from ') ~ dbt_common.quoted_sql(change['principal'])
    ) -}}
{%- endmacro -%}


{%- macro securable_sql(names) -%}
    {{- return(['catalog ', 'schema ', 'view '][(names | length) - 1] ~ dbt_common.dotted_sql(names)) -}}
{%- endmacro -%}


{%- macro dotted_sql(names) -%}
    {%- set quoted = [] -%}
    {%- for name in names -%}
        {%- do quoted.append(dbt_common.quoted_sql(name)) -%}
    {%- endfor -%}
    {{- return(quoted | join('.')) -}}
{%- endmacro -%}


{#- A name that may hold anything: adapters' own `quote` leaves a backtick inside of it as it is. -#}
{%- macro quoted_sql(name) -%}
    {{- return('`' ~ (name | replace('`', '``')) ~ '`') -}}
{%- endmacro -%}
