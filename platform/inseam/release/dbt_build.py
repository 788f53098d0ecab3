"""dbt on the working copy of a product, in an environment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dbt.contracts.graph.manifest import Manifest

from inseam.dbt_project.in_process import invoke
from inseam.dbt_project.invocation import as_of_option
from inseam.environments.names import Place, published
from inseam.environments.operations import set_variables
from inseam.release.history import BuiltObject
from inseam.testing.tags import WRITTEN_INPUTS

_KEEP_ROWS = ("incremental", "snapshot")
# Of Spark's tables; others only take rows.
_FORMATS_THAT_MERGE = frozenset({"delta", "hudi", "iceberg"})
_BUILT = ("model", "seed", "snapshot")
# What a lake has of the constraints of a model contract.
_IN_A_LAKE = frozenset({"not_null"})


@dataclass(frozen=True, slots=True)
class NodeResult:
    """``file`` is relative to the project. ``status`` and ``message`` are dbt's."""

    name: str
    kind: str
    file: str
    status: str
    message: str

    @property
    def passed(self) -> bool:
        return self.status in ("success", "pass", "warn")

    @property
    def skipped(self) -> bool:
        return self.status == "skipped"


@dataclass(slots=True)
class DbtBuild:
    """``variables`` are of the environment and of the release, set while dbt runs.

    ``as_of`` is None for the engine's clock; ``only_not_null`` is true where the engine refuses
    other constraints. ``database`` has what dbt names without one; ``can_merge`` says whether the
    engine changes rows of any table.
    """

    copy: Path
    profiles: Path
    target: str
    variables: Mapping[str, str] = field(repr=False)
    as_of: str | None
    artifacts: Path
    only_not_null: bool
    database: str = ""
    can_merge: bool = True
    _manifest: Manifest | None = None

    @property
    def manifest(self) -> Manifest:
        """Raises `DbtFailed`."""
        if self._manifest is None:
            manifest = self._invoke("parse")
            if self.only_not_null:
                _strip_constraints(manifest)
            self._manifest = manifest
        return self._manifest

    def objects(self, release: str) -> tuple[BuiltObject, ...]:
        """What the release builds, by its place. Ephemeral models are nowhere."""
        found = [
            self._built_object(node, release)
            for node in self.manifest.nodes.values()
            if str(node.resource_type) in _BUILT and node.config.materialized != "ephemeral"
        ]
        return tuple(sorted(found, key=lambda one: str(one.place)))

    def build(self, full_refresh: bool = False) -> list[NodeResult]:
        """Seeds, snapshots and models. Raises `DbtFailed`."""
        options = ("--full-refresh",) if full_refresh else ()
        return self._results(
            "build", "--exclude-resource-type=test", "--exclude-resource-type=unit_test", *options
        )

    def run_data_tests(self) -> list[NodeResult]:
        """All data tests but those that expect the rows of `tests/inputs`. Raises `DbtFailed`."""
        excluded = f"tag:{WRITTEN_INPUTS}"
        return self._results("test", "--exclude-resource-type=unit_test", "--exclude", excluded)

    def _built_object(self, node: Any, release: str) -> BuiltObject:
        database = node.database or self.database
        place = Place(database, node.schema, node.alias)
        named = {**node.meta, **node.config.meta}.get("data_contract")
        contract = named.get("id") if isinstance(named, dict) else None
        kind = self._kind(node)
        if contract is None or str(node.resource_type) != "model":
            return BuiltObject(kind, place)
        readers_know = Place(database, published(node.schema, release), node.alias)
        return BuiltObject(kind, place, str(contract), readers_know)

    def _kind(self, node: Any) -> str:
        if str(node.resource_type) != "model":
            return str(node.resource_type)
        kind = str(node.config.materialized)
        if kind == "incremental" and node.config.unique_key and not self._merges(node):
            # With the rows of before in it, a row that changed would be in it twice.
            return "table"
        return kind

    def _merges(self, node: Any) -> bool:
        return self.can_merge or node.config.get("file_format") in _FORMATS_THAT_MERGE

    def _results(self, command: str, *options: str) -> list[NodeResult]:
        done = self._invoke(command, *options, manifest=self.manifest)
        return [
            NodeResult(
                one.node.name,
                str(one.node.resource_type),
                one.node.original_file_path,
                str(one.status),
                (one.message or "").strip(),
            )
            for one in done.results
        ]

    def _invoke(self, command: str, *options: str, manifest: Manifest | None = None) -> Any:
        with set_variables(self.variables):
            return invoke(
                self.target,
                command,
                *options,
                f"--project-dir={self.copy.absolute()}",
                f"--profiles-dir={self.profiles.parent.absolute()}",
                f"--target-path={(self.artifacts / command).absolute()}",
                f"--log-path={(self.artifacts / 'logs').absolute()}",
                *(as_of_option(self.as_of) if self.as_of else ()),
                manifest=manifest,
            )


def keeps_rows(built: BuiltObject) -> bool:
    """Whether a release goes on from the rows of the one before."""
    return built.kind in _KEEP_ROWS


def failures(results: Iterable[NodeResult]) -> list[NodeResult]:
    return [one for one in results if not one.passed and not one.skipped]


def _strip_constraints(manifest: Any) -> None:
    """The audit proves what the engine does not take: keys, checks, references."""
    for node in manifest.nodes.values():
        if hasattr(node, "constraints"):
            node.constraints = _kept(node.constraints)
        for column in getattr(node, "columns", {}).values():
            column.constraints = _kept(column.constraints)


def _kept(constraints: Sequence[Any]) -> list[Any]:
    return [one for one in constraints if str(one.type.value) in _IN_A_LAKE]
