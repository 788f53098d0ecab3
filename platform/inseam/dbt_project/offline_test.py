"""What dbt compiles offline, in the tool set that runs this: each has one adapter.

A model calls what is called, since dbt answers templates otherwise while it parses.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dbt.include
import pytest

from inseam.dbt_project.in_process import invoke
from inseam.dbt_project.invocation import ASKS_DATABASE, DbtFailed
from inseam.dbt_project.offline import shut_off
from testkit.dbt_fork import run_in_fork

ENGINE = "databricks" if find_spec("dbt.adapters.databricks") else "duckdb"
TARGET = {"databricks": "databricks", "duckdb": "local"}[ENGINE]
PROFILES = Path(__file__).parents[2] / "dbt"
MACROS = [
    path
    for root in dbt.include.__path__
    for path in sorted(Path(root).rglob("*.sql"))
    if "starter_project" not in path.parts
]
# What a model of the project below calls, and what comes of it.
ANSWERED = {
    "adapter.get_relation('db', 'sch', 'tab') is none": "False",
    "adapter.already_exists('sch', 'tab')": "True",
    "adapter.check_schema_exists('db', 'sch')": "True",
}
ANSWERED_OF_DATABRICKS = {
    "adapter.has_dbr_capability('timestampdiff')": "True",
    "adapter.has_dbr_capability('iceberg')": "True",
    "adapter.has_dbr_capability('comment_on_column')": "True",
    "adapter.has_dbr_capability('json_column_metadata')": "True",
    "adapter.has_dbr_capability('insert_by_name')": "True",
    "adapter.has_dbr_capability('replace_on')": "True",
    # Of all, a warehouse lacks this one.
    "adapter.has_dbr_capability('streaming_table_json_metadata')": "False",
    "adapter.compare_dbr_version(16, 1) > 0": "True",
    "adapter.is_cluster()": "False",
}
ASKING = {
    "add_query": "adapter.add_query('select 1')",
    "create_schema": "adapter.create_schema(this)",
    "drop_relation": "adapter.drop_relation(this.incorporate(type='table'))",
    "drop_schema": "adapter.drop_schema(this)",
    "execute": "run_query('select 1')",
    "get_column_schema_from_query": "adapter.get_column_schema_from_query('select 1')",
    "get_columns_in_relation": "adapter.get_columns_in_relation(this)",
    "get_columns_in_table": "adapter.get_columns_in_table('sch', 'tab')",
    "get_missing_columns": "adapter.get_missing_columns(this, this)",
    "rename_relation": "adapter.rename_relation(this.incorporate(type='table'),"
    " this.incorporate(type='table'))",
    "truncate_relation": "adapter.truncate_relation(this)",
    "valid_snapshot_target": "adapter.valid_snapshot_target(this)",
}
CROSS_DATABASE = {
    "any_value": "dbt.any_value('a')",
    "array_append": "dbt.array_append('xs', 'a')",
    "array_concat": "dbt.array_concat('xs', 'xs')",
    "array_construct": "dbt.array_construct(['1', '2'])",
    "bool_or": "dbt.bool_or('b')",
    "cast": "dbt.cast('a', 'bigint')",
    "cast_bool_to_text": "dbt.cast_bool_to_text('b')",
    "concat": "dbt.concat(['s', 's'])",
    "current_timestamp": "dbt.current_timestamp()",
    "date": "dbt.date(2026, 1, 31)",
    "date_spine": "dbt.date_spine('day', \"cast('2026-01-01' as date)\","
    " \"cast('2026-01-31' as date)\")",
    "date_trunc": "dbt.date_trunc('month', 'd')",
    "dateadd": "dbt.dateadd('day', 1, 'd')",
    "datediff": "dbt.datediff('d', 'd', 'week')",
    "equals": "dbt.equals('a', 'a')",
    "escape_single_quotes": 'dbt.escape_single_quotes("it\'s")',
    "except": "dbt.except()",
    "generate_series": "dbt.generate_series(5)",
    "get_intervals_between": "dbt.get_intervals_between(\"cast('2026-01-01' as date)\","
    " \"cast('2026-01-31' as date)\", 'day')",
    "hash": "dbt.hash('a')",
    "intersect": "dbt.intersect()",
    "last_day": "dbt.last_day('d', 'month')",
    "length": "dbt.length('s')",
    "listagg": "dbt.listagg('s', \"','\", 'order by s')",
    "position": "dbt.position(\"'x'\", 's')",
    "replace": "dbt.replace('s', \"'a'\", \"'b'\")",
    "right": "dbt.right('s', 2)",
    "safe_cast": "dbt.safe_cast('s', 'bigint')",
    "snapshot_get_time": "dbt.snapshot_get_time()",
    "split_part": "dbt.split_part('s', \"'-'\", 1)",
    "string_literal": "dbt.string_literal('x')",
    "type_bigint": "dbt.type_bigint()",
    "type_boolean": "dbt.type_boolean()",
    "type_float": "dbt.type_float()",
    "type_int": "dbt.type_int()",
    "type_numeric": "dbt.type_numeric()",
    "type_string": "dbt.type_string()",
    "type_timestamp": "dbt.type_timestamp()",
}
# Of these the answer lies in the project, or they have none.
NEED_NO_CONNECTION = frozenset(
    """
    behavior build_catalog_relation cache_added cache_dropped cache_renamed convert_type
    get_catalog_integration get_hard_deletes_behavior get_incremental_strategy_macro quote
    quote_as_configured quote_seed_column render_raw_columns_constraints
    render_raw_model_constraints standardize_grants_dict valid_incremental_strategies

    batch_id_for_model convert_datetimes_to_strs disable_transactions escape_sql_string
    external_read_location external_root external_write_options get_binding_char get_seed_file_path
    get_temp_relation_path is_ducklake is_motherduck location_exists parse_index store_relation
    use_ducklake_table_workarounds warn_once

    clean_sql compute_external_path generate_unique_temporary_table_suffix
    get_behavior_flag_no_warn get_column_tags_from_model get_config_from_model
    get_persist_doc_columns is_uniform parse_columns_and_constraints redact_credentials
    resolve_file_format update_tblproperties_for_uniform_iceberg
    """.split()
)
# They ask by means of the others.
ASK_BY_OTHERS = frozenset(
    """
    assert_valid_snapshot_target_given_strategy catalog_supports_foreign_keys ensure_transaction
    existing_key_constraint_types expand_target_column_types get_partitions_metadata
    get_relation_config get_relations_without_caching run_sql_for_tests
    """.split()
)


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What each expression renders to, or what dbt says of it."""
    answered = ANSWERED | (ANSWERED_OF_DATABRICKS if ENGINE == "databricks" else {})
    expressions = [*answered, *ASKING.values(), *CROSS_DATABASE.values()]
    root = tmp_path_factory.mktemp("offline")
    # In a fork: the adapter of this process stays as it is.
    run_in_fork(_render, root, expressions)
    found: dict[str, str] = json.loads((root / "rendered.json").read_text())
    return found


