"""Small dbt projects for the test that holds dbt 2 to dbt-core: one awkward thing each.

They need no contract and no input: what they read is in their seeds and models. By name, files by
their paths; `PROJECT` and `ORDERS` are there if a project has no other.
"""

from __future__ import annotations

from collections.abc import Mapping

Files = Mapping[str, str]

_ORDERS = "id,amount,at\n1,2.50,2026-01-01 10:00:00\n2,3.25,2026-01-02 11:30:00\n3,,2026-01-03\n"
BASE: Files = {
    "dbt_project.yml": "name: shop\nversion: 1.0.0\nprofile: inseam\n",
    "seeds/orders.csv": _ORDERS,
}


def models(**texts: str) -> dict[str, str]:
    return {f"models/{name}.sql": text for name, text in texts.items()}


def values(*written: str) -> dict[str, str]:
    """A test of accepted values for each, as it is written in YAML."""
    tests = "".join(
        f"      - name: c{number}\n        data_tests:\n          - accepted_values:\n"
        f"              arguments: {{values: [{value}]}}\n"
        for number, value in enumerate(written)
    )
    columns = ", ".join(f"'x' as c{number}" for number, _ in enumerate(written))
    return {
        **models(worded=f"select {columns}"),
        "models/_models.yml": f"models:\n  - name: worded\n    columns:\n{tests}",
    }


def rendered(expression: str) -> dict[str, str]:
    """A model whose one value is what Jinja makes of it, as text."""
    return models(rendered=f"select $${{{{ {expression} }}}}$$ as value")


_FROM_ORDERS = "select * from {{ ref('orders') }}"
_INCREMENT = _FROM_ORDERS + (
    "\n{% if is_incremental() %}\nwhere id > (select max(id) from {{ this }})\n{% endif %}"
)


def incremental(**config: str) -> dict[str, str]:
    settings = "".join(f", {name}={value}" for name, value in config.items())
    return models(kept=f"{{{{ config(materialized='incremental'{settings}) }}}}\n{_INCREMENT}")


def snapshot(**config: str) -> dict[str, str]:
    settings = ", ".join(f"{name}={value}" for name, value in config.items())
    text = (
        f"{{% snapshot history %}}{{{{ config({settings}) }}}}\n{_FROM_ORDERS}\n{{% endsnapshot %}}"
    )
    return {"snapshots/history.sql": text}


