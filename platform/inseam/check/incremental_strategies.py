"""Whether both engines have the strategies of incremental models.

dbt looks for a strategy in the second run at the earliest, so an unknown one passes the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inseam.dbt_project.folders import FILE as SETTINGS
from inseam.report.finding import Finding, Severity
from inseam.report.near_names import did_you_mean

RULE = "incremental-strategy"
# Of dbt-databricks 1.11 (`DatabricksAdapter.valid_incremental_strategies`).
DATABRICKS = frozenset(
    {"append", "delete+insert", "insert_overwrite", "merge", "microbatch", "replace_where"}
)
# Of dbt-duckdb 1.11 for DuckDB from 1.4 on (`DuckDBAdapter.duckdb_incremental_strategies`).
DUCKDB = frozenset({"append", "delete+insert", "merge", "microbatch"})
# dbt itself has these, and lets no adapter use one that is not its own.
_BUILT_IN = frozenset({"append", "delete+insert", "insert_overwrite", "merge", "microbatch"})
_MACRO = re.compile(r"get_incremental_(\w+)_sql")
# Packages with macros of one engine alone.
_OF_DATABRICKS = frozenset({"dbt_databricks", "dbt_spark"})


def strategy_findings(project: Path, manifest: Any) -> Iterator[Finding]:
    """``manifest`` is of the project, parsed for Databricks."""
    macros = {(macro.package_name, macro.name) for macro in manifest.macros.values()}
    databricks = DATABRICKS | _by_macro(macros)
    duckdb = DUCKDB | _by_macro(pair for pair in macros if pair[0] not in _OF_DATABRICKS)
    for _, node in sorted(manifest.nodes.items()):
        strategy = getattr(node.config, "incremental_strategy", None)
        is_own = node.package_name == manifest.metadata.project_name
        if node.config.materialized != "incremental" or not strategy or not is_own:
            continue
        # Only an engine of its own may get another one here.
        is_of_target = "target." in node.raw_code
        place = _place(project, node)
        if strategy not in databricks:
            has = (
                "DuckDB has and Databricks does not"
                if strategy in duckdb
                else "neither DuckDB nor Databricks has"
            )
            every = f"Both engines have {_listed(DUCKDB & DATABRICKS)}."
            yield place.finding(
                Severity.ERROR,
                f"which {has}. Its first build passes, and every later one fails.",
                did_you_mean(strategy, sorted(databricks & duckdb), every),
            )
        elif strategy not in duckdb and not is_of_target:
            yield place.finding(
                Severity.INFO,
                "which Databricks has and DuckDB does not: a test builds the model once, and no"
                " second time.",
                "Try its second build on Databricks, or take a strategy that both engines have:"
                f" {_listed(DUCKDB & DATABRICKS)}.",
            )
        elif strategy == "delete+insert" and node.config.unique_key is None:
            yield place.finding(
                Severity.ERROR,
                "and no `unique_key`, without which Databricks does not know what to delete.",
                "Set `unique_key` in its config, or the strategy `append`.",
            )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a model's strategy is written."""

    file: Path
    line: int | None
    model: str
    strategy: str

    def finding(self, severity: Severity, what: str, fix: str) -> Finding:
        return Finding(
            rule=RULE,
            severity=severity,
            file=str(self.file),
            line=self.line,
            message=f"`{self.model}` has the incremental strategy `{self.strategy}`, {what}",
            fix=fix,
        )


def _place(project: Path, node: Any) -> _Place:
    """The model's own config outranks that of its YAML file, and this that of dbt_project.yml."""
    strategy = node.config.incremental_strategy
    model = project / node.original_file_path
    described = (node.patch_path or "").partition("://")[2]
    for file in (model, *([project / described] if described else []), project / SETTINGS):
        lines = file.read_text("utf-8", "replace").split("\n") if file.is_file() else []
        written = (n for n, line in enumerate(lines, 1) if strategy in line)
        if (line := next(written, None)) is not None:
            return _Place(file, line, node.name, strategy)
    return _Place(model, None, node.name, strategy)


def _listed(strategies: Iterable[str]) -> str:
    *others, last = (f"`{name}`" for name in sorted(strategies))
    return f"{', '.join(others)} and {last}"


def _by_macro(macros: Iterable[tuple[str, str]]) -> frozenset[str]:
    """What dbt finds a macro for: strategies of a project's own, and other spellings."""
    found = (_MACRO.fullmatch(name) for _, name in macros)
    return frozenset(match[1] for match in found if match) - _BUILT_IN