def _render(root: Path, expressions: Iterable[str]) -> None:
    (root / "models").mkdir()
    (root / "dbt_project.yml").write_text("name: offline\nprofile: inseam\n")
    by_model = {f"m{number}": expression for number, expression in enumerate(expressions)}
    for model, expression in by_model.items():
        text = f"select 1 as a /* {{{{ {expression} }}}} */"
        (root / "models" / f"{model}.sql").write_text(text)
    os.environ["INSEAM_DUCKDB_FILE"] = str(root / "offline.duckdb")
    shut_off(ENGINE)
    folders = (
        f"--project-dir={root}",
        f"--profiles-dir={PROFILES}",
        f"--target-path={root / 'target'}",
        f"--log-path={root / 'logs'}",
    )
    manifest = invoke(TARGET, "parse", "--no-write-json", *folders)
    offline = ("--no-introspect", "--no-populate-cache", "--no-write-json")
    found = {}
    for model, expression in by_model.items():
        try:
            selected = (*offline, f"--select={model}", *folders)
            result = invoke(TARGET, "compile", *selected, manifest=manifest)
            sql = result.results[0].node.compiled_code
            found[expression] = sql[sql.index("/*") + 2 : -2].strip()
        except DbtFailed as failure:
            found[expression] = str(failure)
    (root / "rendered.json").write_text(json.dumps(found))


def test_what_production_knows_of_itself_is_answered(rendered: Mapping[str, str]) -> None:
    wanted = ANSWERED | (ANSWERED_OF_DATABRICKS if ENGINE == "databricks" else {})
    assert {expression: rendered[expression] for expression in wanted} == wanted


@pytest.mark.parametrize("method", ASKING)
def test_what_only_the_engine_knows_is_refused_in_words(
    rendered: Mapping[str, str], method: str
) -> None:
    assert ASKS_DATABASE in rendered[ASKING[method]]


@pytest.mark.parametrize("macro", CROSS_DATABASE)
def test_every_cross_database_macro_renders(rendered: Mapping[str, str], macro: str) -> None:
    made = rendered[CROSS_DATABASE[macro]]
    assert made
    assert "Error" not in made


def test_no_cross_database_macro_of_dbt_is_left_out() -> None:
    folders = [path for path in MACROS if path.parts[-3:-1] == ("macros", "utils")]
    defined = {
        name
        for path in folders
        if "global_project" in path.parts
        for name in re.findall(r"{%-?\s*macro (\w+)", path.read_text())
        if not re.match(r"default_|get_powers_of_two$|_", name)
    }
    assert defined - CROSS_DATABASE.keys() == set()


def test_it_is_known_of_every_method_of_the_adapter_whether_it_asks() -> None:
    module: Any = import_module(f"dbt.adapters.{ENGINE}.impl")
    adapter = next(
        value for name, value in vars(module).items() if name.lower() == f"{ENGINE}adapter"
    )
    called = {name for path in MACROS for name in re.findall(r"\badapter\.(\w+)", path.read_text())}
    answered = {
        name
        for expression in (*ANSWERED, *ANSWERED_OF_DATABRICKS)
        for name in re.findall(r"adapter\.(\w+)", expression)
    }
    known = {*answered, *ASKING, *NEED_NO_CONNECTION, *ASK_BY_OTHERS}
    # These are not methods of the adapter but of what dbt puts around it.
    of_dbt = {"dispatch", "type", "commit", "Relation", "Column", "config"}
    assert adapter._available_ - known == set()
    assert {name for name in called if hasattr(adapter, name)} - known - of_dbt == set()