# Both read the same, and dbt 2 is asked.
ALIKE: Mapping[str, Files] = {
    "view_and_table": models(
        a=_FROM_ORDERS, b="{{ config(materialized='table') }}\nselect id from {{ ref('a') }}"
    ),
    "ephemeral": models(
        a="{{ config(materialized='ephemeral') }}\n" + _FROM_ORDERS,
        b="{{ config(materialized='ephemeral') }}\nwith x as (select * from {{ ref('a') }})\n"
        "select * from x",
        c="-- two of them\nwith y as (\n  select * from {{ ref('b') }}\n)\n"
        "select y.id from y join {{ ref('a') }} as z using (id)",
        d="select *\nfrom {{ ref('a') }}\n",
        e="with recursive n as (select 1 as i union all select i + 1 from n where i < 3)\n"
        "select n.i, a.id from n join {{ ref('a') }} as a on a.id = n.i",
    ),
    "incremental_append": incremental(),
    "incremental_by_key": incremental(unique_key="'id'"),
    "incremental_by_keys": incremental(
        unique_key="['id', 'at']", incremental_strategy="'delete+insert'"
    ),
    "incremental_with_schema_change": incremental(
        unique_key="'id'", on_schema_change="'append_new_columns'"
    ),
    "incremental_by_macro": {
        **models(
            kept="{{ config(materialized='incremental') }}\n" + _FROM_ORDERS + "\n{{ newer() }}"
        ),
        "macros/newer.sql": "{% macro newer() %}{% if is_incremental() %}"
        "where id > (select max(id) from {{ this }}){% endif %}{% endmacro %}",
    },
    "snapshot_by_time": snapshot(unique_key="'id'", strategy="'timestamp'", updated_at="'at'"),
    "snapshot_by_columns": snapshot(
        unique_key="'id'", strategy="'check'", check_cols="['amount', 'at']"
    ),
    "snapshot_by_all": snapshot(unique_key="'id'", strategy="'check'", check_cols="'all'"),
    "snapshot_in_yaml": {
        "snapshots/_history.yml": "snapshots:\n  - name: history\n    relation: ref('orders')\n"
        "    config: {unique_key: id, strategy: check, check_cols: [amount]}\n",
        **models(now="select * from {{ ref('history') }} where dbt_valid_to is null"),
    },
    "seed_types": {
        **BASE,
        "dbt_project.yml": BASE["dbt_project.yml"] + "seeds:\n  shop:\n    orders:\n"
        "      +column_types: {id: bigint, amount: 'decimal(12,2)', at: timestamp}\n",
        **models(a=_FROM_ORDERS),
    },
    "seed_delimiter": {
        **BASE,
        "seeds/orders.csv": "id;amount\n1;2\n",
        "seeds/_seeds.yml": "seeds:\n  - name: orders\n    config: {delimiter: ';'}\n",
        **models(a=_FROM_ORDERS),
    },
    "seed_described": {
        "seeds/_seeds.yml": "seeds:\n  - name: orders\n    description: All of them.\n"
        "    columns:\n      - name: id\n        data_tests: [unique, not_null]\n",
        **models(a=_FROM_ORDERS),
    },
    "groups_and_access": {
        **models(a=_FROM_ORDERS, b="select id from {{ ref('a') }}"),
        "models/_models.yml": "groups:\n  - name: sales\n"
        "    owner: {name: Sales, email: s@example.com}\n"
        "models:\n  - name: a\n    config: {group: sales, access: private, tags: [daily],"
        " meta: {owner: sales}}\n  - name: b\n    config: {group: sales, access: public}\n",
    },
    "enforced_contract": {
        **models(
            a="{{ config(materialized='table') }}\nselect cast(id as integer) as id from"
            " {{ ref('orders') }}"
        ),
        "models/_models.yml": "models:\n  - name: a\n    config: {contract: {enforced: true}}\n"
        "    columns:\n      - {name: id, data_type: integer, constraints: [{type: not_null}]}\n",
    },
    "generic_tests": {
        **models(a=_FROM_ORDERS, b="select id from {{ ref('a') }}"),
        "models/_models.yml": "models:\n  - name: b\n    columns:\n"
        "      - name: id\n        data_tests:\n"
        "          - unique\n          - not_null: {config: {severity: warn, where: id > 0}}\n"
        "          - accepted_values: {arguments: {values: [1, 2, 3]}}\n"
        "          - relationships: {arguments: {to: ref('a'), field: id}}\n",
    },
    "custom_generic_test": {
        **models(a=_FROM_ORDERS),
        "tests/generic/positive.sql": "{% test positive(model, column_name, least=0) %}\n"
        "select * from {{ model }} where {{ column_name }} < {{ bound(least) }}\n{% endtest %}",
        "macros/bound.sql": "{% macro bound(least) %}{{ return(least) }}{% endmacro %}",
        "models/_models.yml": "models:\n  - name: a\n    columns:\n"
        "      - name: id\n        data_tests:\n"
        "          - positive: {arguments: {least: 1}}\n",
    },
    "singular_test": {
        **models(a=_FROM_ORDERS),
        "tests/no_zero.sql": "{{ config(severity='warn', tags=['slow']) }}\n"
        "select * from {{ ref('a') }} where id = 0",
    },
    "unit_test": {
        **models(a=_FROM_ORDERS, b="select id, amount * 2 as double from {{ ref('a') }}"),
        "models/_unit_tests.yml": "unit_tests:\n  - name: doubles\n    model: b\n    given:\n"
        "      - input: ref('a')\n        rows: [{id: 1, amount: 2.5}, {id: 2}]\n    expect:\n"
        "      rows: [{id: 1, double: 5.0}, {id: 2, double: null}]\n",
    },
    "disabled": {
        **models(a=_FROM_ORDERS, b="{{ config(enabled=false) }}\nselect id from {{ ref('a') }}"),
        "models/_models.yml": "models:\n  - name: a\n    columns:\n"
        "      - name: id\n        data_tests:\n"
        "          - unique: {config: {enabled: false}}\n",
    },
    "macros": {
        **models(
            a="select {{ in_cents('amount') }} as cents, {{ year('at') }} as y"
            " from {{ ref('orders') }}"
        ),
        "macros/in_cents.sql": "{% macro in_cents(column) -%}\n"
        "cast({{ column }} * {{ factor() }} as"
        " bigint)\n{%- endmacro %}\n{% macro factor() %}100{% endmacro %}",
        "macros/year.sql": "{% macro year(c) %}"
        "{{ return(adapter.dispatch('year')(c)) }}{% endmacro %}\n"
        "{% macro default__year(c) %}extract(year from {{ c }}){% endmacro %}\n"
        "{% macro duckdb__year(c) %}year(cast({{ c }} as timestamp)){% endmacro %}",
    },
    "variables": {
        "dbt_project.yml": BASE["dbt_project.yml"] + "vars:\n  least: 2\n  shop: {name: north}\n",
        **models(
            a="select id, '{{ var('name') }}' as shop, '{{ var('no', 'none') }}' as no,"
            " '{{ env_var('NOT_SET_ANYWHERE', 'd') }}' as e from {{ ref('orders') }}"
            " where id >= {{ var('least') }}"
        ),
    },
    "sources": {
        "models/_sources.yml": "sources:\n  - name: raw\n    schema: main\n    loader: dlt\n"
        "    description: Of the shop.\n    tables:\n"
        "      - name: sold\n        identifier: orders\n"
        "        config: {freshness: {error_after: {count: 1, period: day}}, loaded_at_field: at}\n"
        "        columns:\n          - {name: id, description: Its number.}\n",
        **models(a="-- depends_on: {{ ref('orders') }}\nselect * from {{ source('raw', 'sold') }}"),
    },
    "exposures_and_docs": {
        **models(a=_FROM_ORDERS),
        "models/docs.md": "{% docs orders %}\nAll **orders**.\n{% enddocs %}\n",
        "models/_models.yml": "models:\n  - name: a\n    description: '{{ doc(\"orders\") }}'\n"
        "exposures:\n  - name: board\n    type: dashboard\n"
        "    owner: {name: Sales, email: s@example.com}\n"
        "    url: https://example.com/board\n    depends_on: [ref('a')]\n",
    },
    "names": {
        **models(
            a="{{ config(alias='orders_of_a', schema='mart') }}\n" + _FROM_ORDERS,
            b="select id from {{ ref('shop', 'a') }}",
        ),
        "macros/generate_schema_name.sql": "{% macro generate_schema_name(custom, node) %}"
        "{{ return('s_' ~ (custom or 'plain')) }}{% endmacro %}",
    },
    "versions": {
        "models/a_v1.sql": _FROM_ORDERS,
        "models/a_v2.sql": "select id from {{ ref('orders') }}",
        "models/_models.yml": "models:\n  - name: a\n    latest_version: 2\n"
        "    versions: [{v: 1}, {v: 2}]\n",
        **models(b="select * from {{ ref('a', v=1) }} join {{ ref('a') }} using (id)"),
    },
    "hooks": models(
        a="{{ config(materialized='table', post_hook=\"comment on table {{ this }} is 'x'\") }}\n"
        + _FROM_ORDERS
    ),
    "folders": {
        "dbt_project.yml": BASE["dbt_project.yml"] + "model-paths: [sql]\nmacro-paths: [jinja]\n"
        "models:\n  shop:\n    marts: {+materialized: table, +tags: [mart]}\n",
        "sql/marts/a.sql": _FROM_ORDERS,
        "jinja/one.sql": "{% macro one() %}1{% endmacro %}",
        "sql/b.sql": "select {{ one() }} as one, id from {{ ref('a') }}",
    },
    "loops": models(
        a="{%- set columns = ['id', 'amount'] -%}\n{%- set ns = namespace(n=0) -%}\nselect\n"
        "{%- for c in columns %}\n  {{ c }}{{ ',' if not loop.last }}{% set ns.n = ns.n + 1 %}\n"
        "{%- endfor %}\n  , {{ ns.n }} as n, {{ columns | join('||') }} as joined\n"
        "from {{ ref('orders') }}"
    ),
    "layout": models(
        a="\n\n{# a comment #}\n-- another\r\nselect  id,\r\n\tamount -- ünïcode\n\n"
        "from {{ ref('orders') }}  \n\n",
        b="{% raw %}select '{{ x }}' as braces{% endraw %}",
    ),
    "analyses": {"analyses/look.sql": _FROM_ORDERS, **models(a=_FROM_ORDERS)},
    "execute": models(
        a="{% if execute %}select 1 as a{% else %}select 2 as a{% endif %}\n"
        "-- {{ this }} {{ target.name }} {{ model.name }} {{ flags.FULL_REFRESH }}"
    ),
    "numbers": models(
        a="select {{ 7 // 2 }} as a, {{ 7 % 3 }} as b, {{ 2 ** 10 }} as c, {{ 7 / 2 }} as d,"
        " {{ '3' | int + 1 }} as e, '{{ \"%05.2f\" % 3.14159 }}' as f, {{ [3, 1] | max }} as g,"
        " '{{ 'a' ~ 1 ~ none ~ true ~ 1.0 }}' as h, '{{ 'x'.zfill(3) }}' as i"
    ),
    "instants": models(
        a="{%- set day = modules.datetime.datetime(2026, 1, 31) -%}\n"
        "select '{{ (day + modules.datetime.timedelta(days=1)).strftime('%Y-%m-%d') }}' as next,"
        " '{{ day.isoformat() }}' as day, '{{ day }}' as shown"
    ),
    "patterns": models(
        a="{%- set match = modules.re.fullmatch('(a+)(b)?', 'aa') -%}\n"
        "select '{{ match[1] }}' as a, '{{ match[2] or 'no' }}' as b,"
        " '{{ modules.re.sub('x', 'y', 'axa') }}' as c,"
        " '{{ modules.re.search('(?P<n>b)', 'abc').group('n') }}' as d"
    ),
    "written_values": values("1", "1.5", "true", "a b", "'no'", "'010'", "2026-01-31", "null"),
}

