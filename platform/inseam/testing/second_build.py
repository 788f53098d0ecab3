"""The second build of incremental models and snapshots: what every run but the first executes.

A first build on the earlier rows of the inputs, then one on all of them, in databases of their own.
An incremental model with a `unique_key` then has the rows of a full refresh, unless it says in its
config that it may differ: `meta: {equals_full_refresh: false}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from inseam.dbt_project.ancestors import ancestors
from inseam.dbt_project.folders import project_folders
from inseam.dbt_project.own_catalog import database_file
from inseam.report.finding import Finding, Severity
from inseam.testing.dbt_runs import DbtProject
from inseam.testing.engine import in_schema, literal, quoted, shut_in_for_build
from inseam.testing.inputs import LoadedInputs
from inseam.testing.later_rows import SplitInputs, split_inputs
from inseam.testing.outcomes import SHOWN_ROWS, Comparison, NodeOutcome, SecondBuild
from inseam.testing.request import ProductRequest
from inseam.testing.source_table import DescribedTable

EQUALS_FULL_REFRESH = "equals_full_refresh"
# Databricks has these strategies, and DuckDB has not.
_OF_PRODUCTION = frozenset({"insert_overwrite", "replace_where"})


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the builds lie: ``catalog`` is the product's own, ``folder`` is for databases."""

    catalog: str
    built: Path
    folder: Path
    seeds: tuple[Path, ...]


def build_again(
    request: ProductRequest,
    dbt: DbtProject,
    inputs: LoadedInputs,
    catalog: str,
    nodes: Sequence[NodeOutcome],
) -> SecondBuild | None:
    """Builds what was built before, if it is incremental or a snapshot; None if nothing is.

    ``nodes`` became of the product's only build so far, in ``catalog``. All connections to its
    database must be closed.
    """
    kept = [node for node in nodes if node.passed and _keeps_rows(dbt.manifest, node)]
    if not kept:
        return None
    of_production = [node for node in kept if _strategy(dbt.manifest, node) in _OF_PRODUCTION]
    # What is downstream of one would be built on what it was at first.
    again = [node for node in kept if not _needs(dbt.manifest, node, of_production)]
    left_out = tuple(node.name for node in kept if node not in again)
    if not again:
        return SecondBuild(of_production=left_out)
    seeds = project_folders(request.project).seeds_in(request.project)
    places = _Places(catalog, dbt.database, dbt.database.parent, seeds)
    groups = _groups(dbt.manifest, again, inputs.described)
    with split_inputs(inputs.databases, inputs.described, groups, request.instant) as split:
        if not split.later:
            split.undo()
        found = _build_twice(dbt, places, split, again)
        if found is None:
            # The rows of these tables belong together in a way that no contract tells.
            split.undo()
            found = _build_twice(dbt, places, split, again)
        assert found is not None
        return SecondBuild(*found, split.later, left_out)


def second_build_findings(second: SecondBuild) -> Iterator[Finding]:
    rows = "with later rows in its inputs" if second.later_rows else "on the same input rows"
    for node in second.nodes:
        if node.failed:
            yield _finding(
                "second-build-failed",
                node,
                f"The second build of the {node.resource_type} `{node.name}`, {rows}, failed:"
                f" {node.message}",
                f"Correct {node.file}: its `is_incremental()` branch, `unique_key` and strategy"
                " are what every run but the first executes."
                if node.resource_type == "model"
                else f"Correct {node.file}: its strategy and keys are what every run but the first"
                " executes.",
            )
    for comparison in second.comparisons:
        if not comparison.equal:
            yield _finding(
                "second-build-differs",
                comparison.node,
                f"After its second build, {rows}, the incremental model `{comparison.node.name}`"
                " does not have the rows of a full refresh.",
                f"Correct the `is_incremental()` branch of {comparison.node.file}, or write"
                f" `meta: {{{EQUALS_FULL_REFRESH}: false}}` in its config if it may differ.",
                comparison.rows,
            )


def _finding(
    rule: str, node: NodeOutcome, message: str, fix: str, details: tuple[str, ...] = ()
) -> Finding:
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        file=node.file,
        message=message,
        fix=fix,
        details=details,
    )


def _keeps_rows(manifest: Any, node: NodeOutcome) -> bool:
    """Whether a run adds to the table that the run before it left."""
    return node.resource_type == "snapshot" or (
        node.resource_type == "model"
        and manifest.nodes[node.unique_id].config.materialized == "incremental"
    )


def _strategy(manifest: Any, node: NodeOutcome) -> str | None:
    return getattr(manifest.nodes[node.unique_id].config, "incremental_strategy", None)


def _needs(manifest: Any, node: NodeOutcome, others: Iterable[NodeOutcome]) -> bool:
    return not {other.unique_id for other in others}.isdisjoint(ancestors(manifest, node.unique_id))


