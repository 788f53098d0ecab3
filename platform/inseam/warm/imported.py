"""What a parent imports and reads before it forks: of third parties only, without a thread.

DuckDB and what imports it stay out: to import it starts a thread (1.5.5).
"""

from __future__ import annotations

import importlib
import inspect
import sys
import warnings
from contextlib import suppress
from dataclasses import is_dataclass
from types import FrameType
from typing import Any

# Of all tool sets; one that is not installed is passed over.
_LIBRARIES = (
    "babel.dates",
    "daff",
    "datacontract.data_contract",
    "dbt.adapters.sql.impl",
    "dbt.cli.main",
    "dbt.compilation",
    "dbt.parser.schema_yaml_readers",
    "dbt.parser.sql",
    "dbt.runners",
    "dbt.task.build",
    "dbt.task.test",
    "dbt_common.clients.agate_helper",
    "encodings.utf_8_sig",
    "getpass",
    "google.protobuf.descriptor_pb2",
    "graphlib",
    "ibis",
    "ibis.backends.sql.compilers",
    "ibis.expr.types.groupby",
    "ibis.formats.numpy",
    "ibis.formats.pandas",
    "ibis.formats.pyarrow",
    "msgspec",
    "multiprocessing.dummy.connection",
    "multiprocessing.pool",
    "numpy",
    "pandas",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "pyarrow_hotfix",
    "rich.console",
    "ruamel.yaml",
    "sqlfluff",
    "sqlglot",
    "sqlglot.dialects.databricks",
    "sqlglot.dialects.duckdb",
    "sqlglot.optimizer.normalize_identifiers",
    "sqlparse",
    "yaml",
)
# dbt's classes whose JSON schema it makes when it first reads one: module and name.
_READ_BY_DBT = (
    ("dbt.artifacts.resources.v1.components", "Contract"),
    ("dbt.artifacts.resources.v1.config", "TestConfig"),
    ("dbt.artifacts.resources.v1.model", "ModelConfig"),
    ("dbt.artifacts.resources.v1.seed", "SeedConfig"),
    ("dbt.artifacts.resources.v1.snapshot", "SnapshotConfig"),
    ("dbt.artifacts.resources.v1.source_definition", "SourceConfig"),
    ("dbt.artifacts.resources.v1.unit_test_definition", "UnitTestConfig"),
    ("dbt.contracts.graph.nodes", "GenericTestNode"),
    ("dbt.contracts.graph.nodes", "ModelNode"),
    ("dbt.contracts.graph.nodes", "SeedNode"),
    ("dbt.contracts.graph.nodes", "SingularTestNode"),
    ("dbt.contracts.graph.nodes", "SnapshotNode"),
    ("dbt.contracts.graph.unparsed", "UnparsedGroup"),
    ("dbt.contracts.graph.unparsed", "UnparsedMacroUpdate"),
    ("dbt.contracts.graph.unparsed", "UnparsedModelUpdate"),
    ("dbt.contracts.graph.unparsed", "UnparsedSourceDefinition"),
    ("dbt.contracts.graph.unparsed", "UnparsedUnitTest"),
    ("dbt.contracts.project", "Configuration"),
    ("dbt.contracts.project", "PackageConfig"),
    ("dbt.contracts.project", "ProfileConfig"),
    ("dbt.contracts.project", "Project"),
    ("dbt.contracts.project", "ProjectFlags"),
    ("dbt.contracts.selection", "SelectorFile"),
    ("dbt.task.test", "TestResultData"),
    ("dbt_common.contracts.constraints", "ColumnLevelConstraint"),
    ("dbt_common.contracts.constraints", "ModelLevelConstraint"),
)
# Where those are that it writes code for when it first reads or writes one.
_CODED_BY_DBT = (
    "dbt.adapters.contracts.",
    "dbt.artifacts.",
    "dbt.contracts.",
    "dbt_common.contracts.",
    "dbt_common.helper_types",
)


def import_libraries() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in _LIBRARIES:
            _imported(name)
        for module, name in _READ_BY_DBT:
            if (made := getattr(_imported(module), name, None)) is not None:
                made.json_schema()
        if _imported("dbt.cli.main") is not None:
            _code_readers()
            find_callers_faster()


def _imported(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _code_readers() -> None:
    """The code is written by the first call, whether that finds what it needs or not."""
    for name, module in sorted(sys.modules.items()):
        # A manifest has a lock, for which Python starts a process.
        if not name.startswith(_CODED_BY_DBT) or name == "dbt.contracts.graph.manifest":
            continue
        for _, made in inspect.getmembers(module, _is_dbt_s):
            if made.__module__ == module.__name__:
                with suppress(Exception):
                    made.from_dict({})
                with suppress(Exception):
                    object.__new__(made).to_dict()


def find_callers_faster() -> None:
    """dbt asks with each adapter, for each of its flags, which module asks for the flag.

    By `inspect.stack` it reads the sources of all modules that call one another, for 30 ms.
    """
    from dbt_common import behavior_flags

    def caller() -> str:
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            name = frame.f_globals.get("__name__")
            if name and name != behavior_flags.__name__:
                return str(name)
            frame = frame.f_back
        return "Unknown"

    flag: Any = behavior_flags.BehaviorFlagRendered
    if hasattr(flag, "_default_source"):
        flag._default_source = staticmethod(caller)


def _is_dbt_s(member: object) -> bool:
    return inspect.isclass(member) and is_dataclass(member) and hasattr(member, "from_dict")