# dbt 2 makes something else of it, so dbt-core reads the project: why.
OTHERWISE: Mapping[str, tuple[Files, str]] = {
    "round_half": (rendered("2.5 | round"), "`round` takes a half away from zero"),
    "round_digits": (rendered("0.125 | round(2)"), "`round` takes a half away from zero"),
    "padding": (rendered("'%5s' % 'a'"), "`%5s` does not pad"),
    "format_of_text": (rendered("'{:>5}'.format('a')"), "`.format` leaves a format as it is"),
    "json_keys": (rendered("tojson({'b': 1, 'a': 2})"), "`tojson` sorts the keys"),
    "json_read": (rendered('fromjson(\'{"b": 1, "a": 2}\')'), "`fromjson` sorts the keys"),
    "yaml_keys": (rendered("toyaml({'b': 1, 'a': 2})"), "`toyaml` sorts the keys"),
    "yaml_read": (rendered("fromyaml('a: no')"), "`fromyaml` reads YAML 1.2"),
    "isoformat": (
        rendered("modules.datetime.datetime(2026, 1, 2).isoformat(sep=' ')"),
        "`isoformat` passes over its argument",
    ),
    "found_all": (rendered("modules.re.findall('a', 'aa')"), "`re.findall` gives a tuple"),
    "split": (rendered("modules.re.split('-', 'a-b')"), "`re.split` gives a tuple"),
    "title": (rendered('"it\'s" | title'), "`title` begins a word after an apostrophe"),
    "batch": (rendered("[1, 2, 3] | batch(2) | list"), "`batch` gives tuples"),
    "words_of_yaml_1_1": (values("no", "YES", "on", "Off"), "`yes`, `no`, `on`, `off` are texts"),
    "octal": (values("010", "0o17"), "`010` is a text, `0o17` a number"),
    "base_60": (values("12:30:00", "1:30"), "`12:30:00` is a text"),
    "exponent": (values("1e3"), "`1e3` is a number"),
    "infinity": (values(".inf"), "`.inf` is no value"),
    "instant_in_yaml": (values("2026-01-31T06:00:00Z"), "an instant without quotes is a text"),
}