def _groups(
    manifest: Any, again: Sequence[NodeOutcome], tables: Sequence[DescribedTable]
) -> list[list[DescribedTable]]:
    """The tables to cut at one time: those of incremental models see one state of the inputs.

    What only a snapshot reads is cut by itself, so that there is something for it to keep.
    """

    def read_by(nodes: Iterable[NodeOutcome]) -> list[DescribedTable]:
        ids = {i for node in nodes for i in ancestors(manifest, node.unique_id)}
        sources = [manifest.sources[i] for i in ids if i in manifest.sources]
        names = {(s.database or "", s.schema, s.identifier) for s in sources}
        return [t for t in tables if (t.table.catalog, t.table.schema, t.table.name) in names]

    together = read_by(node for node in again if node.resource_type == "model")
    alone = read_by(node for node in again if node.resource_type == "snapshot")
    return [together, *([table] for table in alone if table not in together)]


def _build_twice(
    dbt: DbtProject, places: _Places, split: SplitInputs, again: Sequence[NodeOutcome]
) -> tuple[tuple[NodeOutcome, ...], tuple[Comparison, ...]] | None:
    """None if the rows that were split do not make the tables that all of them make.

    Never None if they are not split.
    """
    full = places.built
    if split.left_out:
        full_files = split.write(places.folder / "full", later=True)
        full, whole = _build(dbt, places, "full", full_files, again)
        if not all(node.passed for node in whole):
            return None
    first_files = split.write(places.folder / "again", later=False)
    database, first = _build(dbt, places, "again", first_files, again)
    if not all(node.passed for node in first):
        return None if split.later else (_only(again, first), ())
    empty = {node.unique_id for node in again if _is_empty(database, _relation(dbt, node))}
    files = split.write(places.folder / "again", later=True) if split.later else first_files
    _, second = _build(dbt, places, "again", files, again)
    nodes = _only(again, second)
    if split.later and any(node.failed for node in second if node not in nodes):
        return None
    compared = [
        node
        for node in nodes
        # A filter on what the table has finds nothing in an empty one.
        if node.passed and node.unique_id not in empty and _is_compared(dbt.manifest, node)
    ]
    return nodes, tuple(
        Comparison(node, tuple(differing_rows(database, full, *_relation(dbt, node))))
        for node in compared
    )


def _only(again: Sequence[NodeOutcome], built: Sequence[NodeOutcome]) -> tuple[NodeOutcome, ...]:
    ids = {node.unique_id for node in again}
    return tuple(node for node in built if node.unique_id in ids)


def _build(
    dbt: DbtProject,
    places: _Places,
    name: str,
    files: Mapping[str, Path],
    again: Sequence[NodeOutcome],
) -> tuple[Path, list[NodeOutcome]]:
    """Builds into the product's own database among ``files``, which is made if it is none."""
    database = database_file(places.folder / name, places.catalog)
    attached = {catalog: file for catalog, file in files.items() if catalog != places.catalog}
    with shut_in_for_build(database, attached, places.seeds):
        project = dbt.again(database, name)
        outcomes = project.build_with_inputs(node.fqn for node in again)
        project.close()
    return database, outcomes


def _is_compared(manifest: Any, node: NodeOutcome) -> bool:
    described = manifest.nodes[node.unique_id]
    if node.resource_type != "model":
        return False
    said = {**described.meta, **described.config.meta}.get(EQUALS_FULL_REFRESH)
    # Batches end at the time of the machine, which later rows need not reach.
    by_default = bool(described.config.unique_key) and _strategy(manifest, node) != "microbatch"
    return said if isinstance(said, bool) else by_default


def _relation(dbt: DbtProject, node: NodeOutcome) -> tuple[str, str]:
    described = dbt.manifest.nodes[node.unique_id]
    return described.schema, described.alias


def _is_empty(database: Path, relation: tuple[str, str]) -> bool:
    with duckdb.connect(str(database), read_only=True) as connection:
        return (
            connection.execute(f"from {in_schema(connection, *relation)} limit 1").fetchone()
            is None
        )


def differing_rows(again: Path, full: Path, schema: str, table: str) -> list[str]:
    """Up to five rows that the table has in only one of the databases ``again`` and ``full``.

    Columns that only one of them has do not count, and neither does the last digit of a number in
    binary: it depends on the order in which rows were added up.
    """
    with duckdb.connect() as connection:
        for name, file in (("again", again), ("full", full)):
            connection.execute(
                f"attach {literal(str(file))} as {quoted(f'build_{name}')} (read_only)"
            )
        in_again, in_full = (quoted(f"build_{name}", schema, table) for name in ("again", "full"))
        kept = {row[0] for row in connection.execute(f"describe {in_again}").fetchall()}
        columns = [
            (row[0], row[1])
            for row in connection.execute(f"describe {in_full}").fetchall()
            if row[0] in kept
        ]
        selected = ", ".join(_compared(name, type_) for name, type_ in columns)
        found = []
        for only, one, other in (
            ("only after the second build", in_again, in_full),
            ("only after a full refresh", in_full, in_again),
        ):
            result = connection.execute(
                f"select {selected} from {one} except all select {selected} from {other}"
                f" order by all limit {SHOWN_ROWS}"
            )
            found += [
                f"{only}: "
                + ", ".join(
                    f"{name}={value!r}" for (name, _), value in zip(columns, row, strict=True)
                )
                for row in result.fetchall()
            ]
    return found[:SHOWN_ROWS]


def _compared(name: str, type_: str) -> str:
    column = quoted(name)
    return (
        f"cast(format('{{:.9e}}', {column}) as double) as {column}"
        if type_ in ("DOUBLE", "FLOAT")
        else column
    )
