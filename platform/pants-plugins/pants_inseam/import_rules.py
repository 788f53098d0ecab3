"""`lint` for all Python at once: who may import whom, as .importlinter says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pants.backend.python.subsystems.python_tool_base import PythonToolBase
from pants.backend.python.target_types import ConsoleScript, PythonSourceField
from pants.backend.python.util_rules.pex import PexRequest, VenvPex, VenvPexProcess
from pants.core.goals.lint import LintResult, LintTargetsRequest
from pants.core.util_rules.partitions import Partitions
from pants.engine.fs import Digest, PathGlobs
from pants.engine.process import FallibleProcessResult
from pants.engine.rules import Get, MultiGet, Rule, collect_rules, rule
from pants.engine.target import FieldSet
from pants.engine.unions import UnionRule
from pants.option.option_types import SkipOption
from pants.source.source_root import AllSourceRoots
from pants.util.logging import LogLevel

CONFIG = ".importlinter"


class ImportLinter(PythonToolBase):
    options_scope = "import-linter"
    name = "import-linter"
    help = f"Which Python package may import which, set up in {CONFIG}."

    default_version = "import-linter"
    default_main = ConsoleScript("lint-imports")
    register_interpreter_constraints = True
    # Pants asks for one; `install_from_resolve` goes before it.
    default_lockfile_resource = ("pants_inseam", "none.lock")

    skip = SkipOption("lint")


@dataclass(frozen=True)
class ImportRulesFieldSet(FieldSet):
    required_fields = (PythonSourceField,)

    source: PythonSourceField


class ImportRulesRequest(LintTargetsRequest):
    field_set_type = ImportRulesFieldSet
    tool_subsystem = ImportLinter  # type: ignore[assignment]


@rule
async def look_once(
    request: ImportRulesRequest.PartitionRequest[ImportRulesFieldSet], linter: ImportLinter
) -> Partitions[ImportRulesFieldSet, Any]:
    # Whichever file is asked for: the rules are about all of them, and one stands for all.
    return Partitions() if linter.skip else Partitions.single_partition(request.field_sets[:1])


@rule(desc="Check who imports whom", level=LogLevel.DEBUG)
async def check_imports(
    request: ImportRulesRequest.Batch[ImportRulesFieldSet, Any],
    linter: ImportLinter,
    source_roots: AllSourceRoots,
) -> LintResult:
    roots = sorted(root.path for root in source_roots)
    venv, sources = await MultiGet(
        Get(VenvPex, PexRequest, linter.to_pex_request()),
        # All of them, in a target or not.
        Get(Digest, PathGlobs([CONFIG, *(f"{root}/**/*.py" for root in roots)])),
    )
    result = await Get(
        FallibleProcessResult,
        VenvPexProcess(
            venv,
            argv=(f"--config={CONFIG}", "--no-logo", "--no-cache"),
            input_digest=sources,
            # Lines are not broken at 80 characters.
            extra_env={"PEX_EXTRA_SYS_PATH": ":".join(roots), "COLUMNS": "1000"},
            description="Check who imports whom",
            level=LogLevel.DEBUG,
        ),
    )
    # import-linter speaks when all is well, too; the others do not.
    said = result if result.exit_code else replace(result, stdout=b"")
    return LintResult.create(request, said)


def rules() -> Iterable[Rule | UnionRule]:
    return (*collect_rules(), *ImportRulesRequest.rules())