# dbt 2 takes it, and dbt-core refuses it, so that is what has to be known of the project: why.
LAXER: Mapping[str, tuple[Files, str]] = {
    "no_such_group": (
        {
            **models(a=_FROM_ORDERS),
            "models/_models.yml": "models:\n  - name: a\n    config: {group: nobody}\n",
        },
        "a group that is not there",
    ),
    "contract_of_nothing": (
        {
            **models(a=_FROM_ORDERS),
            "models/_models.yml": "models:\n  - name: a\n"
            "    config: {contract: {enforced: true}}\n",
        },
        "an enforced contract without columns",
    ),
    "contract_open_to_changes": (
        {
            **incremental(),
            "models/_models.yml": "models:\n  - name: kept\n"
            "    config: {contract: {enforced: true}}\n"
            "    columns: [{name: id, data_type: integer}]\n",
        },
        "an enforced contract on an incremental model that ignores changes of the schema",
    ),
    "unit_test_of_nothing": (
        {
            **models(a=_FROM_ORDERS),
            "models/_unit_tests.yml": "unit_tests:\n  - name: u\n    model: nobody\n    given: []\n"
            "    expect: {rows: []}\n",
        },
        "a unit test of a model that is not there",
    ),
    "macro_twice": (
        {
            **models(a=_FROM_ORDERS),
            "macros/one.sql": "{% macro one() %}1{% endmacro %}",
            "macros/two.sql": "{% macro one() %}2{% endmacro %}",
        },
        "two macros of one name",
    ),
    "described_twice": (
        {
            **models(a=_FROM_ORDERS),
            "models/_more.yml": "sources:\n  - name: raw\n    tables: [{name: x}]\n",
            "models/_models.yml": "sources:\n  - name: raw\n    tables: [{name: x}]\n",
        },
        "two exposures, groups, snapshots, tests or tables of a source of one name",
    ),
    "snapshot_of_no_columns": (
        snapshot(unique_key="'id'", strategy="'check'"),
        "a snapshot without the columns that its strategy needs",
    ),
    "name_of_two_words": (
        {"dbt_project.yml": "name: my-shop\nprofile: inseam\n", **models(a="select 1 as a")},
        "a name of the project that is not one word",
    ),
    "no_such_docs": (
        {
            **models(a=_FROM_ORDERS),
            "models/_models.yml": "models:\n  - name: a\n"
            "    description: '{{ doc(\"nobody\") }}'\n",
        },
        "a block of docs that is not there, or there twice",
    ),
    "exposure_of_nothing": (
        {
            **models(a=_FROM_ORDERS),
            "models/_models.yml": "exposures:\n  - name: board\n    type: dashboard\n"
            "    owner: {name: Sales}\n    depends_on: [ref('nobody')]\n",
        },
        "an exposure of a model that is not there",
    ),
    "test_that_names_its_column": (
        {
            **models(a=_FROM_ORDERS),
            "models/_models.yml": "models:\n  - name: a\n    data_tests:\n"
            "      - unique: {arguments: {column_name: id}}\n",
        },
        "a test that names its column itself, which dbt 2 then takes for a test of the column",
    ),
}

