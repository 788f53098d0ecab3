{#- A text is the same on every engine, whatever is in it: characters are counted and compared. -#}
{%- set cases = [
    ("a\\nb", 4, "a.nb"),
    ("it's", 4, "it.s"),
    ("\\", 1, "."),
    ("\\'", 2, ".."),
    ("50%_", 4, "50%_"),
    ("two\nlines", 9, "two.lines"),
] -%}
{%- for text, length, shape in cases %}
    select {{ loop.index }} as failing_case
    where
        length({{ dbt_common.sql_literal(text) }}) <> {{ length }}
        or {{ dbt_common.pattern_found(dbt_common.sql_literal(text), '(?s)^' ~ shape ~ '\\z') }}
        <> {{ dbt_common.sql_literal(text) }}
    union all
{%- endfor %}
select 0 as failing_case
where
    {{ dbt_common.pattern_replaced("'a.b'", '[.]', '\\1$0') }}
    <> {{ dbt_common.sql_literal('a\\1$0b') }}
