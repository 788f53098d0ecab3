"""The commands of a test, and what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import CompiledNode

from inseam.dbt_project.in_process import DbtInProcess
from inseam.dbt_project.invocation import Call
from inseam.dbt_project.model_contracts import compare_as_databricks
from inseam.testing.outcomes import DbtTest, NodeOutcome
from inseam.testing.tags import FULL_LOAD, WRITTEN_INPUTS

TARGET_FOLDER = "_dbt_target"
_NO_TESTS = ("--exclude-resource-type=test", "--exclude-resource-type=unit_test")

# A node's name in full, as dbt has it.
Fqn = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DbtWarning:
    name: str
    message: str


@dataclass(slots=True)
class DbtProject:
    """One project and how dbt is called on it.

    dbt writes its artifacts below ``target``; ``warnings`` fills as commands run.
    """

    folder: Path
    profiles: Path
    database: Path
    as_of: str
    target: Path = Path(TARGET_FOLDER)
    warnings: list[DbtWarning] = field(default_factory=list)
    _manifest: Manifest | None = None

    @property
    def manifest(self) -> Manifest:
        """Raises `DbtFailed` if the project cannot be parsed."""
        if self._manifest is None:
            self._manifest = self._invoke("parse", "--no-write-json")
        return self._manifest

    @property
    def number_of_tests(self) -> int:
        nodes = (node for node in self.manifest.nodes.values() if str(node.resource_type) == "test")
        return sum(1 for _ in nodes) + len(self.manifest.unit_tests)

    @property
    def tests_of_written_inputs(self) -> list[DbtTest]:
        return self._tests_tagged(WRITTEN_INPUTS)

    @property
    def tests_of_full_loads(self) -> list[DbtTest]:
        return self._tests_tagged(FULL_LOAD)

    def build_models(self, left_out: Iterable[Fqn] = ()) -> list[NodeOutcome]:
        """Seeds, snapshots and models: all but ``left_out`` and what is downstream of it."""
        return self._outcomes("build", *_excluding(_and_downstream(left_out)), *_NO_TESTS)

    def again(self, database: Path, folder: str) -> DbtProject:
        """The same project, built into another database; artifacts go to ``folder`` of its own.

        dbt notes in the manifest that a node's SQL has its ephemeral models in it. It is compiled
        again here, and would be without them.
        """
        for node in self.manifest.nodes.values():
            if isinstance(node, CompiledNode):
                node.extra_ctes_injected = False
                node.extra_ctes = []
        return DbtProject(
            self.folder,
            self.profiles,
            database,
            self.as_of,
            self.target / folder,
            _manifest=self.manifest,
        )

    def build_with_inputs(self, fqns: Iterable[Fqn]) -> list[NodeOutcome]:
        """These nodes, and the seeds, snapshots and models that they need."""
        selected = " ".join(f"+{_selected(fqn)}" for fqn in fqns)
        outcomes = self._outcomes("build", "--select", selected, *_NO_TESTS)
        return [outcome for outcome in outcomes if not outcome.is_hook]

    def run_tests(self, not_built: Iterable[Fqn], left_out: Iterable[DbtTest]) -> list[NodeOutcome]:
        """Data tests and unit tests: all but ``left_out``, and those of ``not_built`` and of what
        is downstream of it.

        One that fails stops no other, as it would in one `dbt build`: a person sees all at once,
        and the contracts are tested whatever a test of an internal model says.
        """
        excluded = [*_and_downstream(not_built), *(_selected(test.fqn) for test in left_out)]
        # The manifest is what the build has written already.
        return self._outcomes("test", "--no-write-json", *_excluding(excluded))

    def close(self) -> None:
        """Lets go of the database file, which dbt keeps open after a command."""
        # After a hook that failed in the middle of its Jinja, dropping it is not enough.
        if (environment := DuckDBConnectionManager._ENV) is not None:
            environment.close()
        DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]

    def _tests_tagged(self, tag: str) -> list[DbtTest]:
        return [
            DbtTest(node.name, tuple(node.fqn))
            for _, node in sorted(self.manifest.nodes.items())
            if str(node.resource_type) == "test" and tag in node.tags
        ]

    def _outcomes(self, command: str, *arguments: str) -> list[NodeOutcome]:
        result = self._invoke(command, *arguments)
        if "--no-write-json" in arguments:
            result.write(str(self.target / command / "run_results.json"))
        return [_outcome(node_result, self.folder) for node_result in result.results]

    def _invoke(self, command: str, *arguments: str) -> Any:
        compare_as_databricks()
        dbt = DbtInProcess(Call(self.folder, self.profiles, self.database, self.as_of, self.target))
        manifest = None if command == "parse" else self._manifest
        return dbt(command, *arguments, manifest=manifest, callbacks=[self._note_warning])

    def _note_warning(self, event: Any) -> None:
        if event.info.level == "warn" and event.info.name not in _NOT_ABOUT_THE_PROJECT:
            warning = DbtWarning(event.info.name, str(event.info.msg).strip())
            if _OF_DUCKDB in warning.message:
                return
            if warning not in self.warnings:
                self.warnings.append(warning)


# Said of a run in general, or about what is reported anyway: nodes, and each deprecation.
_NOT_ABOUT_THE_PROJECT = frozenset(
    {"DeprecationsSummary", "LogTestResult", "NoNodesForSelectionCriteria", "NothingToDo"}
)
# Nothing that a person could do: production has what is asked for.
_OF_DUCKDB = "Grants for relations are not supported by DuckDB"


def _selected(fqn: Fqn) -> str:
    # By the full name: a model may well be called like its project, and that means all of it.
    return f"fqn:{'.'.join(fqn)}"


def _and_downstream(fqns: Iterable[Fqn]) -> list[str]:
    return [f"{_selected(fqn)}+" for fqn in fqns]


def _excluding(selected: Sequence[str]) -> tuple[str, ...]:
    return ("--exclude", " ".join(selected)) if selected else ()


def _outcome(result: Any, folder: Path) -> NodeOutcome:
    node = result.node
    compiled_path = getattr(node, "compiled_path", None)
    return NodeOutcome(
        unique_id=node.unique_id,
        fqn=tuple(node.fqn),
        name=node.name,
        resource_type=str(node.resource_type),
        file=str(folder / node.original_file_path),
        status=str(result.status),
        message=(result.message or "").strip(),
        seconds=result.execution_time,
        compiled_code=getattr(node, "compiled_code", None),
        compiled_file=compiled_path.partition("/compiled/")[2] if compiled_path else None,
        failures=result.failures,
    )