# dbt 2 refuses it, or asks an engine for it, so dbt-core reads the project: why.
REFUSED: Mapping[str, tuple[Files, str]] = {
    "match_groups": (
        rendered("modules.re.fullmatch('a(b)', 'ab').group(1)"),
        "`re.fullmatch` gives a list, which has no `group`",
    ),
    "centre": (rendered("'a' | center(5)"), "the filter `center` is not there"),
    "itertools": (
        rendered("modules.itertools.product([1], [2]) | list"),
        "`modules.itertools` is not there",
    ),
    "asks_rows": (
        models(a="{% set found = run_query('select 1 as n') %}select 1 as a"),
        "a query while it is compiled",
    ),
    "asks_relation": (
        models(
            a="{% set found = adapter.get_relation(database='x', schema='y', identifier='z') %}"
            "select {{ 1 if found else 0 }} as a"
        ),
        "a relation while it is compiled",
    ),
    "hooks_of_runs": (
        {
            "dbt_project.yml": BASE["dbt_project.yml"]
            + 'on-run-start: ["create schema if not exists extra"]\n',
            **models(a=_FROM_ORDERS),
        },
        "`on-run-start` and `on-run-end`, which it runs when it compiles",
    ),
    "unknown_key": (
        {
            **models(a=_FROM_ORDERS),
            "models/_models.yml": "models:\n  - name: a\n    meta_of_mine: {x: 1}\n",
        },
        "a key that dbt does not know",
    ),
    "unknown_model": (models(a="select * from {{ ref('nobody') }}"), "a model that is not there"),
    "broken_template": (models(a="select {{ 1"), "a template that does not end"),
    "cycle": (
        models(a="select * from {{ ref('b') }}", b="select * from {{ ref('a') }}"),
        "models that read each other",
    ),
}
